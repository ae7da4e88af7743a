// Publishing as a branch: a fresh name, created and never moved.
#include "forge/none.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "forge/our_commits.hpp"

namespace proffer::forge {
namespace {

constexpr int k_names_tried = 50;

class None : public Forge {
 public:
    None(git::Repository& repository, git::PushSettings push) : repository_(repository), push_(std::move(push)) {}

    Result<Publication> publish(const Proposal& proposal) override {
        // A branch of that name that holds something else is somebody's work; ours gets a number.
        for (int number = 1; number <= k_names_tried; ++number) {
            const std::string branch = number == 1 ? proposal.branch : fmt::format("{}-{}", proposal.branch, number);
            auto outcome = create(branch, proposal.commit);
            if (outcome) return publication(branch, *outcome);
            if (outcome.error().code != ErrorCode::conflict) return std::move(outcome).error();
            PROFFER_TRY(const auto there, look_at(branch, proposal));
            if (there) return *there;
        }
        return Error{ErrorCode::conflict,
                     fmt::format("'{}' and {} names like it are taken", proposal.branch, k_names_tried - 1),
                     "delete merged or stale proposal branches, or change 'pull_request.branch'",
                     {}};
    }

 private:
    /// The same proposal with another signature, or what another run, faster than this one, has made of the same event.
    [[nodiscard]] Result<std::optional<Publication>> look_at(const std::string& branch, const Proposal& proposal) {
        if (push_.remote_url.empty() || proposal.is_one_of) return std::optional<Publication>();
        PROFFER_TRY(const auto commits, repository_.remote_commits(push_, branch, proposal.base));
        Publication made = publication(branch, git::PushOutcome::already_there);
        if (commits.size() == 1 && is_ours(commits.front(), proposal.committer_email, "") && commits.front().tree.text() == proposal.tree)
            return std::optional(std::move(made));
        if (!answer_event(commits, event_key_of(proposal.message), proposal.committer_email)) return std::optional<Publication>();
        made.withheld = k_answered;
        made.remedy = "nothing: branch '" + branch + "' holds its proposal";
        return std::optional(std::move(made));
    }

    [[nodiscard]] Result<git::PushOutcome> create(const std::string& branch, const domain::Oid& commit) {
        if (push_.remote_url.empty()) return repository_.create_local_branch(branch, commit);
        return repository_.push(push_, branch, commit);
    }

    [[nodiscard]] Publication publication(const std::string& branch, git::PushOutcome outcome) const {
        Publication made;
        made.rung = push_.remote_url.empty() ? "local-branch" : "branch";
        made.forge = "none";
        made.remote = git::displayed_url(push_.remote_url);
        made.branch = branch;
        made.operation = outcome == git::PushOutcome::created ? "created" : "none";
        return made;
    }

    git::Repository& repository_;
    git::PushSettings push_;
};

}  // namespace

std::unique_ptr<Forge> make_none(git::Repository& repository, git::PushSettings push) {
    return std::make_unique<None>(repository, std::move(push));
}

}  // namespace proffer::forge
