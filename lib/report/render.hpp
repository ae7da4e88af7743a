// The journal as files for people and machines. All are pure and treat every text of the journal as hostile.
#pragma once

#include <string>

#include "report/summary.hpp"

namespace proffer::report {

/// Every field the original loop reported: instruction, targets, dry run, backend, branch, result, error, commit,
/// attempts, autonomous cycles, and for each attempt phase, error, reply, edits and check output.
[[nodiscard]] std::string render_markdown(const RunSummary& run);
/// Schema: docs/report.schema.json.
[[nodiscard]] std::string render_json(const RunSummary& run);
/// One file, no script, a Content-Security-Policy that forbids everything but its own style.
[[nodiscard]] std::string render_html(const RunSummary& run);
/// One test suite a run; a test case for each check of the last attempt, and one for the run's conclusion.
[[nodiscard]] std::string render_junit(const RunSummary& run);
/// pull-request.json: title, body, base, branch, labels, draft, … as published or to be published.
[[nodiscard]] std::string render_pull_request(const RunSummary& run);

/// The pull request's body: what was asked, what was proved (checks, model, attempts, tokens, cost), how to repeat it.
/// Model and issue text appears only inside fences longer than any run of backticks in it (security.md O4).
[[nodiscard]] std::string render_pull_request_body(const RunSummary& run);

}  // namespace proffer::report
