// The parts of the HTML report. Each returns complete elements, or nothing where there is nothing to show.
#pragma once

#include <string>
#include <string_view>

#include "report/summary.hpp"

namespace proffer::report {

/// Whether a part starts unfolded.
enum class Fold { open, closed };

/// The style sheet; it loads nothing.
[[nodiscard]] std::string_view html_style();

/// A coloured word; `kind` is one of "good", "bad", "warn" and "plain".
[[nodiscard]] std::string html_badge(std::string_view kind, std::string_view text);
/// Preformatted text; folded under `summary` when it is long, or when `fold` says so. Nothing for blank text.
[[nodiscard]] std::string html_output(std::string_view summary, std::string_view text, Fold fold);
/// `<section>` with a heading; `content` is HTML. Nothing for no content.
[[nodiscard]] std::string html_section(std::string_view id, std::string_view title, std::string_view content);
/// Added and removed lines: "+3 −1".
[[nodiscard]] std::string html_counts(std::uint64_t added, std::uint64_t removed);

/// The timeline: one folded part for each attempt, the deciding one open; diagnoses stand where they were made.
[[nodiscard]] std::string html_attempts(const RunSummary& run);
/// The proposal's diff, file by file, with line numbers.
[[nodiscard]] std::string html_diff(const RunSummary& run);

}  // namespace proffer::report
