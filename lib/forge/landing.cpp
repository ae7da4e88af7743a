// Names one after the other; on each, what is there and whose it is.
#include "forge/landing.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "forge/our_commits.hpp"

namespace proffer::forge {
namespace {

constexpr int k_names_tried = 50;

class Search {
 public:
    Search(Api& api, git::Repository& repository, const git::PushSettings& push, const Proposal& proposal)
        : api_(api), repository_(repository), push_(push), proposal_(proposal) {}

    Result<Landing> find() {
        for (int number = 1; number <= k_names_tried; ++number) {
            landing_.branch = number == 1 ? proposal_.branch : fmt::format("{}-{}", proposal_.branch, number);
            landing_.open.reset();
            PROFFER_CHECK(look_for_pull_request());
            if (landing_.withheld) return std::move(landing_);
            PROFFER_TRY(const bool may_land, look_at_branch());
            if (may_land) return std::move(landing_);
        }
        return Error{ErrorCode::git,
                     fmt::format("'{}' and {} names like it are taken", proposal_.branch, k_names_tried - 1),
                     "delete merged or stale proposal branches, or change 'pull_request.branch'",
                     {}};
    }

 private:
    /// A proposal that people closed is not made again unless somebody asks for it.
    Result<void> look_for_pull_request() {
        if (landing_.api_refusal) return {};
        auto found = api_.find_pull_requests(landing_.branch);
        if (!found && !is_refusal(found.error())) return std::move(found).error();
        if (!found) {
            landing_.api_refusal = std::move(found).error();
            return {};
        }
        for (PullRequest& earlier : *found)
            if (earlier.state == PullRequestState::open && (earlier.base_branch == proposal_.base_ref || !landing_.open))
                landing_.open = std::move(earlier);
        if (landing_.open || found->empty() || proposal_.asked_for || proposal_.is_one_of) return {};
        const PullRequest& last = found->front();
        if (last.state == PullRequestState::closed)
            landing_.withheld =
                Withheld{fmt::format("pull request {} with this proposal was closed; it is not made again unless asked for", last.number),
                         "reopen it, or run the task by hand", last};
        return {};
    }

    /// Whether the proposal may be there.
    Result<bool> look_at_branch() {
        PROFFER_TRY(const auto tip, repository_.remote_branch(push_, landing_.branch));
        landing_.holds_it = tip && *tip == proposal_.commit;
        if (!tip || landing_.holds_it) return true;
        if (proposal_.is_one_of) return false;
        PROFFER_TRY(const auto commits, repository_.remote_commits(push_, landing_.branch, proposal_.base));
        const bool ours = std::all_of(commits.begin(), commits.end(),
                                      [&](const auto& commit) { return is_ours(commit, proposal_.committer_email, k_github_committer); });
        if (!ours) {
            landing_.passed_over.push_back(fmt::format("branch '{}' holds commits of people and stays as it is", landing_.branch));
            return false;
        }
        landing_.holds_it = commits.size() == 1 && commits.front().tree.text() == proposal_.tree;
        landing_.replaces = tip;
        if (landing_.open && !landing_.holds_it && answer_event(commits, event_key_of(proposal_.message), proposal_.committer_email))
            landing_.withheld = Withheld{std::string(k_answered), "nothing: the pull request is there", landing_.open};
        return true;
    }

    Api& api_;
    git::Repository& repository_;
    const git::PushSettings& push_;
    const Proposal& proposal_;
    Landing landing_;
};

/// Where more proposals are open than the configuration allows, another waits.
Result<void> hold_to_cap(Api& api, const Proposal& proposal, Landing& landing) {
    if (proposal.most_open == 0 || landing.api_refusal || landing.open || landing.withheld) return {};
    const auto open = api.open_pull_requests();
    if (!open && !is_refusal(open.error())) return open.error();
    if (!open || open->size() < static_cast<std::size_t>(proposal.most_open)) return {};
    landing.withheld = Withheld{
        fmt::format("{} pull requests of this account are open, and 'pull_request.most_open' is {}", open->size(), proposal.most_open),
        "merge or close some of them, then 'proffer publish'",
        {}};
    return {};
}

}  // namespace

bool is_refusal(const Error& error) {
    switch (error.code) {
        case ErrorCode::denied:
        case ErrorCode::unauthorized:
        case ErrorCode::not_found: return true;
        default: return false;
    }
}

Result<Landing> find_landing(Api& api, git::Repository& repository, const git::PushSettings& push, const Proposal& proposal) {
    PROFFER_TRY(Landing landing, Search(api, repository, push, proposal).find());
    PROFFER_CHECK(hold_to_cap(api, proposal, landing));
    return landing;
}

}  // namespace proffer::forge
