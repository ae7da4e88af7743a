// GitLab: merge requests, which are our pull requests.
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "forge/gitlab_adapter.hpp"
#include "os/clock.hpp"

namespace proffer::forge {
namespace {

constexpr std::size_t k_most_merge_requests = 300;
constexpr int k_looks_at_check = 6;
constexpr std::chrono::seconds k_between_looks{2};

const GitlabCall k_list{"list merge requests", "the role Reporter and the scope 'api' or 'read_api'"};
const GitlabCall k_create{"create a pull request", "the role Developer and the scope 'api'"};

bool is_merge_being_checked(const json::Value& merge_request) {
    const std::string status = merge_request.string_or("detailed_merge_status", merge_request.string_or("merge_status", ""));
    return status == "preparing" || status == "checking" || status == "unchecked" || status == "approvals_syncing";
}

std::string creation_body(const NewPullRequest& wanted) {
    json::Writer body;
    body.begin_object()
        .member("source_branch", wanted.head_branch)
        .member("target_branch", wanted.base_branch)
        .member("title", gitlab_title(wanted.title, wanted.draft))
        .member("description", wanted.body)
        .end_object();
    return body.text();
}

/// Both names of one option: each GitLab knows at least one of them, and without it would merge at once.
std::string auto_merge_body(const std::string& head_commit) {
    json::Writer body;
    body.begin_object().member("auto_merge", true).member("merge_when_pipeline_succeeds", true);
    if (!head_commit.empty()) body.member("sha", head_commit);
    body.end_object();
    return body.text();
}

Error merge_refused(const PullRequest& pull_request, const RestAnswer& answer) {
    const std::string said = gitlab_message(answer);
    std::string message = fmt::format("cannot enable auto-merge of !{}: GitLab answered {}{}{}", pull_request.number, answer.status,
                                      said.empty() ? "" : ": ", said);
    if (answer.status == 401)
        return Error{ErrorCode::denied,
                     std::move(message),
                     fmt::format("the token's role may not merge into '{}': see Settings > Repository > Protected branches",
                                 pull_request.base_branch),
                     {}};
    return Error{ErrorCode::denied, std::move(message), "it is a draft, has conflicts, open threads or no pipeline that could succeed", {}};
}

}  // namespace

Result<std::vector<json::Value>> Gitlab::merge_requests(const std::string& query, std::size_t most, const GitlabCall& call) {
    PROFFER_TRY(const auto all,
                read_all(fmt::format("{}/merge_requests?{}&order_by=created_at&sort=desc&per_page=100", project_, query), most, call));
    std::vector<json::Value> own;
    for (const json::Value& one : all) {
        PROFFER_TRY(const std::int64_t target, number_of(one, "target_project_id"));
        // Null when the fork it came from is gone.
        if (one.integer_or("source_project_id", 0) == target) own.push_back(one);
    }
    return own;
}

Result<std::vector<PullRequest>> Gitlab::find_pull_requests(const std::string& head_branch) {
    PROFFER_TRY(const auto all, merge_requests("state=all&source_branch=" + escape_path(head_branch), k_most_merge_requests, k_list));
    std::vector<PullRequest> found;
    for (const json::Value& one : all) {
        PROFFER_TRY(PullRequest read, reader_.pull_request(one));
        if (read.head_branch == head_branch) found.push_back(std::move(read));
    }
    return found;
}

Result<std::vector<PullRequest>> Gitlab::open_pull_requests() {
    PROFFER_TRY(const Account own, own_account());
    PROFFER_TRY(const auto all, merge_requests(fmt::format("state=opened&author_id={}", own.id), k_most_merge_requests, k_list));
    std::vector<PullRequest> found;
    for (const json::Value& one : all) {
        PROFFER_TRY(PullRequest read, reader_.pull_request(one));
        if (read.author.id == own.id && read.state == PullRequestState::open) found.push_back(std::move(read));
    }
    return found;
}

Result<PullRequest> Gitlab::pull_request(std::int64_t number) {
    PROFFER_TRY(const json::Value answer, read(merge_request_path(number), {fmt::format("read pull request !{}", number), k_list.needs}));
    return reader_.pull_request(answer);
}

Result<std::optional<json::Value>> Gitlab::find_open(const NewPullRequest& wanted) {
    const std::string query =
        fmt::format("state=opened&source_branch={}&target_branch={}", escape_path(wanted.head_branch), escape_path(wanted.base_branch));
    PROFFER_TRY(const auto all, merge_requests(query, k_most_merge_requests, k_list));
    for (const json::Value& one : all) {
        PROFFER_TRY(const PullRequest read, reader_.pull_request(one));
        if (read.head_branch == wanted.head_branch && read.base_branch == wanted.base_branch && read.state == PullRequestState::open)
            return std::optional(one);
    }
    return std::optional<json::Value>();
}

Result<PullRequest> Gitlab::create_pull_request(const NewPullRequest& wanted) {
    const auto happened = [&]() -> Result<std::optional<RestAnswer>> {
        PROFFER_TRY(const auto there, find_open(wanted));
        return found_answer(there);
    };
    auto made = write("POST", project_ + "/merge_requests", creation_body(wanted), k_create, happened);
    if (!made && made.error().code == ErrorCode::conflict) {
        // "Another open merge request already exists for this source branch: !7"
        PROFFER_TRY(const auto there, find_open(wanted));
        if (there) return reader_.pull_request(*there);
    }
    if (!made) return std::move(made).error();
    PROFFER_TRY(PullRequest read, reader_.pull_request(*made));
    if (read.head_branch != wanted.head_branch || read.base_branch != wanted.base_branch)
        return Error{ErrorCode::protocol, "cannot create a pull request: GitLab answered of another one", "", {}};
    return read;
}

Result<PullRequest> Gitlab::change_pull_request(const PullRequest& current, const PullRequestChange& change) {
    if (!change.title && !change.body && !change.draft) return current;
    const GitlabCall call{fmt::format("change pull request !{}", current.number), k_create.needs};
    json::Writer body;
    body.begin_object();
    if (change.title || change.draft)
        body.member("title", gitlab_title(change.title.value_or(current.title), change.draft.value_or(current.draft)));
    if (change.body) body.member("description", *change.body);
    body.end_object();
    PROFFER_TRY(const json::Value answer, write("PUT", merge_request_path(current.number), body.text(), call, may_be_repeated()));
    PROFFER_TRY(PullRequest read, reader_.pull_request(answer));
    if (read.number != current.number)
        return Error{ErrorCode::protocol, fmt::format("cannot {}: GitLab answered of another one", call.what), "", {}};
    return read;
}

/// Right after a push GitLab still looks whether a merge is possible, and until then refuses everything.
Result<void> Gitlab::wait_until_checked(std::int64_t number, const GitlabCall& call) {
    for (int look = 1; look <= k_looks_at_check; ++look) {
        PROFFER_TRY(const json::Value answer, read(merge_request_path(number), call));
        if (!is_merge_being_checked(answer) || look == k_looks_at_check) return {};
        const bool go_on = settings_.wait ? settings_.wait(k_between_looks) : (os::sleep_for(k_between_looks), true);
        if (!go_on) return Error{ErrorCode::interrupted, "waiting for the forge was stopped", "", {}};
    }
    return {};
}

Result<void> Gitlab::enable_auto_merge(const PullRequest& pull_request) {
    const GitlabCall call{fmt::format("enable auto-merge of !{}", pull_request.number), "a role that may merge and the scope 'api'"};
    PROFFER_CHECK(wait_until_checked(pull_request.number, call));
    const auto happened = [&]() -> Result<std::optional<RestAnswer>> {
        PROFFER_TRY(const json::Value answer, read(merge_request_path(pull_request.number), call));
        const bool is_done = answer.boolean_or("merge_when_pipeline_succeeds", false) || answer.string_or("state", "") == "merged";
        return found_answer(is_done ? std::optional(answer) : std::nullopt);
    };
    PROFFER_TRY(const RestAnswer answer, rest_.write("PUT", merge_request_path(pull_request.number) + "/merge",
                                                     auto_merge_body(pull_request.head_commit), happened));
    const int status = answer.status;
    if (!is_job_token_ && (status == 401 || status == 405 || status == 406 || status == 422)) return merge_refused(pull_request, answer);
    PROFFER_CHECK(object_of(answer, call));
    return {};
}

}  // namespace proffer::forge
