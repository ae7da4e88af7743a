// The HTML report's timeline: attempts, what each was told and answered, and how its checks went.
#include <fmt/format.h>

#include "base/text.hpp"
#include "report/facts.hpp"
#include "report/figures.hpp"
#include "report/html_parts.hpp"
#include "report/text_sinks.hpp"

namespace proffer::report {
namespace {

using domain::CheckResult;
using domain::Verdict;

std::string_view kind_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::passed: return "good";
        case Verdict::failed:
        case Verdict::timed_out: return "bad";
        case Verdict::not_run: return "plain";
    }
    return "plain";
}

std::string edits_html(const AttemptSummary& attempt) {
    if (!attempt.edits) return "";
    std::string rows;
    for (const EditRow& row : attempt.edits->edits)
        rows += fmt::format("<li><code>{}</code> {} <span class=\"quiet\">{}</span></li>\n", html_text(row.path),
                            html_counts(row.added, row.removed), html_text(row.how));
    if (rows.empty()) return "";
    return fmt::format("<h4>Edits <span class=\"quiet\">{}</span></h4>\n<ul class=\"plain\">\n{}</ul>\n", html_text(attempt.edits->format),
                       rows);
}

std::string check_html(const CheckResult& check) {
    std::string html =
        fmt::format("<div class=\"check {0}\">\n<p>{1} <b>{2}</b> <code>{3}</code>", kind_of(check.verdict),
                    html_badge(kind_of(check.verdict), domain::name(check.verdict)), html_text(check.name), html_text(check.command));
    if (check.verdict != Verdict::not_run)
        html += fmt::format(" <span class=\"quiet\">exit status {}, {}</span>", check.exit_status, duration_text(check.duration.count()));
    html += "</p>\n";
    if (!check.note.empty()) html += "<p class=\"quiet\">" + html_text(check.note) + "</p>\n";
    return html + html_output("Output", check.output, check.verdict == Verdict::passed ? Fold::closed : Fold::open) + "</div>\n";
}

std::string checks_html(const AttemptSummary& attempt) {
    if (attempt.checks.empty()) return "";
    std::string html = "<h4>Checks</h4>\n";
    for (const CheckResult& check : attempt.checks) html += check_html(check);
    return html;
}

std::string command_html(const AttemptSummary& attempt) {
    return attempt.command ? "<h4>Command</h4>\n" + check_html(*attempt.command) : "";
}

std::string failure_html(const AttemptSummary& attempt) {
    if (!attempt.failure) return "";
    std::string html = fmt::format("<p class=\"why\">{}</p>\n", html_text(attempt.failure->summary));
    std::string problems;
    for (const std::string& problem : attempt.failure->problems) problems += "<li>" + html_text(problem) + "</li>\n";
    if (!problems.empty()) html += "<ul>\n" + problems + "</ul>\n";
    if (attempt.next) html += fmt::format("<p class=\"quiet\">Next: {}</p>\n", html_text(next_text(*attempt.next)));
    return html;
}

std::string exchange_html(const AttemptSummary& attempt) {
    std::string html;
    if (attempt.command) return html;
    if (attempt.failure) html += html_output("Feedback to the model", attempt.failure->feedback, Fold::closed);
    if (attempt.reply) html += html_output("Reply of the model", attempt.reply->text, Fold::closed);
    return html;
}

std::string attempt_summary_html(const RunSummary& run, const AttemptSummary& attempt) {
    std::uint64_t added = 0, removed = 0;
    for (const EditRow& row : attempt.edits ? attempt.edits->edits : std::vector<EditRow>()) {
        added += row.added;
        removed += row.removed;
    }
    const std::string_view kind = attempt.passed ? "good" : attempt.failure ? "bad" : "warn";
    const std::string phase = attempt.failure && !attempt.passed ? "failed: " + attempt.phase() : attempt.phase();
    std::string html = fmt::format("<h3>{}</h3> {} <span class=\"quiet\">{}</span>", html_text(attempt_title(run, attempt)),
                                   html_badge(kind, phase), duration_text(attempt.finished_ms - attempt.started_ms));
    if (attempt.edits) html += " " + html_counts(added, removed);
    if (attempt.reply) html += fmt::format(" <span class=\"quiet\">{} tokens out</span>", grouped(attempt.reply->usage.output_tokens));
    return html;
}

std::string attempt_html(const RunSummary& run, const AttemptSummary& attempt, Fold fold) {
    std::string html = fmt::format("<li class=\"{}\">\n<details class=\"attempt\"{}>\n<summary>{}</summary>\n",
                                   attempt.passed ? "good" : "bad", fold == Fold::open ? " open" : "", attempt_summary_html(run, attempt));
    html += "<div class=\"inside\">\n" + failure_html(attempt) + command_html(attempt) + edits_html(attempt) + checks_html(attempt) +
            exchange_html(attempt);
    return html + "</div>\n</details>\n</li>\n";
}

std::string diagnosis_html(const Diagnosed& diagnosis) {
    std::string html =
        fmt::format("<li class=\"warn\">\n<details class=\"attempt\" open>\n<summary><h3>Diagnosis {}</h3></summary>\n", diagnosis.cycle);
    html += "<div class=\"inside\">\n<h4>Root cause</h4>\n" + html_output("Root cause", diagnosis.root_cause, Fold::open);
    html += "<h4>New instructions</h4>\n" + html_output("New instructions", diagnosis.instructions, Fold::open);
    return html + "</div>\n</details>\n</li>\n";
}

}  // namespace

std::string html_attempts(const RunSummary& run) {
    const AttemptSummary* const deciding = deciding_attempt(run);
    std::string items;
    auto diagnosis = run.diagnoses.begin();
    for (const AttemptSummary& attempt : run.attempts) {
        for (; diagnosis != run.diagnoses.end() && diagnosis->cycle <= attempt.start.cycle; ++diagnosis)
            items += diagnosis_html(*diagnosis);
        items += attempt_html(run, attempt, &attempt == deciding ? Fold::open : Fold::closed);
    }
    for (; diagnosis != run.diagnoses.end(); ++diagnosis) items += diagnosis_html(*diagnosis);
    return html_section("attempts", "Attempts", items.empty() ? "" : "<ol class=\"timeline\">\n" + items + "</ol>\n");
}

}  // namespace proffer::report
