// The remote's branches are the memory: a commit of ours names the event it answers.
#include "forge/earlier_answer.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "forge/our_commits.hpp"

namespace proffer::forge {
namespace {

/// The names `hosted` and `none` give a proposal, as far as they are there.
constexpr int k_names_asked = 50;

/// The first of ours that answers the event.
Result<std::optional<std::string>> find_branch(git::Repository& repository, const git::PushSettings& push, const Question& question) {
    for (int number = 1; number <= k_names_asked; ++number) {
        std::string branch = number == 1 ? question.branch : fmt::format("{}-{}", question.branch, number);
        PROFFER_TRY(const auto tip, repository.remote_branch(push, branch));
        if (!tip) break;
        PROFFER_TRY(const auto commits, repository.remote_commits(push, branch, question.base));
        if (answer_event(commits, question.event_key, question.committer_email)) return std::optional(std::move(branch));
    }
    return std::optional<std::string>();
}

/// The newest first; nothing when the forge does not tell.
std::optional<std::vector<PullRequest>> pull_requests_of(Api* api, const std::string& branch) {
    if (api == nullptr) return std::nullopt;
    auto found = api->find_pull_requests(branch);
    return found ? std::optional(*std::move(found)) : std::nullopt;
}

const PullRequest* open_one(const std::vector<PullRequest>& all) {
    const auto found = std::find_if(all.begin(), all.end(), [](const auto& one) { return one.state == PullRequestState::open; });
    return found == all.end() ? nullptr : &*found;
}

/// A pull request that a push to refs/for made has no branch.
Result<bool> answers_without_branch(git::Repository& repository, const git::PushSettings& push, const Question& question,
                                    const PullRequest& open) {
    auto commits = repository.remote_commits(push, fmt::format("refs/pull/{}/head", open.number), question.base);
    if (!commits) return std::move(commits).error();
    return answer_event(*commits, question.event_key, question.committer_email);
}

EarlierAnswer answered_by(const PullRequest& pull_request) {
    return {fmt::format("pull request {} answers this event already", pull_request.number), pull_request.url};
}

/// A branch whose pull request was never made is half an answer: another run completes it.
std::optional<EarlierAnswer> answer_of_branch(const std::string& branch, const std::optional<std::vector<PullRequest>>& known) {
    if (!known) return EarlierAnswer{fmt::format("branch '{}' answers this event already", branch), ""};
    if (known->empty()) return std::nullopt;
    const PullRequest* const open = open_one(*known);
    return answered_by(open != nullptr ? *open : known->front());
}

}  // namespace

Result<std::optional<EarlierAnswer>> find_earlier_answer(Api* api, git::Repository& repository, const git::PushSettings& push,
                                                         const Question& question) {
    PROFFER_TRY(const std::optional<std::string> branch, find_branch(repository, push, question));
    const auto known = pull_requests_of(api, branch.value_or(question.branch));
    if (branch) return answer_of_branch(*branch, known);
    if (!known || known->empty()) return std::optional<EarlierAnswer>();
    if (const PullRequest* const open = open_one(*known)) {
        PROFFER_TRY(const bool does, answers_without_branch(repository, push, question, *open));
        return does ? std::optional(answered_by(*open)) : std::nullopt;
    }
    const PullRequest& last = known->front();
    if (last.state != PullRequestState::closed) return std::optional<EarlierAnswer>();
    return std::optional(EarlierAnswer{
        fmt::format("pull request {} with this proposal was closed; it is not made again unless asked for", last.number), last.url});
}

}  // namespace proffer::forge
