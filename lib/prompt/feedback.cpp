// What is said after a failed attempt: the facts, where the files stand, and what to send now.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "prompt/compose.hpp"
#include "prompt/context.hpp"
#include "prompt/fence.hpp"

namespace proffer::prompt {
namespace {

constexpr std::size_t k_most_output_bytes = 32 * 1024;
constexpr std::size_t k_least_output_bytes = 2 * 1024;
constexpr std::size_t k_most_entries = 50;

// The model must not build on edits that are gone.
constexpr std::string_view k_not_applied =
    "None of your previous edits were applied: the files are as they were shown to you at first. "
    "Send all edits again, complete and corrected, in the same format.\n";

std::string render_entries(const std::vector<std::string>& entries) {
    std::string text;
    for (std::size_t i = 0; i < std::min(entries.size(), k_most_entries); ++i) text += fmt::format("{}. {}\n", i + 1, entries[i]);
    if (entries.size() > k_most_entries) text += fmt::format("… and {} more\n", entries.size() - k_most_entries);
    return base::head_and_tail(text, k_most_output_bytes) + "\n";
}

/// The nearest lines come from the repository: they are data, like the files themselves.
std::string render_refused(const std::vector<RefusedEdit>& refused, std::string_view nonce) {
    const std::size_t told = std::min(refused.size(), k_most_entries);
    const std::size_t share = std::max(k_least_output_bytes, k_most_output_bytes / std::max<std::size_t>(told, 1));
    std::string text;
    for (std::size_t i = 0; i < told && text.size() < k_most_output_bytes; ++i) {
        text += fmt::format("{}. {}\n", i + 1, base::head_and_tail(base::visible_line(refused[i].problem), k_least_output_bytes));
        if (refused[i].nearest.empty()) continue;
        const std::string nearest = base::replace_all(base::head_and_tail(refused[i].nearest, share), nonce, "***");
        text += "Nearest place in the file:\n" + untrusted("nearest lines", nearest, nonce);
    }
    if (refused.size() > told) text += fmt::format("… and {} more\n", refused.size() - told);
    return text + "\n";
}

/// After two rounds, text that still does not match is best sent as whole files (docs/edits.md).
std::string ask_for_whole_files(const RefusedEdits& edits, std::string_view nonce) {
    std::vector<std::string> names;
    for (const Excerpt& file : edits.whole_files) names.push_back(base::visible_line(file.path));
    return "Send these files whole now, and no other edits: " + base::join(names, ", ") +
           ". One <MODIFIED path=\"…\"> tag for each, with the complete new text and nothing left out, </MODIFIED> on a line of its own. "
           "This is how they stand, with what is kept; everything that is not to change must be as here:\n\n" +
           render_files(edits.whole_files, nonce);
}

std::string render_outcome(const domain::CheckResult& result) {
    switch (result.verdict) {
        case domain::Verdict::passed: return "passed";
        case domain::Verdict::timed_out: return "ran out of time";
        case domain::Verdict::not_run: return "was not run";
        case domain::Verdict::failed: break;
    }
    return fmt::format("failed with exit status {}", result.exit_status);
}

std::string render_check(const domain::CheckResult& result, std::size_t most_bytes, std::string_view nonce) {
    std::string text = fmt::format("Check '{}' {}.", base::visible_line(result.name), render_outcome(result));
    if (!result.note.empty()) text += " " + base::visible_line(result.note) + ".";
    text += "\nCommand:\n" + code_fence(base::visible_text(result.command));
    if (base::trim(result.output).empty()) return text + "It printed nothing.\n\n";
    // A program cannot know the mark, unless the model wrote it into the code that ran.
    const std::string output = base::replace_all(base::head_and_tail(base::visible_text(result.output), most_bytes), nonce, "***");
    return text + "Output:\n" + untrusted("output of " + result.name, output, nonce) + "\n";
}

bool is_bad(const domain::CheckResult& result) {
    return result.verdict == domain::Verdict::failed || result.verdict == domain::Verdict::timed_out;
}

}  // namespace

std::string feedback_for_refusals(const RefusedEdits& edits, std::string_view nonce) {
    std::string text = "These edits of your reply could not be placed:\n\n" + render_refused(edits.refused, nonce);
    if (!edits.kept.empty())
        text += "These edits could be placed and are kept; do not send them again:\n\n" +
                base::head_and_tail(base::visible_text(base::join(edits.kept, "\n")), k_most_output_bytes) + "\n\n";
    if (!edits.whole_files.empty()) return text + ask_for_whole_files(edits, nonce);
    if (edits.kept.empty()) return text + std::string(k_not_applied);
    return text +
           "None of the others were applied: in those places the files are as they were shown to you at first. "
           "Send only the missing edits, corrected, in the same format.\n";
}

std::string feedback_for_violations(const std::vector<domain::Violation>& violations) {
    std::vector<std::string> entries;
    for (const domain::Violation& violation : violations)
        entries.push_back(
            fmt::format("{}: {} (rule '{}')", base::visible_line(violation.path), base::visible_line(violation.message), violation.rule));
    return "Your edits break rules of this repository, which an instruction cannot lift:\n\n" + render_entries(entries) +
           std::string(k_not_applied);
}

std::string feedback_for_syntax(const std::vector<domain::Diagnostic>& errors) {
    std::vector<std::string> entries;
    for (const domain::Diagnostic& error : errors) entries.push_back(base::visible_line(error.text()));
    return "With your edits, files no longer parse:\n\n" + render_entries(entries) + std::string(k_not_applied);
}

std::string feedback_for_checks(const std::vector<domain::CheckResult>& results, std::string_view nonce) {
    const auto bad = static_cast<std::size_t>(std::count_if(results.begin(), results.end(), is_bad));
    const std::size_t share = std::max(k_least_output_bytes, k_most_output_bytes / std::max<std::size_t>(bad, 1));
    std::string text = "Your edits could be applied to a copy, but they do not pass the checks.\n\n";
    std::vector<std::string> passed;
    std::size_t told = 0;
    for (const domain::CheckResult& result : results) {
        if (result.verdict == domain::Verdict::passed) passed.push_back(base::visible_line(result.name));
        if (is_bad(result) && ++told <= k_most_output_bytes / k_least_output_bytes) text += render_check(result, share, nonce);
    }
    if (!passed.empty()) text += "Passed: " + base::join(passed, ", ") + ".\n\n";
    return text + std::string(k_not_applied);
}

std::string feedback_for_stop(domain::StopReason reason) {
    switch (reason) {
        case domain::StopReason::length:
            return "Your reply was cut off at the limit of its length. Make the edits smaller: leave out files that do not change, and "
                   "explain "
                   "less.\n" +
                   std::string(k_not_applied);
        case domain::StopReason::refusal:
            return "Your reply declined the task. The edits go to a pull request that people review before anything is merged. If a part "
                   "of "
                   "the instruction cannot be done, do the rest.\n" +
                   std::string(k_not_applied);
        case domain::StopReason::complete: break;
    }
    return "Your reply holds no edits.\n" + std::string(k_not_applied);
}

}  // namespace proffer::prompt
