// Every figure here was measured; no word of a model's is among them but paths, names and commands, which stand in code spans.
#include "report/proof_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "report/facts.hpp"
#include "report/figures.hpp"
#include "report/html_parts.hpp"
#include "report/text_sinks.hpp"

namespace proffer::report {
namespace {

using domain::CheckResult;
using domain::Verdict;

constexpr std::size_t k_max_line_bytes = 300;
constexpr std::size_t k_max_block_bytes = 6'000;
constexpr std::size_t k_max_rows = 60;
constexpr std::size_t k_max_tests = 20;

std::string_view mark_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::passed: return "✅ passed";
        case Verdict::failed: return "❌ failed";
        case Verdict::timed_out: return "⏱ timed out";
        case Verdict::not_run: return "⏭ not run";
    }
    return "unknown";
}

const CheckResult* find_check(const std::vector<CheckResult>& results, const std::string& name) {
    const auto found = std::find_if(results.begin(), results.end(), [&](const CheckResult& result) { return result.name == name; });
    return found == results.end() ? nullptr : &*found;
}

/// "✅ passed, exit 0, 1.2 s, `9f86d081884c`".
std::string outcome_cell(const CheckResult* check) {
    if (check == nullptr) return "";
    if (check->verdict == Verdict::not_run) return std::string(mark_of(check->verdict));
    return fmt::format("{}, exit {}, {}, {}", mark_of(check->verdict), check->exit_status, duration_text(check->duration.count()),
                       markdown_cell_code(short_id(check->output_sha256)));
}

std::string plain_row(const CheckResult& check, const std::string& name, const std::string& command) {
    if (check.verdict == Verdict::not_run) return fmt::format("| {} | {} | {} | | | |\n", name, command, mark_of(check.verdict));
    return fmt::format("| {} | {} | {} | {} | {} | {} |\n", name, command, mark_of(check.verdict), check.exit_status,
                       duration_text(check.duration.count()), markdown_cell_code(short_id(check.output_sha256)));
}

std::string row(const RunSummary& run, const CheckResult& check) {
    const std::string name = markdown_cell_code(base::prefix(check.name, k_max_line_bytes));
    const std::string command = markdown_cell_code(base::prefix(check.command, k_max_line_bytes));
    if (!run.proof) return plain_row(check, name, command);
    return fmt::format("| {} | {} | {} | {} |\n", name, command, outcome_cell(find_check(run.proof->base, check.name)),
                       outcome_cell(&check));
}

std::string passed_text(std::size_t count) {
    if (count == 2) return "Both checks passed.";
    return count == 1 ? "The check passed." : fmt::format("All {} checks passed.", count);
}

/// The statement holds names of checks, and nothing of a model's.
std::string statement_of(const Proved& proof) {
    return markdown_line(base::prefix(proof.statement, k_max_line_bytes));
}

std::string named_list(std::string_view title, const std::vector<std::string>& names) {
    if (names.empty()) return "";
    std::string text = fmt::format("{}\n\n", title);
    for (std::size_t i = 0; i < names.size() && i < k_max_tests; ++i)
        text += "- " + markdown_code(base::prefix(names[i], k_max_line_bytes)) + "\n";
    if (names.size() > k_max_tests) text += fmt::format("- … and {} more\n", names.size() - k_max_tests);
    return text + "\n";
}

std::string trial_line(std::string_view title, const std::vector<CheckResult>& results) {
    if (results.empty()) return "";
    std::string text = fmt::format("{}: ", title);
    for (std::size_t i = 0; i < results.size() && i < k_max_rows; ++i)
        text += fmt::format("{}{} {}", i == 0 ? "" : "; ", markdown_code(base::prefix(results[i].name, k_max_line_bytes)),
                            outcome_cell(&results[i]));
    return text + ".\n\n";
}

std::string commands_of(const std::vector<CheckResult>& checks) {
    std::string commands;
    for (std::size_t i = 0; i < checks.size() && i < k_max_rows; ++i) commands += checks[i].command + "\n";
    return commands;
}

bool asks_for_tests(const Proved& proof) {
    return !proof.new_tests.empty() && !proof.test_files.empty();
}

std::string html_outcome(const CheckResult* check) {
    if (check == nullptr) return "";
    const std::string_view kind = check->verdict == Verdict::passed ? "good" : check->verdict == Verdict::not_run ? "plain" : "bad";
    std::string html = html_badge(kind, domain::name(check->verdict));
    if (check->verdict == Verdict::not_run) return html;
    return html + fmt::format(" <span class=\"quiet\">exit status {}, {}, sha256 <code>{}</code></span>", check->exit_status,
                              duration_text(check->duration.count()), html_text(short_id(check->output_sha256)));
}

std::string html_checks(std::string_view title, const std::vector<CheckResult>& results) {
    std::string html;
    for (const CheckResult& check : results)
        html += fmt::format("<p><b>{}</b> <code>{}</code> {}: {}</p>\n", html_text(check.name), html_text(check.command), title,
                            html_outcome(&check));
    return html;
}

std::string html_list(std::string_view title, const std::vector<std::string>& names) {
    std::string rows;
    for (const std::string& name : names) rows += "<li>" + html_text(name) + "</li>\n";
    return rows.empty() ? "" : fmt::format("<p>{}</p>\n<ul>\n{}</ul>\n", title, rows);
}

void write_outcome(json::Writer& writer, std::string_view key, const CheckResult* check) {
    writer.key(key);
    if (check == nullptr) {
        writer.null();
        return;
    }
    writer.begin_object().member("command", check->command).member("verdict", domain::name(check->verdict)).key("exit_status");
    if (check->verdict == Verdict::not_run)
        writer.null();
    else
        writer.value(check->exit_status);
    writer.member("duration_ms", static_cast<std::int64_t>(check->duration.count())).member("output_sha256", check->output_sha256);
    writer.member("output_bytes", check->output_bytes).member("note", check->note).end_object();
}

void write_list(json::Writer& writer, std::string_view key, const std::vector<std::string>& texts) {
    writer.key(key).begin_array();
    for (const std::string& text : texts) writer.value(text);
    writer.end_array();
}

}  // namespace

std::string proof_verdict(const RunSummary& run, const AttemptSummary* attempt) {
    if (attempt == nullptr || (attempt->checks.empty() && attempt->passed)) return "**No check is configured: nothing has been proved.**";
    const std::vector<CheckResult>& checks = proposal_checks(run, *attempt);
    const bool passed = run.proposal ? run.proposal->passed : attempt->passed;
    const auto ran = static_cast<std::size_t>(
        std::count_if(checks.begin(), checks.end(), [](const CheckResult& check) { return check.verdict != Verdict::not_run; }));
    const bool all_passed = ran > 0 && std::all_of(checks.begin(), checks.end(), [](const CheckResult& check) {
                                return check.verdict == Verdict::passed || check.verdict == Verdict::not_run;
                            });
    if (!passed && all_passed && run.proof && !run.proof->proved)
        return fmt::format("**Not proved: this is a draft for people to look at.** The checks pass, but {}.", statement_of(*run.proof));
    if (!passed) return "**Checks failed: this is a draft for people to look at.**";
    if (checks.empty()) return "**No check is configured: nothing has been proved.**";
    if (ran == 0) return "**No check had anything to look at: nothing has been proved.**";
    const std::string skipped = ran < checks.size() ? fmt::format(" {} not run.", checks.size() - ran) : "";
    std::string text = fmt::format("**{}**{}", passed_text(ran), skipped);
    if (run.proof) text += " " + statement_of(*run.proof) + ".";
    return text;
}

std::string proof_table(const RunSummary& run, const AttemptSummary& attempt) {
    std::string table = run.proof ? "| Check | Command | On the base commit | On the proposal |\n|---|---|---|---|\n"
                                  : "| Check | Command | Verdict | Exit | Time | Output |\n|---|---|---|---|---|---|\n";
    const std::vector<CheckResult>& checks = proposal_checks(run, attempt);
    for (std::size_t i = 0; i < checks.size() && i < k_max_rows; ++i) table += row(run, checks[i]);
    if (!run.proof) return table + "\n\"Output\" is the start of the SHA-256 of what the check printed.\n\n";
    return table +
           "\nEach side ran in a clean workspace of its own; the last figure is the start of the SHA-256 of what the check printed.\n\n";
}

std::string proof_of_tests(const RunSummary& run) {
    if (!run.proof) return "";
    const Proved& proof = *run.proof;
    std::string text = trial_line("With the tests of the base commit, the proposal's code", proof.base_tests);
    text += trial_line("With the proposal's tests, the code of the base commit", proof.new_tests);
    text += named_list("New tests:", proof.tests.added);
    text += named_list("Changed tests:", proof.tests.changed);
    return text + named_list("**Tests may be weaker than before** (the configuration lets the task edit tests):", proof.tests.findings);
}

std::string proof_commands(const RunSummary& run, const AttemptSummary& attempt) {
    std::string commands;
    const std::string branch = branch_of(run);
    if (!branch.empty()) commands += fmt::format("git fetch origin {0} && git checkout --detach FETCH_HEAD\n", base::shell_quote(branch));
    commands += commands_of(proposal_checks(run, attempt));
    if (run.proof && !run.start.base_commit.empty()) {
        commands += fmt::format("git checkout --detach {}\n", base::shell_quote(run.start.base_commit)) + commands_of(run.proof->base);
        if (asks_for_tests(*run.proof)) {
            commands += "git checkout FETCH_HEAD --";
            for (std::size_t i = 0; i < run.proof->test_files.size() && i < k_max_tests; ++i)
                commands += " " + base::shell_quote(run.proof->test_files[i]);
            commands += "\n" + commands_of(run.proof->new_tests);
        }
    }
    return "Repeat it:\n\n" + markdown_block(base::head_and_tail(commands, k_max_block_bytes), "sh") + "\n";
}

std::string proof_html(const RunSummary& run) {
    if (!run.proof) return "";
    const Proved& proof = *run.proof;
    std::string html = fmt::format("<p>{} {}</p>\n", html_badge(proof.proved ? "good" : "bad", proof.proved ? proof.kind : "not proved"),
                                   html_text(proof.statement));
    html += html_checks("on the base commit", proof.base);
    if (const AttemptSummary* attempt = deciding_attempt(run)) html += html_checks("on the proposal", proposal_checks(run, *attempt));
    html += html_checks("on the proposal's code with the tests of the base commit", proof.base_tests);
    html += html_checks("on the code of the base commit with the proposal's tests", proof.new_tests);
    html += html_list("New tests", proof.tests.added) + html_list("Changed tests", proof.tests.changed);
    return html_section("proof", "Proof", html + html_list("Tests may be weaker than before", proof.tests.findings));
}

void write_proof(json::Writer& writer, const RunSummary& run) {
    writer.key("proof");
    if (!run.proof) {
        writer.null();
        return;
    }
    const Proved& proof = *run.proof;
    writer.begin_object().member("kind", proof.kind).member("proved", proof.proved).member("statement", proof.statement);
    writer.key("checks").begin_array();
    const AttemptSummary* attempt = deciding_attempt(run);
    for (const CheckResult& base : proof.base) {
        writer.begin_object().member("name", base.name);
        write_outcome(writer, "base", &base);
        write_outcome(writer, "proposal", attempt == nullptr ? nullptr : find_check(proposal_checks(run, *attempt), base.name));
        write_outcome(writer, "base_tests", find_check(proof.base_tests, base.name));
        write_outcome(writer, "new_tests", find_check(proof.new_tests, base.name));
        writer.end_object();
    }
    writer.end_array().key("tests").begin_object();
    write_list(writer, "files", proof.test_files);
    write_list(writer, "added", proof.tests.added);
    write_list(writer, "changed", proof.tests.changed);
    write_list(writer, "findings", proof.tests.findings);
    writer.end_object().end_object();
}

std::string units_table(const RunSummary& run, std::size_t most_rows) {
    constexpr std::size_t k_most_bytes = 300;
    std::string table = "| number | unit | conclusion | why |\n|---|---|---|---|\n";
    std::size_t rows = 0;
    const auto add = [&](const UnitSummary& unit) {
        if (rows++ >= most_rows) return;
        table += fmt::format("| {} | {} | {} | {} |\n", unit.number, markdown_cell_code(base::prefix(unit.end.name, k_most_bytes)),
                             markdown_cell_code(unit.end.conclusion),
                             unit.end.message.empty() ? "" : markdown_cell_code(base::prefix(unit.end.message, k_most_bytes)));
    };
    for (const UnitSummary& unit : run.units)
        if (!ended_well(unit)) add(unit);
    for (const UnitSummary& unit : run.units)
        if (ended_well(unit)) add(unit);
    if (rows > most_rows) table += fmt::format("\n… and {} more\n", rows - most_rows);
    return table;
}

}  // namespace proffer::report
