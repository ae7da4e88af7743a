// What `run`, `propose`, `publish` and `replay` print on stdout.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "run/task_run.hpp"

namespace proffer::cmd {

struct TaskResult {
    std::filesystem::path artifact;
    run::TaskOutcome outcome;
};

/// A few lines a task, for people; the diff too after a dry run.
void print_results(const std::vector<TaskResult>& results);

/// One object for one task; for several `{"results": […]}`.
void print_json_results(const std::vector<TaskResult>& results);

/// Either of the two; gives the exit status.
[[nodiscard]] int print_outcome(const std::vector<TaskResult>& results, bool as_json);

/// For a command that runs no task. `next` empty: what usually follows that conclusion.
void print_conclusion(domain::Conclusion conclusion, std::string_view why, bool as_json, std::string_view next = {});

/// The gravest exit status of all.
[[nodiscard]] int exit_status_of(const std::vector<TaskResult>& results);

}  // namespace proffer::cmd
