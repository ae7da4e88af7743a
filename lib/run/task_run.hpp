// A whole run of one task: from the trigger to the published proposal and the report.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/conclusion.hpp"
#include "domain/oid.hpp"
#include "domain/settings.hpp"
#include "domain/trigger.hpp"
#include "git/repository.hpp"
#include "report/summary.hpp"
#include "run/ports.hpp"
#include "run/units.hpp"

namespace proffer::run {

enum class Publish { pull_request, branch, none };

/// A pull request of ours that the proposal becomes part of.
struct FollowUp {
    std::string branch;
    std::string title;      ///< stays
    std::string reference;  ///< "Refs #7", of the body that is written anew; empty: none
};

struct TaskRequest {
    explicit TaskRequest(domain::Oid base_commit) : base(std::move(base_commit)) {}

    domain::Task task;  ///< flags already laid over the file
    domain::Trigger trigger;
    std::string event_key;           ///< run::event_key of all this; goes into the commit's message
    std::vector<std::string> files;  ///< of the command line; else the task's own are used
    std::vector<Unit> units;         ///< of a task with `each`: those of this run
    std::string branch_suffix;       ///< "-group-2": where several runs of a task have a branch each
    domain::Oid base;
    std::string base_ref;       ///< "main"; empty when detached
    std::string repository;     ///< for people
    std::string config_source;  ///< for people
    std::string config_text;    ///< effective configuration, for the journal
    std::optional<FollowUp> follow_up;
    bool enabled = true;           ///< PROFFER_ENABLED and `enabled`
    std::optional<Error> refused;  ///< why no model may be asked, whatever the run's own limits are
    bool dry_run = false;
    std::optional<std::uint64_t> minimising_trials;  ///< of the run that is played again; they alone limit it then
    int minimum_isolation = 0;                       ///< level below which no check runs
    Publish publish = Publish::pull_request;
    git::Identity author;
    git::Identity committer;
    std::string version;  ///< of proffer
    std::string nonce;    ///< at least 128 random bits
    /// Of a run that is replayed: the candidate that passed, by unit and number of the attempt.
    std::map<std::pair<int, int>, int> winners;
};

struct TaskOutcome {
    domain::Conclusion conclusion = domain::Conclusion::internal_error;
    int signal = 0;  ///< that ended it; else 0
    report::RunSummary summary;
};

/// Never fails: whatever stops it becomes the conclusion, in the journal and in every report. Only when the artifact directory itself
/// cannot be written is that an Error.
[[nodiscard]] Result<TaskOutcome> run_task(const TaskRequest& request, Ports& ports);

}  // namespace proffer::run
