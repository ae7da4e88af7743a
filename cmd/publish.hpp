// Publishing what an artifact directory holds; for `publish`, and for `run` after its proposing half.
#pragma once

#include <filesystem>

#include "cmd/pull_request_flags.hpp"
#include "cmd/result_output.hpp"
#include "cmd/wiring.hpp"

namespace proffer::cmd {

/// Guards the proposal again, publishes it and carries the journal on. The caller holds the lock. `choices` say how far to publish, `flags`
/// what of the configuration the operator has replaced.
[[nodiscard]] Result<TaskResult> publish_directory(const CommonFlags& common, Project& project, const std::filesystem::path& directory,
                                                   const PullRequestFlags& flags, const AdapterChoices& choices = {});

}  // namespace proffer::cmd
