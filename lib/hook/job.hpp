// A push that tasks run for, on disk: what was pushed, how far the work is, what came of it. One directory a push:
//   job.json  .proffer.yml  lock  log  state.json  and for each branch N/verdict.json  N/result.json  N/report/
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "ci/pre_push.hpp"
#include "hook/process_id.hpp"
#include "os/descriptor.hpp"

namespace proffer::hook {

struct Job {
    std::filesystem::path directory;
    std::int64_t time_ms = 0;
    std::string root;  ///< of the repository, for `--repo`
    std::string remote, url;
    std::vector<ci::PushedRef> branches;  ///< not empty
    std::vector<std::string> tasks;
    ProcessId pusher;
    bool waits = false;  ///< the push waits for the proposals

    [[nodiscard]] std::filesystem::path branch_directory(std::size_t index) const { return directory / std::to_string(index + 1); }
    [[nodiscard]] std::filesystem::path report_directory(std::size_t index) const { return branch_directory(index) / "report"; }
    [[nodiscard]] std::filesystem::path verdict_file(std::size_t index) const { return branch_directory(index) / "verdict.json"; }
    [[nodiscard]] std::filesystem::path result_file(std::size_t index) const { return branch_directory(index) / "result.json"; }
    [[nodiscard]] std::filesystem::path config_file() const { return directory / ".proffer.yml"; }
    [[nodiscard]] std::filesystem::path log_file() const { return directory / "log"; }
};

/// A job just stored, and the lock that says somebody cares for it; a child process inherits it.
struct StoredJob {
    Job job;
    os::Descriptor lock;
};

/// Makes the job's directory in `state_directory`; its name sorts behind those of earlier jobs.
[[nodiscard]] Result<StoredJob> store_job(const std::string& state_directory, Job job, std::string_view config_text);

/// Fails with `protocol` or `not_found`.
[[nodiscard]] Result<Job> read_job(const std::filesystem::path& directory);

/// The oldest first.
[[nodiscard]] std::vector<std::filesystem::path> job_directories(const std::filesystem::path& state_directory);

/// True when one of the newest jobs is for the same push: hooks may be installed twice.
[[nodiscard]] bool is_known(const std::string& state_directory, const ProcessId& pusher);

/// True while a process cares for the job.
[[nodiscard]] bool is_cared_for(const std::filesystem::path& job_directory);

/// "queued", "waiting for the push", "running" or "finished"; where none of them was written yet, "queued".
struct State {
    std::string word;
    std::int64_t pid = 0;  ///< of the process that wrote it
};
[[nodiscard]] State read_state(const std::filesystem::path& job_directory);
[[nodiscard]] Result<void> write_state(const std::filesystem::path& job_directory, std::string_view state);

/// Waits until all earlier jobs are over. False when a signal asks us to stop.
[[nodiscard]] bool wait_for_turn(const std::filesystem::path& job_directory);

/// Keeps the newest `kept` jobs and those that are cared for.
void remove_old_jobs(const std::filesystem::path& state_directory, std::size_t kept);

/// How proposing for one branch ended, told before anything is published.
struct Verdict {
    std::string conclusion;  ///< of the gravest task
    std::string message;
    int exit_status = 0;
};
[[nodiscard]] Result<void> write_verdict(const Job& job, std::size_t index, const Verdict& verdict);
[[nodiscard]] std::optional<Verdict> read_verdict(const Job& job, std::size_t index);

}  // namespace proffer::hook
