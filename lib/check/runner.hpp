// Runs the declared checks of a task on a proposal.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/redact.hpp"
#include "base/result.hpp"
#include "domain/check_result.hpp"
#include "domain/edit.hpp"
#include "domain/settings.hpp"
#include "workspace/workspace.hpp"

namespace proffer::check {

struct CheckWatcher {
    std::function<void(const domain::CheckSettings&)> on_start;
    std::function<void(std::string_view)> on_output;
    std::function<void(const domain::CheckResult&)> on_finish;
};

/// How the checks of a comparison differ from those of a proposal.
struct Trial {
    const domain::EditSet* looked_at = nullptr;  ///< decides `on` and `{{files}}` in the place of what is laid over the base
    bool to_the_end = false;                     ///< every check runs, whatever the earlier ones said
};

/// In order; after the first that does not pass the others are `not_run`. Checks whose `on` matches no changed file are `not_run` with a
/// note and count as passed. `time_left` caps every timeout.
[[nodiscard]] Result<std::vector<domain::CheckResult>> run_checks(const std::vector<domain::CheckSettings>& checks,
                                                                  const domain::EditSet& edits, workspace::WorkspaceFactory& factory,
                                                                  const base::Redactor& redactor, std::chrono::milliseconds time_left,
                                                                  const CheckWatcher& watcher, const Trial& trial = {});

/// True when no check failed or timed out and none is left over after a failed one.
[[nodiscard]] bool all_passed(const std::vector<domain::CheckResult>& results);

}  // namespace proffer::check
