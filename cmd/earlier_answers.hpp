// Before a model is paid: which tasks have answered this very event already (security.md T5).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cmd/wiring.hpp"
#include "run/task_run.hpp"

namespace proffer::cmd {

struct OpenQuestions {
    std::vector<std::string> tasks;  ///< that have not answered it, in order
    std::string why, url;            ///< of the last that has
};

/// Asks the remote; a request without an event key is always open. Fails when the remote cannot be read.
[[nodiscard]] Result<OpenQuestions> find_open_questions(Project& project, const std::vector<run::TaskRequest>& requests);

}  // namespace proffer::cmd
