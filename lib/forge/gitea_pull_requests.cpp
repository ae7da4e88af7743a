// Pull requests of Gitea: found, made, changed, merged when their checks pass.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "forge/gitea_adapter.hpp"

namespace proffer::forge::gitea {
namespace {

constexpr std::size_t k_searched_limit = 500;  // pull requests of any author and state, those that changed last
constexpr std::size_t k_own_limit = 300;

std::string body_of_new(const NewPullRequest& wanted) {
    json::Writer writer;
    writer.begin_object();
    writer.member("head", wanted.head_branch).member("base", wanted.base_branch);
    writer.member("title", wanted.draft ? with_draft_prefix(wanted.title) : wanted.title).member("body", wanted.body);
    return writer.end_object().text();
}

std::string body_of_change(const PullRequest& current, const PullRequestChange& change) {
    json::Writer writer;
    writer.begin_object();
    if (change.title || change.draft) {
        const std::string title = change.title.value_or(current.title);
        writer.member("title", change.draft.value_or(current.draft) ? with_draft_prefix(title) : title);
    }
    if (change.body) writer.member("body", *change.body);
    return writer.end_object().text();
}

bool is_between(const ReadPullRequest& read, const std::string& base_branch, const std::string& head_branch) {
    return read.from_this_repository && read.value.base_branch == base_branch && read.value.head_branch == head_branch;
}

RestAnswer as_answer(json::Value json) {
    RestAnswer answer;
    answer.status = 200;
    answer.json = std::move(json);
    return answer;
}

}  // namespace

Result<std::vector<PullRequest>> Adapter::find_pull_requests(const std::string& head_branch) {
    const std::string path = repository_path_ + "/pulls?state=all&sort=recentupdate";
    PROFFER_TRY(const auto elements, list("cannot list the pull requests", path, k_searched_limit));
    std::vector<PullRequest> found;
    for (const json::Value& element : elements) {
        PROFFER_TRY(ReadPullRequest read, read_pull_request(element, place_));
        // A list that changes while it is read may tell one twice.
        const auto is_same = [&](const PullRequest& other) { return other.number == read.value.number; };
        if (!read.from_this_repository || read.value.head_branch != head_branch || std::any_of(found.begin(), found.end(), is_same))
            continue;
        found.push_back(std::move(read.value));
    }
    std::sort(found.begin(), found.end(), [](const PullRequest& a, const PullRequest& b) { return a.number > b.number; });
    if (found.empty()) return find_pushed(head_branch);
    return found;
}

/// One that was made by AGit with this topic; lists do not tell its branch. Only newer servers find it, so that none is found is no error.
Result<std::vector<PullRequest>> Adapter::find_pushed(const std::string& topic) {
    std::vector<PullRequest> found;
    const auto own = own_account();
    PROFFER_TRY(const json::Value repository, fetch("cannot read the repository's settings", repository_path_));
    const std::string base_branch = repository.string_or("default_branch", "");
    if (!own || base_branch.empty()) return found;
    const std::string head = base::to_lower(own->login) + "/" + topic;
    PROFFER_TRY(const RestAnswer answer, rest_.get(repository_path_ + "/pulls/" + escape_path(base_branch) + "/" + escape_path(head)));
    if (answer.status != 200 || !answer.json) return found;
    PROFFER_TRY(ReadPullRequest read, read_pull_request(*answer.json, place_));
    if (!read.value.head_branch.starts_with("refs/pull/") && read.value.head_branch != head) return found;
    read.value.head_branch = topic;
    found.push_back(std::move(read.value));
    return found;
}

Result<std::vector<PullRequest>> Adapter::open_pull_requests() {
    PROFFER_TRY(const Account own, own_account());
    // Newer servers look for the poster themselves; others tell all.
    const std::string path = repository_path_ + "/pulls?state=open&sort=recentupdate&poster=" + escape_path(own.login);
    PROFFER_TRY(const auto elements, list("cannot list the open pull requests", path, 2 * k_searched_limit));
    std::vector<PullRequest> open;
    for (const json::Value& element : elements) {
        PROFFER_TRY(ReadPullRequest read, read_pull_request(element, place_));
        if (read.value.author.id == own.id && read.value.state == PullRequestState::open && open.size() < k_own_limit)
            open.push_back(std::move(read.value));
    }
    return open;
}

Result<PullRequest> Adapter::pull_request(std::int64_t number) {
    const std::string what = fmt::format("cannot read pull request {}", number);
    PROFFER_TRY(const json::Value json, fetch(what, pull_path(number)));
    PROFFER_TRY(ReadPullRequest read, read_pull_request(json, place_));
    if (read.value.number != number) return Error{ErrorCode::protocol, what + ": the forge told another one", "", {}};
    return std::move(read.value);
}

/// The open one for these branches, whoever made it. Newer servers find it by its branches, but may tell one that is closed.
Result<std::optional<RestAnswer>> Adapter::find_open(const std::string& base_branch, const std::string& head_branch) {
    const std::string path = repository_path_ + "/pulls";
    PROFFER_TRY(RestAnswer direct, rest_.get(path + "/" + escape_path(base_branch) + "/" + escape_path(head_branch)));
    if (direct.status == 200 && direct.json) {
        const auto read = read_pull_request(*direct.json, place_);
        if (read && is_between(*read, base_branch, head_branch) && read->value.state == PullRequestState::open)
            return std::optional(std::move(direct));
    }
    PROFFER_TRY(const auto elements, list("cannot list the pull requests", path + "?state=open&sort=recentupdate", k_searched_limit));
    for (const json::Value& element : elements) {
        PROFFER_TRY(const ReadPullRequest read, read_pull_request(element, place_));
        if (is_between(read, base_branch, head_branch)) return std::optional(as_answer(element));
    }
    return std::optional<RestAnswer>();
}

Result<PullRequest> Adapter::read_made(const std::string& what, const RestAnswer& answer) {
    PROFFER_TRY(const json::Value json, content_of(what, answer, place_.project));
    PROFFER_TRY(ReadPullRequest read, read_pull_request(json, place_));
    return std::move(read.value);
}

Result<PullRequest> Adapter::create_pull_request(const NewPullRequest& wanted) {
    const std::string what = fmt::format("cannot create a pull request from '{}' to '{}'", wanted.head_branch, wanted.base_branch);
    const auto there = [&] { return find_open(wanted.base_branch, wanted.head_branch); };
    PROFFER_TRY(RestAnswer answer, rest_.write("POST", repository_path_ + "/pulls", body_of_new(wanted), there));
    if (answer.status == 409) {
        PROFFER_TRY(auto found, there());
        if (found) answer = *std::move(found);
    }
    if (answer.status == 404) {
        Error error = refusal(what, answer, place_.project);
        error.hint = fmt::format("check that both branches exist, that '{}' has pull requests, and that the token's account may read them",
                                 place_.project);
        return error;
    }
    PROFFER_TRY(PullRequest made, read_made(what, answer));
    if (made.head_branch != wanted.head_branch || made.base_branch != wanted.base_branch)
        return Error{ErrorCode::protocol, what + ": the forge told another one", "", {}};
    return made;
}

Result<PullRequest> Adapter::change_pull_request(const PullRequest& current, const PullRequestChange& change) {
    if (!change.title && !change.body && !change.draft) return current;
    const std::string what = fmt::format("cannot change pull request {}", current.number);
    PROFFER_TRY(const RestAnswer answer, write_again("PATCH", pull_path(current.number), body_of_change(current, change)));
    PROFFER_TRY(PullRequest changed, read_made(what, answer));
    if (changed.number != current.number) return Error{ErrorCode::protocol, what + ": the forge told another one", "", {}};
    return changed;
}

/// Where nothing has to pass, "when checks succeed" is at once, and nobody would have looked at it.
Result<void> Adapter::check_merge_is_held_back(const std::string& base_branch) {
    const std::string what = fmt::format("cannot read the rules of branch '{}'", base_branch);
    PROFFER_TRY(const json::Value branch, fetch(what, repository_path_ + "/branches/" + escape_path(base_branch)));
    if (branch.boolean_or("enable_status_check", false) || branch.integer_or("required_approvals", 0) > 0) return {};
    return Error{ErrorCode::denied,
                 fmt::format("cannot turn on auto-merge: nothing has to pass on '{}', so the merge would be at once", base_branch),
                 fmt::format("protect '{}' with required status checks or approvals, or turn auto-merge off", base_branch),
                 {}};
}

Result<void> Adapter::enable_auto_merge(const PullRequest& pull_request) {
    const std::string what = fmt::format("cannot turn on auto-merge for pull request {}", pull_request.number);
    PROFFER_CHECK(check_merge_is_held_back(pull_request.base_branch));
    PROFFER_TRY(const json::Value repository, fetch("cannot read the repository's settings", repository_path_));
    json::Writer writer;
    writer.begin_object().member("Do", repository.string_or("default_merge_style", "merge"));
    if (!pull_request.head_commit.empty()) writer.member("head_commit_id", pull_request.head_commit);
    const std::string body = writer.member("merge_when_checks_succeed", true).end_object().text();
    PROFFER_TRY(const RestAnswer answer, write_again("POST", pull_path(pull_request.number) + "/merge", body));
    if (answer.status >= 200 && answer.status <= 299) return {};
    // 409 has other meanings too: a head that moved, a merge that conflicts.
    const bool is_on = answer.json && answer.json->string_or("message", "").find("already scheduled") != std::string::npos;
    if (answer.status == 409 && is_on) return {};
    return refusal(what, answer, place_.project);
}

}  // namespace proffer::forge::gitea
