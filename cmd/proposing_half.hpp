// `run` in two processes, so that neither holds a secret it does not need (security.md, decision 2).
#pragma once

#include "cmd/result_output.hpp"
#include "cmd/run_flags.hpp"
#include "cmd/wiring.hpp"
#include "cmd/work.hpp"

namespace proffer::cmd {

struct HalfRequest {
    std::string instruction;      ///< that the flags gave
    Work work;                    ///< what the event decided
    bool uses_job_token = false;  ///< for the model: GitHub Models take it
};

/// Proposes in a child that gets the model's key but no other secret, and publishes here, without the model's key, what the child left
/// in its artifact directories. Gives the exit status; everything is printed.
[[nodiscard]] Result<int> run_in_two_processes(const CommonFlags& common, const RunFlags& flags, Project& project,
                                               const HalfRequest& request);

/// In the child: leaves the results for the parent, and makes the child end when the parent does.
[[nodiscard]] Result<void> hand_over(const std::string& file, const std::vector<TaskResult>& results);
void end_with_parent();

}  // namespace proffer::cmd
