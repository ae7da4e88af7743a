// Events of CI systems: which one started this job, and whether its sender may start a run.
#pragma once

#include <optional>

#include "ci/event.hpp"
#include "cmd/run_flags.hpp"
#include "cmd/wiring.hpp"

namespace proffer::cmd {

/// The event of `--event`, or else of the CI job; nothing without one, and for those that start no task.
struct JobEvent {
    bool is_there = false;  ///< there was a file, whatever it held
    std::optional<ci::Event> event;
};
[[nodiscard]] Result<JobEvent> read_job_event(const RunFlags& flags, const Project& project);

/// Nothing when the run may go on; else the exit status, with everything printed (security.md T1-T5).
[[nodiscard]] Result<std::optional<int>> stop_at_gate(const CommonFlags& common, const Project& project, const ci::Event& event);

}  // namespace proffer::cmd
