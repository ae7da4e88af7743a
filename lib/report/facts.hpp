// What several reports say of a run in the same words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "report/summary.hpp"

namespace proffer::report {

/// "success", …, or "interrupted" when the journal has no last line.
[[nodiscard]] std::string conclusion_of(const RunSummary& run);
/// The conclusion and why, on one line; says plainly that a run was killed.
[[nodiscard]] std::string result_text(const RunSummary& run);
/// The run ended with exit status 0.
[[nodiscard]] bool ended_well(const RunSummary& run);
[[nodiscard]] std::string next_step_of(const RunSummary& run);
/// No model is asked: the task's command makes the edits.
[[nodiscard]] bool is_by_command(const RunSummary& run);
/// "anthropic/some-model"; the model that answered last when the journal knows it.
[[nodiscard]] std::string model_of(const RunSummary& run);
/// As published, or as proposed; empty when there is none.
[[nodiscard]] std::string branch_of(const RunSummary& run);
[[nodiscard]] std::string commit_of(const RunSummary& run);
/// As measured by the run, or from the first journal line to the last.
[[nodiscard]] std::int64_t duration_ms_of(const RunSummary& run);
/// The attempt whose checks speak for the run: the last that passed, else the last one; null without attempts.
[[nodiscard]] const AttemptSummary* deciding_attempt(const RunSummary& run);
/// What of the trigger's text was left out of the prompt because nobody could see it: "2 parts of issue.body"; empty for none.
[[nodiscard]] std::string hidden_text_of(const RunSummary& run);
/// "The model chose 2 of 20 likely files", or why its choice counts for nothing; empty when it was not asked. Plain text.
[[nodiscard]] std::string reranked_text(const RunSummary& run);
/// "2 of 4 hunks were dropped: the checks are as green without them"; empty when nothing was. Plain text.
[[nodiscard]] std::string minimised_text(const RunSummary& run);
/// The checks of the proposal as it was made: of the attempt that decides, or of what was left when it was made smaller.
[[nodiscard]] const std::vector<domain::CheckResult>& proposal_checks(const RunSummary& run, const AttemptSummary& attempt);
/// "comment, line 3 of issue.body", and whether the model saw it.
[[nodiscard]] std::string hidden_part_title(const HiddenTextFound& part);
/// The same where a run has units: what concerns all of them is told apart.
[[nodiscard]] std::string attempt_title(const RunSummary& run, const AttemptSummary& attempt);
/// What the unit's conclusion counts as.
[[nodiscard]] bool ended_well(const UnitSummary& unit);
/// "12 units: 9 included, 1 unchanged, 2 failed"; empty without units.
[[nodiscard]] std::string units_text(const RunSummary& run);
/// "Attempt 3", or "Attempt 3 (after diagnosis 2)".
[[nodiscard]] std::string attempt_title(const AttemptSummary& attempt);
/// "exact-feedback: check-touched for the first time".
[[nodiscard]] std::string next_text(const StrategyChosen& next);
/// First twelve digits of an id, for reading.
[[nodiscard]] std::string_view short_id(std::string_view id);

}  // namespace proffer::report
