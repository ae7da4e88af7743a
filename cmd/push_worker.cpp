// Waits for its turn and for the push, starts `proffer run` for each branch, keeps what it prints.
#include "cmd/push_worker.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "domain/conclusion.hpp"
#include "hook/job.hpp"
#include "os/clock.hpp"
#include "os/environment.hpp"
#include "os/files.hpp"
#include "os/process.hpp"
#include "os/signals.hpp"

namespace proffer::cmd {
namespace {

constexpr std::size_t k_jobs_kept = 20;
constexpr std::chrono::hours k_longest_push{6};
constexpr std::chrono::seconds k_locked_pause{2};
constexpr std::chrono::minutes k_longest_lock{60};
constexpr std::chrono::seconds k_patience{60};

os::Command command_for(const hook::Job& job, std::size_t index, const os::Environment& environment) {
    os::Command command;
    command.arguments = {"/proc/self/exe",
                         "run",
                         "--json",
                         "--repo",
                         job.root,
                         "--config",
                         job.config_file(),
                         "--pushed",
                         job.directory,
                         "--pushed-branch",
                         std::to_string(index),
                         "--base",
                         job.branches[index].commit,
                         "--report",
                         job.report_directory(index)};
    command.environment = environment;
    command.shows_error_output = true;
    command.passes_signal = true;
    command.patience = k_patience;
    return command;
}

/// Another run may be at work on the repository, started by a person: that one ends first.
Result<os::Finished> run_when_free(const os::Command& command) {
    const auto end = os::monotonic() + k_longest_lock;
    for (;;) {
        PROFFER_TRY(os::Finished finished, os::run(command));
        const bool is_locked = finished.exit_status == domain::exit_status(domain::Conclusion::locked);
        if (!is_locked || os::stop_signal() != 0 || os::monotonic() >= end) return finished;
        os::sleep_for(k_locked_pause);
    }
}

Result<void> work_on_branch(const hook::Job& job, std::size_t index, const os::Environment& environment) {
    base::log_info(fmt::format("{}: {}", job.branches[index].branch(), job.branches[index].commit));
    auto finished = run_when_free(command_for(job, index, environment));
    if (!finished) {
        (void)hook::write_verdict(job, index, {"cancelled", "", domain::exit_status(domain::Conclusion::cancelled, os::stop_signal())});
        return std::move(finished).error();
    }
    return os::write_file(job.result_file(index), finished->output, os::Durability::renamed);
}

Result<void> work_through(const hook::Job& job, const os::Environment& environment) {
    PROFFER_CHECK(hook::write_state(job.directory, "queued"));
    if (!hook::wait_for_turn(job.directory)) return Error{ErrorCode::interrupted, "stopped while other pushes were in turn", "", {}};
    if (!job.waits && job.pusher.pid != 0) {
        PROFFER_CHECK(hook::write_state(job.directory, "waiting for the push"));
        (void)hook::wait_for_end(job.pusher, k_longest_push);
    }
    PROFFER_CHECK(hook::write_state(job.directory, "running"));
    for (std::size_t index = 0; index < job.branches.size() && os::stop_signal() == 0; ++index)
        PROFFER_CHECK(work_on_branch(job, index, environment));
    return {};
}

}  // namespace

Result<int> work_on_push(const std::string& directory) {
    const os::Environment environment = os::Environment::of_process();
    os::hide_secrets_of_process(environment);
    PROFFER_TRY(const hook::Job job, hook::read_job(directory));
    auto worked = work_through(job, environment);
    PROFFER_CHECK(hook::write_state(job.directory, os::stop_signal() == 0 ? "finished" : "stopped"));
    hook::remove_old_jobs(job.directory.parent_path(), k_jobs_kept);
    if (!worked) return std::move(worked).error();
    return 0;
}

}  // namespace proffer::cmd
