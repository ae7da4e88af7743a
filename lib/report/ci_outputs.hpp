// What a run tells the CI job it ran in: outputs, a dotenv file, a step summary (security.md O9).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "report/summary.hpp"

namespace proffer::report {

/// Names are ours. A value is empty or one line of the characters its name allows, whatever the run was told.
struct CiOutput {
    std::string_view name;  ///< "pull-request-number"
    std::string value;
};

/// pull-request-number, -url, -operation, -head-sha, -branch, conclusion, report-path, tokens-in, tokens-out, cost-usd, attempts.
[[nodiscard]] std::vector<CiOutput> ci_outputs(const RunSummary& run, std::string_view report_path);

/// Lines for the file $GITHUB_OUTPUT. `nonce` is the delimiter, at least 128 random bits in lower-case hexadecimal; a value that holds it
/// is refused with `denied`.
[[nodiscard]] Result<std::string> render_github_outputs(const std::vector<CiOutput>& outputs, std::string_view nonce);

/// Lines for a GitLab dotenv report: names in upper snake case, values of which nothing needs quotes.
[[nodiscard]] std::string render_dotenv(const std::vector<CiOutput>& outputs);

/// GitLab's annotations report: a link to each pull request that `runs` opened or updated.
[[nodiscard]] std::string render_gitlab_annotations(const std::vector<RunSummary>& runs);

/// The Markdown report for $GITHUB_STEP_SUMMARY when it fits into `room_bytes` (GitHub takes 1 MiB a step), else the pull request's body
/// with a line that says so, else one line; empty when not even that fits.
[[nodiscard]] std::string render_step_summary(const RunSummary& run, std::size_t room_bytes = 1024 * 1024);

}  // namespace proffer::report
