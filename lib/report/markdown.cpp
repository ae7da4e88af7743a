// The run as Markdown, for people and step summaries.
#include <fmt/format.h>

#include <iterator>

#include "base/text.hpp"
#include "report/facts.hpp"
#include "report/figures.hpp"
#include "report/proof_parts.hpp"
#include "report/render.hpp"
#include "report/text_sinks.hpp"

namespace proffer::report {
namespace {

class Page {
 public:
    [[nodiscard]] std::string text() && { return std::move(text_); }

    void heading(int level, std::string_view title) { add("{} {}\n\n", std::string(static_cast<std::size_t>(level), '#'), title); }
    /// `value` is Markdown already.
    void field(std::string_view label, std::string_view value) { add("- **{}:** {}\n", label, value.empty() ? "none" : value); }
    void item(std::string_view value) { add("- {}\n", value); }
    void paragraph(std::string_view value) { add("{}\n\n", value); }
    void nested_item(std::string_view value) { add("  - {}\n", value); }
    void fence(std::string_view content, std::string_view info = "text") { add("{}\n", markdown_block(content, info)); }
    void gap() { text_ += '\n'; }
    /// Markdown of our own with its line ends.
    void raw(std::string_view text) { text_ += text; }
    void block(std::string_view label, std::string_view content) {
        if (!base::trim(content).empty()) add("**{}:**\n\n{}\n", label, markdown_block(content));
    }
    /// The summary line is ours; what is inside stands in a fence, which no text of it can leave.
    void folded_block(std::string_view label, std::string_view summary, std::string_view content) {
        if (base::trim(content).empty()) return paragraph(fmt::format("**{}:** none", label));
        add("<details><summary><b>{}</b> {}</summary>\n\n{}\n</details>\n\n", label, summary, markdown_block(content));
    }

 private:
    template <typename... Parts>
    void add(fmt::format_string<Parts...> format, Parts&&... parts) {
        fmt::format_to(std::back_inserter(text_), format, std::forward<Parts>(parts)...);
    }

    std::string text_;
};

std::string_view yes_or_no(bool flag) {
    return flag ? "yes" : "no";
}

std::string code_or_none(std::string_view text) {
    return text.empty() ? "none" : markdown_code(text);
}

std::string targets_text(const RunSummary& run) {
    std::string all;
    for (const TargetChosen& target : run.targets) all += (all.empty() ? "" : ", ") + markdown_code(target.path);
    return all;
}

void add_publication(Page& page, const Published& published) {
    if (!published.pull_request_url.empty())
        page.field("Pull request", fmt::format("{} ({})", markdown_link(published.pull_request_url), markdown_line(published.operation)));
    page.field("Published as", fmt::format("{} on {}", markdown_line(published.rung), markdown_line(published.forge)));
    if (!published.compare_url.empty()) page.field("Compare", markdown_link(published.compare_url));
}

void add_figures(Page& page, const RunSummary& run) {
    page.field("Attempts", std::to_string(run.attempt_count()));
    page.field("Autonomous cycles", std::to_string(run.diagnoses.size()));
    page.field("Tokens", tokens_text(run.usage));
    page.field("Cost", cost_text(run.usage));
    page.field("Duration", duration_text(duration_ms_of(run)));
    page.field("Isolation", run.isolation ? markdown_line(run.isolation->text()) : "none");
    if (run.isolation && !run.isolation->reason.empty()) page.field("Isolation limited", markdown_line(run.isolation->reason));
}

void add_overview(Page& page, const RunSummary& run) {
    page.field("Result", markdown_line(result_text(run)));
    page.field("Next step", markdown_line(next_step_of(run)));
    page.field("Error", run.finish ? markdown_line(run.finish->error) : "");
    page.field("Task", code_or_none(run.start.task));
    page.field("Trigger", markdown_line(run.start.trigger));
    page.field("Targets", targets_text(run));
    page.field("Dry run", yes_or_no(run.start.dry_run));
    page.field("Backend", is_by_command(run) ? "the task's command, no model" : code_or_none(model_of(run)));
    page.field("Base", fmt::format("{} at {}", code_or_none(run.start.base_ref), code_or_none(run.start.base_commit)));
    page.field("Branch", code_or_none(branch_of(run)));
    page.field("Commit", code_or_none(commit_of(run)));
    if (run.published) add_publication(page, *run.published);
    add_figures(page, run);
    page.field("Configuration", code_or_none(run.start.config_source));
    page.gap();
}

void add_targets(Page& page, const RunSummary& run) {
    if (run.targets.empty() && !run.reranked) return;
    page.heading(2, "Targets");
    if (run.reranked) page.paragraph(markdown_line(reranked_text(run)) + ".");
    for (const TargetChosen& target : run.targets)
        page.item(markdown_code(target.path) + (target.why.empty() ? "" : ": " + markdown_line(target.why)));
    page.gap();
}

void add_warnings(Page& page, const RunSummary& run) {
    if (run.warnings.empty()) return;
    page.heading(2, "Warnings");
    for (const std::string& warning : run.warnings) page.item(markdown_line(warning));
    page.gap();
}

void add_hidden_text(Page& page, const RunSummary& run) {
    if (run.hidden_text.empty()) return;
    page.heading(2, "Hidden text");
    page.paragraph("People who read the trigger's text where it stands do not see these parts.");
    for (const HiddenTextFound& part : run.hidden_text) {
        page.paragraph("- " + markdown_line(hidden_part_title(part)));
        page.fence(part.text);
    }
}

void add_edits(Page& page, const EditsUnderstood& understood) {
    page.field("Edits", fmt::format("{}, format {}", base::count_of(understood.edits.size(), "file"), code_or_none(understood.format)));
    for (const EditRow& row : understood.edits)
        page.nested_item(fmt::format("{} +{} −{} ({})", markdown_code(row.path), row.added, row.removed, markdown_line(row.how)));
}

std::string check_line(const domain::CheckResult& check) {
    std::string line = fmt::format("{} {}", markdown_code(check.name), domain::name(check.verdict));
    if (check.verdict != domain::Verdict::not_run)
        line += fmt::format(", exit status {}, {}", check.exit_status, duration_text(check.duration.count()));
    if (!check.note.empty()) line += ": " + markdown_line(check.note);
    return line;
}

void add_checks(Page& page, const AttemptSummary& attempt) {
    page.paragraph(attempt.checks.empty() ? "**Check output:** none" : "**Check output:**");
    for (const domain::CheckResult& check : attempt.checks) {
        page.paragraph("- " + check_line(check));
        if (!base::trim(check.output).empty()) page.fence("$ " + check.command + "\n" + check.output);
    }
}

void add_attempt(Page& page, const RunSummary& run, const AttemptSummary& attempt) {
    page.heading(3, attempt_title(run, attempt));
    page.field("Phase", markdown_line(attempt.phase()));
    page.field("Error", attempt.failure ? markdown_line(attempt.failure->summary) : "");
    if (attempt.next) page.field("Next", markdown_line(next_text(*attempt.next)));
    page.field("Duration", duration_text(attempt.finished_ms - attempt.started_ms));
    if (attempt.reply) page.field("Tokens", fmt::format("{}; {}", tokens_text(attempt.reply->usage), cost_text(attempt.reply->usage)));
    if (attempt.edits)
        add_edits(page, *attempt.edits);
    else
        page.field("Edits", "");
    page.gap();
    if (attempt.failure) {
        if (!attempt.failure->problems.empty()) page.paragraph("**Problems:**");
        for (const std::string& problem : attempt.failure->problems) page.item(markdown_line(problem));
        if (!attempt.failure->problems.empty()) page.gap();
        page.folded_block("Feedback", "to the model", attempt.failure->feedback);
    }
    if (attempt.command) {
        page.paragraph("**Command:** " + check_line(*attempt.command));
        page.fence("$ " + attempt.command->command + "\n" + attempt.command->output);
        return add_checks(page, attempt);
    }
    const std::string reply = attempt.reply ? attempt.reply->text : "";
    page.folded_block("Reply", fmt::format("{} bytes", grouped(reply.size())), reply);
    add_checks(page, attempt);
}

void add_minimised(Page& page, const RunSummary& run) {
    const std::string text = minimised_text(run);
    if (text.empty()) return;
    page.heading(2, "Minimal difference");
    page.paragraph(markdown_line(text) + ".");
    for (const std::string& hunk : run.minimised->dropped) page.item(markdown_code(hunk));
    page.gap();
}

void add_proof(Page& page, const RunSummary& run) {
    const AttemptSummary* const attempt = deciding_attempt(run);
    if (!run.proof || attempt == nullptr) return;
    page.heading(2, "Proof");
    page.paragraph(proof_verdict(run, attempt));
    page.raw(proof_table(run, *attempt) + proof_of_tests(run) + proof_commands(run, *attempt));
}

void add_diagnoses(Page& page, const RunSummary& run) {
    if (run.diagnoses.empty()) return;
    page.heading(2, "Diagnoses");
    for (const Diagnosed& diagnosis : run.diagnoses) {
        page.heading(3, fmt::format("Diagnosis {}", diagnosis.cycle));
        page.block("Root cause", diagnosis.root_cause);
        page.block("New instructions", diagnosis.instructions);
    }
}

}  // namespace

std::string render_markdown(const RunSummary& run) {
    Page page;
    page.heading(1, fmt::format("proffer: {}", markdown_line(conclusion_of(run))));
    add_overview(page, run);
    page.heading(2, is_by_command(run) ? "Command" : "Instruction");
    page.fence(is_by_command(run) ? run.start.command : run.start.instruction);
    add_targets(page, run);
    add_warnings(page, run);
    add_hidden_text(page, run);
    if (!run.units.empty()) {
        page.heading(2, "Units");
        page.paragraph(units_text(run));
        page.raw(units_table(run, run.units.size()) + "\n");
    }
    if (!run.attempts.empty()) page.heading(2, "Attempts");
    for (const AttemptSummary& attempt : run.attempts) add_attempt(page, run, attempt);
    add_minimised(page, run);
    add_proof(page, run);
    add_diagnoses(page, run);
    if (run.proposal && !run.proposal->diff.empty()) {
        page.heading(2, "Proposal");
        page.fence(run.proposal->diff, "diff");
    }
    return std::move(page).text();
}

}  // namespace proffer::report
