// The part of a job's log that a person would look at. Pure.
#pragma once

#include <string>
#include <string_view>

namespace proffer::ci {

inline constexpr std::size_t k_failed_log_bytes = 16 * 1024;

/// The step that failed: from its heading to the line that says so, without time stamps, colours and the runner's marks; at most
/// `k_failed_log_bytes`, of a longer one the first lines and the end. A log without such marks is taken as one step. Marks: GitHub's
/// `##[group]Run …` and `##[error]`, GitLab's `section_start:…:step_script` (measured on logs of both, 2026).
[[nodiscard]] std::string failing_step(std::string_view log);

}  // namespace proffer::ci
