// What an event and the forge decide about a run before a model is asked, and how its proposing half is told.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/isolation.hpp"
#include "domain/oid.hpp"
#include "ledger/caps.hpp"
#include "run/task_run.hpp"

namespace proffer::cmd {

/// What the ledger says to the run of one task.
struct Account {
    std::string task;
    std::string subject;
    ledger::Grant grant;  ///< without a month: nothing is counted; without an id: nothing of this run
    std::int64_t start_ms = 0;
    std::optional<Error> refused;  ///< why no model may be asked
};

struct Work {
    std::optional<domain::Oid> base;            ///< what edits start from; absent: `--base`, else HEAD
    std::optional<domain::Oid> config;          ///< the commit whose `.proffer.yml` counts; absent: the base
    std::string base_ref;                       ///< branch that the pull request is for; empty: as usual
    std::vector<std::string> tasks;             ///< to run, of those that are called for; empty: all
    std::map<std::string, std::string> values;  ///< for templates, beside the event's own
    std::optional<run::FollowUp> follow_up;
    std::optional<domain::Trust> trust;  ///< absent: as the trigger says
    std::int64_t pull_request = 0;       ///< where it is told, once, what came of it; 0: nowhere
    std::string answer_mark;             ///< the hidden beginning of that comment
    std::filesystem::path objects;       ///< what was fetched for it
    std::vector<Account> accounts;       ///< held before the first call
};

[[nodiscard]] Result<void> write_work(const std::string& file, const Work& work);
/// Fails with `protocol` for what `write_work` did not write.
[[nodiscard]] Result<Work> read_work(const std::string& file);

}  // namespace proffer::cmd
