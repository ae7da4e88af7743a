// pull-request.json, and the body that people read on the forge.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "diff/unified.hpp"
#include "report/facts.hpp"
#include "report/figures.hpp"
#include "report/proof_parts.hpp"
#include "report/pull_request_json.hpp"
#include "report/render.hpp"
#include "report/text_sinks.hpp"

namespace proffer::report {
namespace {

constexpr std::size_t k_max_body_bytes = 60'000;  // GitHub takes 65,536 characters
constexpr std::size_t k_max_block_bytes = 6'000;
constexpr std::size_t k_max_line_bytes = 300;
constexpr std::size_t k_max_rows = 60;

struct ChangedFile {
    std::string path;
    std::uint64_t added = 0, removed = 0;
    std::string_view note;
};

struct Changes {
    std::vector<ChangedFile> files;
    std::uint64_t added = 0, removed = 0;
};

ChangedFile changed_file(const diff::FileDiff& file) {
    const std::string_view note = file.binary ? "binary" : file.old_path.empty() ? "new" : file.new_path.empty() ? "removed" : "";
    return {file.new_path.empty() ? file.old_path : file.new_path, file.added(), file.removed(), note};
}

/// From the proposal's diff, or from the edits of the attempt that made it while there is no proposal yet.
Changes changes_of(const RunSummary& run) {
    Changes changes;
    const AttemptSummary* const attempt = deciding_attempt(run);
    if (run.proposal) {
        for (const diff::FileDiff& file : diff::parse_unified(run.proposal->diff)) changes.files.push_back(changed_file(file));
    } else if (attempt != nullptr && attempt->edits) {
        for (const EditRow& row : attempt->edits->edits) changes.files.push_back({row.path, row.added, row.removed, ""});
    }
    for (const ChangedFile& file : changes.files) {
        changes.added += file.added;
        changes.removed += file.removed;
    }
    return changes;
}

std::string asked_section(const RunSummary& run) {
    if (is_by_command(run))
        return "## What was asked\n\nThe task's command makes the change:\n\n" +
               markdown_block(base::head_and_tail(run.start.command, k_max_block_bytes)) + "\n";
    const std::string instruction = base::head_and_tail(run.start.instruction, k_max_block_bytes);
    return "## What was asked\n\n" + markdown_block(base::trim(instruction)) + "\n";
}

std::string changes_section(const RunSummary& run) {
    const Changes changes = changes_of(run);
    std::string section = fmt::format("## What changed\n\n{} changed, +{} −{}\n\n", base::count_of(changes.files.size(), "file"),
                                      grouped(changes.added), grouped(changes.removed));
    for (std::size_t i = 0; i < changes.files.size() && i < k_max_rows; ++i) {
        const ChangedFile& file = changes.files[i];
        section += fmt::format("- {} +{} −{}{}{}\n", markdown_code(base::prefix(file.path, k_max_line_bytes)), file.added, file.removed,
                               file.note.empty() ? "" : ", ", file.note);
    }
    if (changes.files.size() > k_max_rows) section += fmt::format("- … and {} more\n", changes.files.size() - k_max_rows);
    return section + "\n";
}

/// After the files, which it explains.
std::string units_section(const RunSummary& run) {
    if (run.units.empty()) return "";
    return "## Units\n\n" + units_text(run) + "\n\n" + units_table(run, k_max_rows) + "\n";
}

std::string failure_lines(const AttemptSummary& attempt) {
    if (!attempt.failure) return "";
    std::string lines = "What stopped it: " + markdown_line(base::prefix(attempt.failure->summary, k_max_line_bytes)) + "\n\n";
    const auto& problems = attempt.failure->problems;
    for (std::size_t i = 0; i < problems.size() && i < k_max_rows; ++i)
        lines += "- " + markdown_line(base::prefix(problems[i], k_max_line_bytes)) + "\n";
    return problems.empty() ? lines : lines + "\n";
}

std::string proof_section(const RunSummary& run) {
    const AttemptSummary* const attempt = deciding_attempt(run);
    std::string section = "## What was proved\n\n" + proof_verdict(run, attempt) + "\n\n";
    if (attempt == nullptr) return section;
    section += failure_lines(*attempt);
    if (proposal_checks(run, *attempt).empty()) return section;
    return section + proof_table(run, *attempt) + proof_of_tests(run) + proof_commands(run, *attempt);
}

std::string short_code(std::string_view text) {
    return markdown_code(base::prefix(text, k_max_line_bytes));
}

std::string attempts_text(const RunSummary& run) {
    std::string text = std::to_string(run.attempt_count());
    if (run.diagnoses.size() == 1) text += ", with one new start after a diagnosis";
    if (run.diagnoses.size() > 1) text += fmt::format(", with {} new starts after diagnoses", run.diagnoses.size());
    return text;
}

std::string origin_section(const RunSummary& run) {
    std::string section = "## How it was made\n\n";
    const auto add = [&section](std::string_view label, std::string_view value) { section += fmt::format("- {}: {}\n", label, value); };
    if (is_by_command(run)) {
        add("Made by", "the task's command, which ran in a copy of the base commit; no model was asked");
    } else {
        add("Model", short_code(model_of(run)));
        add("Attempts", attempts_text(run));
    }
    if (const std::string hidden = hidden_text_of(run); !hidden.empty())
        add("Hidden text", markdown_line(base::prefix(hidden, k_max_line_bytes)) + " left out of the prompt; the report shows it");
    if (const std::string smaller = minimised_text(run); !smaller.empty())
        add("Minimal difference", markdown_line(smaller) + "; the report lists them");
    if (!is_by_command(run)) {
        add("Tokens", tokens_text(run.usage));
        add("Cost", cost_text(run.usage));
    }
    const std::string walls = run.isolation ? run.isolation->text() : "none";
    add("Isolation of the checks", markdown_line(base::prefix(walls, k_max_line_bytes)));
    if (!run.start.base_commit.empty()) {
        const std::string ref = run.start.base_ref.empty() ? "" : " of " + short_code(run.start.base_ref);
        add("Base", short_code(short_id(run.start.base_commit)) + ref);
    }
    if (run.proposal && !run.proposal->tree.empty()) add("Tree of the proposal", short_code(short_id(run.proposal->tree)));
    return section + "\n";
}

std::string disclosure(const RunSummary& run) {
    const std::string version = markdown_line(base::prefix(run.start.proffer_version, k_max_line_bytes));
    if (is_by_command(run)) return fmt::format("Proposed by proffer {} with a command and no model; a person should review it.\n", version);
    return fmt::format("Proposed by proffer {} with {}; a person should review it.\n", version, short_code(model_of(run)));
}

}  // namespace

std::string render_pull_request_body(const RunSummary& run) {
    struct Section {
        std::string_view name;
        std::string text;
        bool fits;
    };
    std::array sections = {Section{"what was asked", asked_section(run), false},
                           Section{"what changed", changes_section(run) + units_section(run), false},
                           Section{"what was proved", proof_section(run), false}};
    const std::string tail = origin_section(run) + disclosure(run);
    std::size_t room = k_max_body_bytes - std::min(k_max_body_bytes, tail.size() + 300);
    // Each section is complete or absent: a cut inside one could leave a fence open. The proof is the last to go.
    for (const std::size_t i : {2U, 1U, 0U}) {
        sections[i].fits = sections[i].text.size() <= room;
        if (sections[i].fits) room -= sections[i].text.size();
    }
    std::string body, left_out;
    for (const Section& section : sections) {
        if (section.fits)
            body += section.text;
        else
            left_out += (left_out.empty() ? "" : ", ") + std::string(section.name);
    }
    if (!left_out.empty()) body += fmt::format("Left out here, because it is too long: {}. The report has all of it.\n\n", left_out);
    return body + tail;
}

void write_pull_request(json::Writer& writer, const RunSummary& run) {
    const ProposalMade& proposal = *run.proposal;
    const Published published = run.published.value_or(Published{});
    const auto optional = [&writer](std::string_view key, const std::string& text) {
        writer.key(key);
        if (text.empty())
            writer.null();
        else
            writer.value(text);
    };
    const auto list = [&writer](std::string_view key, const std::vector<std::string>& texts) {
        writer.key(key).begin_array();
        for (const std::string& text : texts) writer.value(text);
        writer.end_array();
    };
    writer.begin_object();
    writer.member("title", proposal.title).member("body", proposal.body);
    optional("base", run.start.base_ref);
    optional("branch", branch_of(run));
    optional("head_sha", commit_of(run));
    writer.member("draft", proposal.draft);
    list("labels", proposal.labels);
    list("assignees", proposal.assignees);
    list("reviewers", proposal.reviewers);
    list("team_reviewers", proposal.team_reviewers);
    optional("milestone", proposal.milestone);
    optional("operation", published.operation);
    writer.key("number");
    if (published.pull_request_number > 0)
        writer.value(published.pull_request_number);
    else
        writer.null();
    optional("url", published.pull_request_url);
    optional("compare_url", published.compare_url);
    optional("forge", published.forge);
    optional("rung", published.rung);
    writer.end_object();
}

std::string render_pull_request(const RunSummary& run) {
    json::Writer writer(json::Style::pretty);
    if (run.proposal)
        write_pull_request(writer, run);
    else
        writer.null();
    return writer.text() + "\n";
}

}  // namespace proffer::report
