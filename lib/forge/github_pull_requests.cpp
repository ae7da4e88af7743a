// GitHub: finding, making and changing pull requests, and who and what belongs to them.
#include <algorithm>
#include <functional>

#include "base/text.hpp"
#include "forge/github_adapter.hpp"

namespace proffer::forge {
namespace {

constexpr std::size_t k_open_limit = 300;     // of our own (forge/api.hpp)
constexpr std::size_t k_search_limit = 3000;  // of everybody's, in which they are looked for
constexpr const char* k_needs = "pull-requests: write";

std::string name_of(std::int64_t number) {
    return "'" + std::to_string(number) + "'";
}

bool same_name(std::string_view a, std::string_view b) {
    return base::to_lower(a) == base::to_lower(b);
}

void write_list(json::Writer& writer, std::string_view key, const std::vector<std::string>& values) {
    writer.key(key).begin_array();
    for (const std::string& value : values) writer.value(value);
    writer.end_array();
}

std::string list_body(std::string_view key, const std::vector<std::string>& values) {
    json::Writer writer;
    writer.begin_object();
    write_list(writer, key, values);
    return writer.end_object().text();
}

std::string quoted(const std::vector<std::string>& names) {
    std::vector<std::string> shown;
    for (const std::string& name : names) shown.push_back("'" + base::visible_line(base::prefix(name, 100)) + "'");
    return base::join(shown, ", ");
}

std::string body_of(const NewPullRequest& wanted) {
    json::Writer writer;
    writer.begin_object().member("title", wanted.title).member("head", wanted.head_branch).member("base", wanted.base_branch);
    writer.member("body", wanted.body).member("draft", wanted.draft);
    return writer.end_object().text();
}

/// Those of `wanted` that are not among the logins of `list`.
std::vector<std::string> missing_of(const std::vector<std::string>& wanted, const std::optional<json::Value>& list) {
    std::vector<std::string> missing;
    const std::vector<json::Value> present = list ? list->elements() : std::vector<json::Value>();
    for (const std::string& login : wanted) {
        const auto is_it = [&](const json::Value& user) { return same_name(user.string_or("login", ""), login); };
        if (std::none_of(present.begin(), present.end(), is_it)) missing.push_back(login);
    }
    return missing;
}

/// Mutations take and give the pull request's GraphQL id.
std::string id_variables(const std::string& node_id) {
    json::Writer writer;
    return writer.begin_object().member("id", node_id).end_object().text();
}

/// "org/team" and "@org/team" are spellings that people know from CODEOWNERS; the API wants the team alone.
std::string team_slug(const std::string& team) {
    return team.substr(team.rfind('/') + 1);
}

}  // namespace

/// Of this repository's own branches: a fork's branch of the same name is somebody else's work.
Result<std::vector<json::Value>> Github::pull_requests_of(const std::string& query, std::size_t most) {
    PROFFER_TRY(std::vector<json::Value> all,
                list("reading pull requests", "pull-requests: read", "/pulls?" + query + "&per_page=100", most));
    std::erase_if(all, [&](const json::Value& json) { return !same_name(github_head_repository(json), connection_.full_name()); });
    return all;
}

Result<std::vector<PullRequest>> Github::find_pull_requests(const std::string& head_branch) {
    const std::string query = "state=all&sort=created&direction=desc&head=" + escape_path(connection_.owner() + ":" + head_branch);
    PROFFER_TRY(const std::vector<json::Value> all, pull_requests_of(query, k_search_limit));
    std::vector<PullRequest> found;
    for (const json::Value& json : all) {
        PROFFER_TRY(PullRequest pull, read_github_pull_request(json, origin_));
        // GitHub ignores a filter that it does not understand.
        if (pull.head_branch == head_branch) found.push_back(std::move(pull));
    }
    std::stable_sort(found.begin(), found.end(), [](const PullRequest& a, const PullRequest& b) { return a.number > b.number; });
    return found;
}

Result<std::vector<PullRequest>> Github::open_pull_requests() {
    PROFFER_TRY(const Account own, own_account());
    PROFFER_TRY(const std::vector<json::Value> all, pull_requests_of("state=open&sort=created&direction=desc", k_search_limit));
    std::vector<PullRequest> found;
    for (const json::Value& json : all) {
        const auto user = json.find("user");
        if (!user || user->integer_or("id", 0) != own.id) continue;
        if (found.size() == k_open_limit) break;
        PROFFER_TRY(found.emplace_back(), read_github_pull_request(json, origin_));
    }
    return found;
}

Result<PullRequest> Github::pull_request(std::int64_t number) {
    PROFFER_TRY(const json::Value json,
                get("cannot read pull request " + name_of(number), "pull-requests: read", "/pulls/" + std::to_string(number)));
    return read_github_pull_request(json, origin_);
}

/// The open one from that branch to that base as GitHub answers it; nothing when there is none.
Result<std::optional<RestAnswer>> Github::answer_of_open(const std::string& head_branch, const std::string& base_branch) {
    const std::string query =
        "state=open&head=" + escape_path(connection_.owner() + ":" + head_branch) + "&base=" + escape_path(base_branch);
    PROFFER_TRY(const std::vector<json::Value> all, pull_requests_of(query, k_open_limit));
    for (const json::Value& json : all) {
        PROFFER_TRY(const PullRequest pull, read_github_pull_request(json, origin_));
        if (pull.head_branch == head_branch && pull.base_branch == base_branch)
            return std::optional(RestAnswer{200, {}, json.text(), json});
    }
    return std::optional<RestAnswer>();
}

Result<PullRequest> Github::resolve_duplicate(const NewPullRequest& wanted, const Error& refusal) {
    PROFFER_TRY(const std::optional<RestAnswer> there, answer_of_open(wanted.head_branch, wanted.base_branch));
    if (!there) return refusal;
    return read_github_pull_request(*there->json, origin_);
}

Result<PullRequest> Github::create_pull_request(const NewPullRequest& wanted) {
    const std::string what = "cannot open a pull request from '" + wanted.head_branch + "'";
    PROFFER_TRY(const std::string path, connection_.repository("/pulls"));
    PROFFER_TRY(const RestAnswer answer, connection_.rest().write("POST", path, body_of(wanted),
                                                                  [&] { return answer_of_open(wanted.head_branch, wanted.base_branch); }));
    if (answer.status == 422 && github_words(answer).find("pull request already exists") != std::string::npos)
        return resolve_duplicate(wanted, github_refusal(what, k_needs, answer));
    PROFFER_TRY(const json::Value json, github_json(what, k_needs, answer));
    return read_github_pull_request(json, origin_);
}

Result<PullRequest> Github::change_pull_request(const PullRequest& current, const PullRequestChange& change) {
    PullRequest changed = current;
    if (change.title || change.body) {
        json::Writer writer;
        writer.begin_object();
        if (change.title) writer.member("title", *change.title);
        if (change.body) writer.member("body", *change.body);
        writer.end_object();
        PROFFER_TRY(const json::Value json, write("cannot change pull request " + name_of(current.number), k_needs, "PATCH",
                                                  "/pulls/" + std::to_string(current.number), writer.text(), repeat_anyway));
        PROFFER_TRY(changed, read_github_pull_request(json, origin_));
    }
    if (!change.draft || *change.draft == changed.draft) return changed;
    return set_draft(std::move(changed), *change.draft);
}

/// REST has no way to change this.
Result<PullRequest> Github::set_draft(PullRequest current, bool draft) {
    const std::string field = draft ? "convertPullRequestToDraft" : "markPullRequestReadyForReview";
    const std::string query = "mutation($id: ID!) { " + field + "(input: {pullRequestId: $id}) { pullRequest { isDraft } } }";
    const std::string what = "cannot make pull request " + name_of(current.number) + (draft ? " a draft" : " ready");
    PROFFER_TRY(const json::Value answer, connection_.mutate(what, field, query, id_variables(current.node_id), repeat_anyway));
    const auto pull = answer.find("pullRequest");
    if (!pull || !pull->find("isDraft") || pull->boolean_or("isDraft", !draft) != draft)
        return Error{ErrorCode::protocol, what + ": GitHub left it as it was", "", {}};
    current.draft = draft;
    return current;
}

Result<void> Github::add_labels(std::int64_t number, const std::vector<std::string>& names) {
    if (names.empty()) return {};
    PROFFER_CHECK(write("cannot label " + name_of(number), "issues: write, pull-requests: write", "POST",
                        "/issues/" + std::to_string(number) + "/labels", list_body("labels", names), repeat_anyway));
    return {};
}

Result<void> Github::add_assignees(std::int64_t number, const std::vector<std::string>& logins) {
    if (logins.empty()) return {};
    PROFFER_TRY(const json::Value answer,
                write("cannot assign " + name_of(number), "issues: write, pull-requests: write", "POST",
                      "/issues/" + std::to_string(number) + "/assignees", list_body("assignees", logins), repeat_anyway));
    // Who cannot be assigned is left out without a word.
    const std::vector<std::string> missing = missing_of(logins, answer.find("assignees"));
    if (missing.empty()) return {};
    return Error{ErrorCode::not_found,
                 "cannot assign " + quoted(missing) + " to " + name_of(number),
                 "only people with access to the repository can be assigned, and at most ten",
                 {}};
}

Result<json::Value> Github::post_reviewers(std::int64_t number, const std::vector<std::string>& logins,
                                           const std::vector<std::string>& teams) {
    json::Writer writer;
    writer.begin_object();
    if (!logins.empty()) write_list(writer, "reviewers", logins);
    if (!teams.empty()) write_list(writer, "team_reviewers", teams);
    writer.end_object();
    return write("cannot ask for a review of " + name_of(number), k_needs, "POST",
                 "/pulls/" + std::to_string(number) + "/requested_reviewers", writer.text(), repeat_anyway);
}

Result<void> Github::request_reviews(std::int64_t number, const std::vector<std::string>& logins, const std::vector<std::string>& teams) {
    std::vector<std::string> slugs;
    for (const std::string& team : teams) slugs.push_back(team_slug(team));
    if (logins.empty() && slugs.empty()) return {};
    const auto all = post_reviewers(number, logins, slugs);
    if (all) return {};
    const bool one_is_wrong = all.error().code == ErrorCode::denied || all.error().code == ErrorCode::not_found;
    if (!one_is_wrong) return all.error();
    // One that GitHub does not take spoils the whole request, so each is asked for alone.
    std::vector<std::string> refused;
    Error last = all.error();
    const auto ask_alone = [&](const std::string& shown, const std::vector<std::string>& login, const std::vector<std::string>& team) {
        const auto asked = post_reviewers(number, login, team);
        if (asked) return;
        refused.push_back(shown);
        last = asked.error();
    };
    for (const std::string& login : logins) ask_alone(login, {login}, {});
    for (std::size_t i = 0; i < slugs.size(); ++i) ask_alone(teams[i], {}, {slugs[i]});
    if (refused.empty()) return {};
    last.message = "cannot ask " + quoted(refused) + " for a review: " + last.message;
    if (last.hint.empty())
        last.hint = "reviewers need access to the repository; for teams the token needs 'members: read' of the organisation";
    return last;
}

Result<void> Github::set_milestone(std::int64_t number, const std::string& title) {
    PROFFER_TRY(const std::vector<json::Value> all,
                list("reading milestones", "issues: read", "/milestones?state=open&per_page=100", 1000));
    const auto found = std::find_if(all.begin(), all.end(), [&](const json::Value& json) { return json.string_or("title", "") == title; });
    if (found == all.end())
        return Error{ErrorCode::not_found, "milestone " + quoted({title}) + " does not exist or is closed", "make it on GitHub first", {}};
    PROFFER_TRY(const std::int64_t milestone, positive_number(*found, "number"));
    json::Writer writer;
    writer.begin_object().member("milestone", milestone).end_object();
    PROFFER_CHECK(write("cannot set the milestone of " + name_of(number), "issues: write, pull-requests: write", "PATCH",
                        "/issues/" + std::to_string(number), writer.text(), repeat_anyway));
    return {};
}

/// The first way of merging that the repository's settings leave open.
Result<std::string> Github::merge_method() {
    PROFFER_TRY(const json::Value json, get("cannot read the repository", "metadata: read", ""));
    if (json.boolean_or("allow_merge_commit", true)) return std::string("MERGE");
    return std::string(json.boolean_or("allow_squash_merge", true) ? "SQUASH" : "REBASE");
}

Result<void> Github::enable_auto_merge(const PullRequest& pull_request) {
    PROFFER_TRY(const std::string method, merge_method());
    const std::string query =
        "mutation($id: ID!, $method: PullRequestMergeMethod!) { enablePullRequestAutoMerge(input: {pullRequestId: $id, mergeMethod: "
        "$method}) { pullRequest { number } } }";
    json::Writer variables;
    variables.begin_object().member("id", pull_request.node_id).member("method", method).end_object();
    PROFFER_CHECK(connection_.mutate("cannot enable auto-merge of " + name_of(pull_request.number), "enablePullRequestAutoMerge", query,
                                     variables.text(), repeat_anyway));
    return {};
}

}  // namespace proffer::forge
