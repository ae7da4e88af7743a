// What was proved, from the record alone, for the pull request and the reports.
#pragma once

#include <string>

#include "json/json.hpp"
#include "report/summary.hpp"

namespace proffer::report {

/// The verdict on one line, in bold; says plainly when nothing or too little was proved.
[[nodiscard]] std::string proof_verdict(const RunSummary& run, const AttemptSummary* attempt);
/// A row a check: on the base commit and on the proposal, exit status, time, digest. Markdown.
[[nodiscard]] std::string proof_table(const RunSummary& run, const AttemptSummary& attempt);
/// What became of tests, and the trials with the tests of the other side. Markdown; may be empty.
[[nodiscard]] std::string proof_of_tests(const RunSummary& run);
/// The commands that repeat it on the base commit and on the proposal. Markdown.
[[nodiscard]] std::string proof_commands(const RunSummary& run, const AttemptSummary& attempt);
/// All of it as a section of the HTML report; nothing without a proof.
[[nodiscard]] std::string proof_html(const RunSummary& run);
/// The member "proof": an object, or null.
void write_proof(json::Writer& writer, const RunSummary& run);

/// What became of each unit, as a Markdown table of at most so many rows, those that failed first; a line tells how many are missing.
[[nodiscard]] std::string units_table(const RunSummary& run, std::size_t most_rows);

}  // namespace proffer::report
