// Tells the CI job how the run ended: outputs, a summary of the step, annotations, where the environment names files for them.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "cmd/result_output.hpp"
#include "os/environment.hpp"

namespace proffer::cmd {

/// Appends to $GITHUB_OUTPUT and $GITHUB_STEP_SUMMARY; replaces $PROFFER_DOTENV and $PROFFER_ANNOTATIONS, which GitLab's template names.
/// Of several tasks the gravest gives the outputs; each that failed is an annotation. A file that cannot be written is a warning.
void write_ci_files(const os::Environment& environment, const std::vector<TaskResult>& results);

/// The same for a run that ended before it had a task.
void write_ci_conclusion(const os::Environment& environment, domain::Conclusion conclusion, const std::string& why);

/// Passes `status` on; an error is told to the CI job first.
[[nodiscard]] Result<int> tell_ci(Result<int> status);

}  // namespace proffer::cmd
