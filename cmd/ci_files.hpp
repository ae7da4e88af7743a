// Tells the CI job how the run ended: outputs and a summary of the step, where the environment names files for them.
#pragma once

#include <vector>

#include "cmd/result_output.hpp"
#include "os/environment.hpp"

namespace proffer::cmd {

/// Appends to $GITHUB_OUTPUT and $GITHUB_STEP_SUMMARY. Of several tasks the gravest gives the outputs. A file that cannot be written is
/// a warning.
void write_ci_files(const os::Environment& environment, const std::vector<TaskResult>& results);

/// The outputs of a run that did no task.
void write_ci_conclusion(const os::Environment& environment, domain::Conclusion conclusion, std::string_view why);

}  // namespace proffer::cmd
