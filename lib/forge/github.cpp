// GitHub: account, repository, issues, comments, reactions, and who may do what.
#include "forge/github.hpp"

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "forge/github_adapter.hpp"

namespace proffer::forge {
namespace {

constexpr std::size_t k_comment_limit = 1000;
// The account behind every workflow's GITHUB_TOKEN: api.github.com/users/github-actions%5Bbot%5D.
const Account k_actions_bot{41898282, "github-actions[bot]", true};

/// By the prefixes that GitHub publishes: docs.github.com, "About authentication to GitHub".
std::string kind_of_token(std::string_view token) {
    if (token.starts_with("ghs_")) return "GitHub Actions or App token";
    if (token.starts_with("github_pat_")) return "fine-grained personal access token";
    if (token.starts_with("ghp_")) return "personal access token (classic)";
    if (token.starts_with("gho_")) return "OAuth token";
    if (token.starts_with("ghu_")) return "App token of a person";
    return token.empty() ? "none" : "token of an unknown kind";
}

std::string_view name_of(Reaction reaction) {
    switch (reaction) {
        case Reaction::eyes: return "eyes";
        case Reaction::rocket: return "rocket";
        case Reaction::confused: return "confused";
    }
    PROFFER_ASSERT(false, "unknown reaction");
}

/// `permission` is the coarse right that counts; `role_name` refines it where it is one of GitHub's own roles.
std::optional<Permission> permission_of(const std::string& permission, const std::string& role) {
    if (permission == "admin") return Permission::admin;
    if (permission == "write") return role == "maintain" ? Permission::maintain : Permission::write;
    if (permission == "read") return role == "triage" ? Permission::triage : Permission::read;
    if (permission == "none") return Permission::none;
    return {};
}

std::string json_body(std::string_view key, std::string_view value) {
    json::Writer writer;
    return writer.begin_object().member(key, value).end_object().text();
}

/// As GitHub may have stored it.
std::string comparable(const std::string& body) {
    return std::string(base::trim(base::replace_all(body, "\r\n", "\n")));
}

std::string branch_path(std::string_view branch) {
    std::vector<std::string> parts;
    for (const std::string_view part : base::split(branch, '/')) parts.push_back(escape_path(part));
    return base::join(parts, "/");
}

}  // namespace

Github::Github(http::Client& client, const GithubSettings& settings)
    : connection_(client, settings),
      origin_{settings.web_base_url},
      token_kind_(kind_of_token(settings.token)),
      app_login_(settings.app_login),
      is_app_token_(settings.token.starts_with("ghs_")) {}

Result<json::Value> Github::get(const std::string& what, const std::string& needs, const std::string& path) {
    PROFFER_TRY(const std::string full, connection_.repository(path));
    PROFFER_TRY(const RestAnswer answer, connection_.rest().get(full));
    return github_json(what, needs, answer);
}

Result<json::Value> Github::write(const std::string& what, const std::string& needs, const std::string& method, const std::string& path,
                                  const std::string& body, const RestClient::Happened& happened) {
    PROFFER_TRY(const std::string full, connection_.repository(path));
    PROFFER_TRY(const RestAnswer answer, connection_.rest().write(method, full, body, happened));
    return github_json(what, needs, answer);
}

Result<std::vector<json::Value>> Github::list(const std::string& what, const std::string& needs, const std::string& path,
                                              std::size_t most) {
    PROFFER_TRY(const std::string full, connection_.repository(path));
    auto all = connection_.rest().get_all(full, most);
    if (all) return all;
    Error error = std::move(all).error();
    if (error.code == ErrorCode::denied) error.hint = "check that the token has '" + needs + "' on this repository";
    return std::move(error).while_doing(what);
}

Result<Account> Github::own_account() {
    if (own_account_) return *own_account_;
    const std::string path = app_login_.empty() ? "/user" : "/users/" + escape_path(app_login_);
    PROFFER_TRY(const RestAnswer answer, connection_.rest().get(connection_.global(path)));
    const bool is_integration = github_words(answer).find("not accessible by integration") != std::string::npos;
    if (answer.status == 403 && is_integration) {
        own_account_ = k_actions_bot;
        return *own_account_;
    }
    PROFFER_TRY(const json::Value json, github_json("cannot read the token's own account", "metadata: read", answer));
    PROFFER_TRY(own_account_, read_github_account(json));
    return *own_account_;
}

Result<RepositoryFacts> Github::repository_facts() {
    PROFFER_TRY(const std::string path, connection_.repository(""));
    PROFFER_TRY(const RestAnswer answer, connection_.rest().get(path));
    PROFFER_TRY(const json::Value json, github_json("cannot read the repository", "metadata: read", answer));
    RepositoryFacts facts;
    PROFFER_TRY(facts.default_branch, plain_text(json, "default_branch"));
    facts.archived = json.boolean_or("archived", false);
    facts.is_fork = json.boolean_or("fork", false);
    facts.has_issues = json.boolean_or("has_issues", true);
    if (const auto permissions = json.find("permissions")) facts.may_push = permissions->boolean_or("push", false);
    if (json.find("allow_auto_merge")) facts.auto_merge = json.boolean_or("allow_auto_merge", false);
    facts.token_kind = token_kind_;
    for (const std::string_view scope : base::split(answer.header("x-oauth-scopes"), ','))
        if (const auto name = base::trim(scope); !name.empty()) facts.scopes.emplace_back(base::visible_line(name));
    if (!is_app_token_) return facts;
    // Only administrators are told; for others it stays unknown.
    const auto workflow = get("cannot read the settings of workflows", "administration: read", "/actions/permissions/workflow");
    if (workflow && workflow->find("can_approve_pull_request_reviews"))
        facts.may_open_pull_requests = workflow->boolean_or("can_approve_pull_request_reviews", false);
    return facts;
}

Result<Issue> Github::issue(std::int64_t number) {
    const std::string name = std::to_string(number);
    PROFFER_TRY(const json::Value json, get("cannot read issue '" + name + "'", "issues: read", "/issues/" + name));
    return read_github_issue(json, origin_);
}

Result<void> Github::append_comments(std::vector<Comment>& all, const std::string& path) {
    PROFFER_TRY(const std::vector<json::Value> found,
                list("reading comments", "issues: read, pull-requests: read", path + "?per_page=100", k_comment_limit));
    for (const json::Value& json : found) {
        // A review without a text is only the frame of its comments; one that was not sent yet has no time.
        const bool is_review = path.ends_with("/reviews");
        if (is_review && (json.string_or("body", "").empty() || !json.find("submitted_at"))) continue;
        PROFFER_TRY(all.emplace_back(), read_github_comment(json, origin_));
    }
    return {};
}

Result<std::vector<Comment>> Github::comments(Subject subject, std::int64_t number) {
    const std::string name = std::to_string(number);
    std::vector<Comment> all;
    PROFFER_CHECK(append_comments(all, "/issues/" + name + "/comments"));
    if (subject == Subject::pull_request) {
        PROFFER_CHECK(append_comments(all, "/pulls/" + name + "/reviews"));
        PROFFER_CHECK(append_comments(all, "/pulls/" + name + "/comments"));
    }
    std::stable_sort(all.begin(), all.end(), [](const Comment& a, const Comment& b) { return a.created_at < b.created_at; });
    if (all.size() > k_comment_limit) all.resize(k_comment_limit);
    return all;
}

/// The newest comment of ours with that text, as an answer to the write that may have made it.
Result<std::optional<RestAnswer>> Github::own_comment(std::int64_t number, const std::string& body) {
    PROFFER_TRY(const Account own, own_account());
    PROFFER_TRY(const std::vector<json::Value> found,
                list("looking for a comment", "issues: read", "/issues/" + std::to_string(number) + "/comments?per_page=100", 5000));
    for (auto json = found.rbegin(); json != found.rend(); ++json) {
        const auto user = json->find("user");
        if (!user || user->integer_or("id", 0) != own.id || comparable(json->string_or("body", "")) != comparable(body)) continue;
        return std::optional(RestAnswer{201, {}, json->text(), *json});
    }
    return std::optional<RestAnswer>();
}

Result<Comment> Github::create_comment(Subject, std::int64_t number, const std::string& body) {
    const std::string name = std::to_string(number);
    PROFFER_TRY(const json::Value json, write("cannot comment on '" + name + "'", "issues: write", "POST", "/issues/" + name + "/comments",
                                              json_body("body", body), [&] { return own_comment(number, body); }));
    return read_github_comment(json, origin_);
}

Result<void> Github::change_comment(Subject, std::int64_t, std::int64_t comment_id, const std::string& body) {
    const std::string name = std::to_string(comment_id);
    PROFFER_CHECK(write("cannot change comment '" + name + "'", "issues: write", "PATCH", "/issues/comments/" + name,
                        json_body("body", body), repeat_anyway));
    return {};
}

Result<void> Github::react(Subject subject, std::int64_t number, std::optional<std::int64_t> comment_id, Reaction reaction) {
    const std::string body = json_body("content", name_of(reaction));
    const std::string what = "cannot react to '" + std::to_string(comment_id.value_or(number)) + "'";
    const std::string id = std::to_string(comment_id.value_or(0));
    const std::string place = comment_id ? "/issues/comments/" + id : "/issues/" + std::to_string(number);
    // The same reaction again is answered with the first one.
    const auto done = write(what, "issues: write", "POST", place + "/reactions", body, repeat_anyway);
    if (done) return {};
    if (done.error().code != ErrorCode::not_found || !comment_id || subject != Subject::pull_request) return done.error();
    PROFFER_CHECK(write(what, "pull-requests: write", "POST", "/pulls/comments/" + id + "/reactions", body, repeat_anyway));
    return {};
}

Result<Api::Standing> Github::standing(const std::string& login) {
    const std::string shown = base::visible_line(base::prefix(login, 100));
    if (login.empty() || login == "." || login == "..") return Error{ErrorCode::not_found, "'" + shown + "' is no account's name", "", {}};
    PROFFER_TRY(const json::Value json, get("cannot read the permission of '" + shown + "'", "metadata: read",
                                            "/collaborators/" + escape_path(login) + "/permission"));
    Standing standing;
    PROFFER_TRY(const json::Value user, json.at("user"));
    PROFFER_TRY(standing.account, read_github_account(user));
    PROFFER_TRY(const std::string name, plain_text(json, "permission"));
    const auto permission = permission_of(name, json.string_or("role_name", ""));
    if (!permission || base::to_lower(standing.account.login) != base::to_lower(login))
        return Error{ErrorCode::protocol, "GitHub's answer on the permission of '" + shown + "' is not usable", "", {}};
    standing.permission = *permission;
    return standing;
}

std::string Github::compare_url(const std::string& base_branch, const std::string& head_branch) const {
    std::string url = origin_.web_url;
    while (url.ends_with('/')) url.pop_back();
    return url + "/" + escape_path(connection_.owner()) + "/" + escape_path(connection_.name()) + "/compare/" + branch_path(base_branch) +
           "..." + branch_path(head_branch) + "?expand=1";
}

std::unique_ptr<Api> make_github(http::Client& client, const GithubSettings& settings) {
    return std::make_unique<Github>(client, settings);
}

}  // namespace proffer::forge
