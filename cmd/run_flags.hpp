// The flags `run` and `propose` share, and the run they lead to.
#pragma once

#include <string>
#include <vector>

#include "cmd/command.hpp"
#include "cmd/pull_request_flags.hpp"
#include "run/task_run.hpp"

namespace proffer::cmd {

struct RunFlags {
    std::vector<std::string> tasks;
    std::string instruction;
    std::string instruction_file;
    std::vector<std::string> files;
    std::string base;
    std::string event;   ///< file with the payload of a webhook; empty: that of the CI job, if any
    bool again = false;  ///< the event may have been answered before
    bool dry_run = false;
    std::string publish = "pull-request";
    std::string provider;
    std::string model;
    std::string base_url;
    std::vector<std::string> allowed_hosts;
    std::string report;
    std::string shard;  ///< "2/5": a share of the units of each task
    std::string replay;
    std::string resume;  ///< the artifact directory of a run that is to go on
    std::string author;
    std::string committer;
    std::string isolation;                                 ///< "L1" to "L3"; empty: as the trigger and the configuration ask
    std::vector<std::string> shown;                        ///< paths that checks may see
    std::vector<std::string> allowed_users, allowed_bots;  ///< names or ids
    std::string work;                                      ///< internal: the file that tells this proposing half what it works on
    PullRequestFlags pull_request;
    std::string pushed;             ///< internal: the job of the hook that this run belongs to
    std::size_t pushed_branch = 0;  ///< internal: which of its branches
    std::string handover;           ///< internal: the file that this proposing half of a `run` leaves its results in
};

void add_run_flags(CLI::App& app, RunFlags& flags);

/// Runs every task the flags call for, one after the other, and prints the result. Gives the exit status.
[[nodiscard]] Result<int> run_tasks(const CommonFlags& common, const RunFlags& flags);

}  // namespace proffer::cmd
