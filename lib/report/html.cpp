// The run as one HTML page without script. Everything that comes from outside passes html_text.
#include <fmt/format.h>

#include "base/text.hpp"
#include "report/facts.hpp"
#include "report/figures.hpp"
#include "report/html_parts.hpp"
#include "report/proof_parts.hpp"
#include "report/render.hpp"
#include "report/text_sinks.hpp"

namespace proffer::report {
namespace {

std::string code(std::string_view text) {
    return "<code>" + html_text(text) + "</code>";
}

/// A link for web addresses, else plain text.
std::string link(std::string_view url, std::string_view text) {
    if (!is_web_address(url)) return code(url);
    return fmt::format("<a href=\"{}\" rel=\"noopener noreferrer\">{}</a>", html_text(url), html_text(text));
}

class Facts {
 public:
    /// `value` is HTML; an empty one is left out.
    void add(std::string_view label, std::string_view value) {
        if (!value.empty()) rows_ += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", label, value);
    }
    [[nodiscard]] std::string html() const { return "<dl class=\"facts\">\n" + rows_ + "</dl>\n"; }

 private:
    std::string rows_;
};

std::string code_or_nothing(std::string_view text) {
    return text.empty() ? "" : code(text);
}

std::string base_and_branch(const RunSummary& run) {
    const std::string from = code_or_nothing(run.start.base_ref.empty() ? short_id(run.start.base_commit) : run.start.base_ref);
    const std::string branch = branch_of(run);
    return branch.empty() ? from : from + " → " + code(branch);
}

std::string cycles_text(const RunSummary& run) {
    if (run.diagnoses.empty()) return std::to_string(run.attempt_count());
    return fmt::format("{} <span class=\"quiet\">({} after diagnosis)</span>", run.attempt_count(),
                       run.diagnoses.size() == 1 ? "one new start" : fmt::format("{} new starts", run.diagnoses.size()));
}

std::string facts_html(const RunSummary& run) {
    Facts facts;
    facts.add("Branch", base_and_branch(run));
    facts.add("Commit", code_or_nothing(short_id(commit_of(run))));
    facts.add("Model", is_by_command(run) ? "none, the task's command" : code_or_nothing(model_of(run)));
    facts.add("Attempts", cycles_text(run));
    facts.add("Tokens", html_text(tokens_text(run.usage)));
    facts.add("Cost", html_text(cost_text(run.usage)));
    facts.add("Duration", html_text(duration_text(duration_ms_of(run))));
    facts.add("Isolation", run.isolation ? html_text(run.isolation->text()) : "none");
    facts.add("Triggered by", html_text(run.start.trigger));
    facts.add("Configuration", html_text(run.start.config_source));
    if (run.start.dry_run) facts.add("Dry run", "yes: nothing was pushed");
    return facts.html();
}

std::string header_html(const RunSummary& run) {
    const std::string_view kind = ended_well(run) ? "good" : run.finish ? "bad" : "warn";
    const std::string task = run.start.task.empty() ? "run" : run.start.task;
    std::string html = fmt::format("<header class=\"{}\">\n<p class=\"kicker\">proffer {} · {}</p>\n", kind,
                                   html_text(run.start.proffer_version), minute_of(run.started_ms));
    html += fmt::format("<h1>{} {}</h1>\n", html_text(task), html_badge(kind, conclusion_of(run)));
    const std::string why = run.finish ? run.finish->message : "The run was killed; this is what had happened.";
    if (!why.empty()) html += fmt::format("<p class=\"why\">{}</p>\n", html_text(why));
    return html + facts_html(run) + "</header>\n";
}

std::string next_html(const RunSummary& run) {
    std::string html = "<p>" + html_text(next_step_of(run)) + "</p>\n";
    if (run.published && is_web_address(run.published->pull_request_url))
        html += "<p>" + link(run.published->pull_request_url, "Open the pull request") + "</p>\n";
    if (run.finish) html += html_output("Error", run.finish->error, Fold::open);
    return html_section("next", "What to do next", html);
}

std::string targets_html(const RunSummary& run) {
    std::string rows;
    for (const TargetChosen& target : run.targets)
        rows += fmt::format("<li>{} <span class=\"quiet\">{}</span></li>\n", code(target.path), html_text(target.why));
    std::string html = rows.empty() ? "" : "<ul class=\"plain\">\n" + rows + "</ul>\n";
    if (run.reranked) html = "<p>" + html_text(reranked_text(run)) + ".</p>\n" + html;
    return html_section("targets", "Targets", html);
}

std::string warnings_html(const RunSummary& run) {
    std::string rows;
    for (const std::string& warning : run.warnings) rows += "<li>" + html_text(warning) + "</li>\n";
    if (run.isolation && !run.isolation->reason.empty()) rows += "<li>isolation: " + html_text(run.isolation->reason) + "</li>\n";
    return html_section("warnings", "Warnings", rows.empty() ? "" : "<ul>\n" + rows + "</ul>\n");
}

std::string hidden_text_html(const RunSummary& run) {
    std::string parts;
    for (const HiddenTextFound& part : run.hidden_text) parts += html_output(hidden_part_title(part), part.text, Fold::open);
    const std::string why = "<p>People who read the trigger's text where it stands do not see these parts.</p>\n";
    return html_section("hidden-text", "Hidden text", parts.empty() ? "" : why + parts);
}

std::string minimised_html(const RunSummary& run) {
    const std::string text = minimised_text(run);
    if (text.empty()) return "";
    std::string rows;
    for (const std::string& hunk : run.minimised->dropped) rows += "<li>" + code(hunk) + "</li>\n";
    return html_section("minimal", "Minimal difference", fmt::format("<p>{}.</p>\n<ul>\n{}</ul>\n", html_text(text), rows));
}

std::string publication_html(const RunSummary& run) {
    if (!run.published) return "";
    const Published& published = *run.published;
    Facts facts;
    facts.add("Published as", html_text(published.rung));
    facts.add("Forge", html_text(published.forge));
    const std::string number =
        published.pull_request_number > 0 ? fmt::format("#{}", published.pull_request_number) : published.pull_request_url;
    if (!published.pull_request_url.empty())
        facts.add("Pull request", link(published.pull_request_url, number) + " " + html_text(published.operation));
    if (!published.compare_url.empty()) facts.add("Compare", link(published.compare_url, "compare with the base"));
    facts.add("Remote", code_or_nothing(published.remote));
    facts.add("Branch", code_or_nothing(published.branch));
    facts.add("Commit", code_or_nothing(published.commit));
    return html_section("publication", "Publication", facts.html());
}

std::string units_html(const RunSummary& run) {
    if (run.units.empty()) return "";
    std::string rows;
    for (const UnitSummary& unit : run.units)
        rows +=
            fmt::format("<tr><td>{}</td><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td></tr>\n", unit.number,
                        html_text(base::visible_line(unit.end.name)), html_badge(ended_well(unit) ? "good" : "bad", unit.end.conclusion),
                        duration_text(unit.end.duration_ms), html_text(base::visible_line(unit.end.message)));
    return html_section("units", "Units",
                        "<p>" + units_text(run) +
                            "</p>\n<table "
                            "class=\"units\">\n<thead><tr><th>Number</th><th>Unit</th><th>Conclusion</th><th>Time</th><th>Why</th></tr></"
                            "thead>\n<tbody>\n" +
                            rows + "</tbody>\n</table>\n");
}

std::string instruction_html(const RunSummary& run) {
    if (is_by_command(run)) return html_section("instruction", "Command", html_output("Command", run.start.command, Fold::open));
    return html_section("instruction", "Instruction", html_output("Instruction", run.start.instruction, Fold::open));
}

/// No script at all, and nothing that would load.
std::string head_html(const RunSummary& run) {
    const std::string title = html_text(base::visible_line("proffer: " + conclusion_of(run) + " · " + run.start.task));
    std::string html = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
    html +=
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
        "form-action 'none'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n";
    return html + "<title>" + title + "</title>\n<style>\n" + std::string(html_style()) + "</style>\n</head>\n";
}

}  // namespace

std::string html_badge(std::string_view kind, std::string_view text) {
    return fmt::format("<span class=\"badge {}\">{}</span>", kind, html_text(base::visible_line(text)));
}

std::string html_counts(std::uint64_t added, std::uint64_t removed) {
    return fmt::format("<span class=\"counts\"><ins>+{}</ins> <del>−{}</del></span>", added, removed);
}

std::string html_output(std::string_view summary, std::string_view text, Fold fold) {
    constexpr std::size_t k_long_lines = 40;
    const std::string_view shown = base::trim_right(text);
    if (shown.empty()) return "";
    const std::size_t lines = base::split_lines(shown).size();
    const std::string block = "<pre tabindex=\"0\">" + html_text(shown) + "</pre>\n";
    if (fold == Fold::open && lines <= k_long_lines) return block;
    return fmt::format("<details class=\"output\"><summary>{} <span class=\"quiet\">{}</span></summary>\n{}</details>\n",
                       html_text(summary), base::count_of(lines, "line"), block);
}

std::string html_section(std::string_view id, std::string_view title, std::string_view content) {
    if (content.empty()) return "";
    return fmt::format("<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">{1}</h2>\n{2}</section>\n", id, title,
                       content);
}

std::string render_html(const RunSummary& run) {
    std::string html = head_html(run) + "<body>\n<main>\n" + header_html(run);
    html += next_html(run) + warnings_html(run) + hidden_text_html(run) + proof_html(run) + minimised_html(run) + instruction_html(run) +
            targets_html(run) + units_html(run) + html_attempts(run) + html_diff(run);
    html += publication_html(run);
    return html + "</main>\n<footer>A machine proposed this; a person should review it.</footer>\n</body>\n</html>\n";
}

}  // namespace proffer::report
