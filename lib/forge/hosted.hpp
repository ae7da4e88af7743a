// Publishing to a forge: the ladder from pull request to patch (docs/architecture.md), on any adapter.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "forge/api.hpp"
#include "forge/forge.hpp"
#include "forge/github_commit.hpp"
#include "git/repository.hpp"

namespace proffer::forge {

/// Pull requests that a push alone makes, for tokens without the rights that the API wants.
class PushRung {
 public:
    virtual ~PushRung() = default;
    /// Pushes and gives the publication; `denied` or `unauthorized` when this way is closed as well. `branch` is where `proposal` goes
    /// where the forge wants a branch; `replaces` what it holds now.
    [[nodiscard]] virtual Result<Publication> publish(const Proposal& proposal, const std::string& branch,
                                                      const std::optional<domain::Oid>& replaces) = 0;
    /// It works only with a push that moves the branch, so that it is too late when the branch is there.
    [[nodiscard]] virtual bool comes_before_branch() const { return false; }
};

struct HostedSettings {
    git::PushSettings push;
    std::string run_url;  ///< of the CI job, for people; empty: none
    /// Makes a commit that the forge shows as verified; empty: this forge has no way.
    std::function<Result<domain::Oid>(const GithubCommit&)> commit_by_api;
};

/// The repository must outlive the forge. A branch that people have committed to is never overwritten: the proposal gets a name with a
/// number. A branch of ours is moved to the new proposal, and its pull request updated. `push_rung` may be null. Fails with `network`,
/// `timed_out`, `rate_limited` or `git` where trying again helps; every refusal is a lower rung instead.
[[nodiscard]] std::unique_ptr<Forge> make_hosted(std::unique_ptr<Api> api, std::unique_ptr<PushRung> push_rung, git::Repository& repository,
                                                 HostedSettings settings);

}  // namespace proffer::forge
