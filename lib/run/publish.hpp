// Takes a proposal to the forge and records where it arrived.
#pragma once

#include "report/event.hpp"
#include "run/finish.hpp"
#include "run/recorder.hpp"
#include "run/task_run.hpp"

namespace proffer::run {

/// In the trail of every error that came from the forge.
inline constexpr std::string_view k_publishing = "publishing the proposal";

/// How the run ends when the proposal is otherwise fine. Fails with the forge's error; what was produced stays in the artifact.
[[nodiscard]] Result<Ending> publish_proposal(const report::ProposalMade& made, const report::RunStarted& start, Ports& ports,
                                              Recorder& recorder);

struct PublishRequest {
    report::Journal journal;  ///< of the artifact; untrusted
    std::string patch;        ///< proposal.patch; untrusted
    domain::Task task;        ///< from the configuration of this side, not from the artifact
    bool enabled = true;      ///< PROFFER_ENABLED and `enabled`
};

/// `proffer publish DIR`: reads the proposal back from an artifact, guards it again, demands the same commit and publishes it.
[[nodiscard]] Result<TaskOutcome> publish_artifact(const PublishRequest& request, Ports& ports);

}  // namespace proffer::run
