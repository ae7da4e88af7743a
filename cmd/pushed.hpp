// A run that answers a push: `run --pushed JOB`, started by the hook's worker.
#pragma once

#include <optional>
#include <string>

#include "cmd/result_output.hpp"
#include "cmd/run_flags.hpp"
#include "cmd/wiring.hpp"
#include "hook/job.hpp"

namespace proffer::cmd {

struct PushedRun {
    hook::Job job;
    std::size_t index = 0;  ///< of the branch in the job

    [[nodiscard]] const ci::PushedRef& ref() const { return job.branches[index]; }
};

/// The push that the flags name, if any; from then on the remote is the one that was pushed to.
[[nodiscard]] Result<std::optional<PushedRun>> read_pushed(const RunFlags& flags, const Project& project);

/// Of the configuration, the tasks that are `on: pre-push`.
[[nodiscard]] std::vector<domain::Task> tasks_of_push(const domain::Config& config);

/// Gives the branch of the proposal a name of its own for each branch that is pushed.
void name_after_push(domain::Task& task, const PushedRun& pushed);

/// The trigger with all values of the push.
[[nodiscard]] Result<domain::Trigger> trigger_of_push(const Project& project, const PushedRun& pushed, const domain::Trigger& trigger);

/// Waits for the push to end. Empty when the remote has the pushed commit, or nobody can know because no git runs the hook; else why
/// nothing is to be proposed or published. Fails as `Repository::remote_branch`.
[[nodiscard]] Result<std::string> await_push(const Project& project, const PushedRun& pushed);

/// Tells the hook, which may wait for it, how proposing ended.
[[nodiscard]] Result<void> tell_verdict(const PushedRun& pushed, const std::vector<TaskResult>& results);

}  // namespace proffer::cmd
