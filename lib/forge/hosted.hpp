// Publishing to a forge: the ladder from pull request to patch (docs/architecture.md), on any adapter.
#pragma once

#include <memory>
#include <string>

#include "forge/api.hpp"
#include "forge/forge.hpp"
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
};

struct HostedSettings {
    git::PushSettings push;
    std::string run_url;  ///< of the CI job, for people; empty: none
};

/// The repository must outlive the forge. A branch that people have committed to is never overwritten: the proposal gets a name with a
/// number. A branch of ours is moved to the new proposal, and its pull request updated. `push_rung` may be null. Fails with `network`,
/// `timed_out`, `rate_limited` or `git` where trying again helps; every refusal is a lower rung instead.
[[nodiscard]] std::unique_ptr<Forge> make_hosted(std::unique_ptr<Api> api, std::unique_ptr<PushRung> push_rung, git::Repository& repository,
                                                 HostedSettings settings);

}  // namespace proffer::forge
