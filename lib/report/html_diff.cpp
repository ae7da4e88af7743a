// The proposal in the HTML report: a table of lines for each file, with their numbers before and after.
#include <fmt/format.h>

#include "base/text.hpp"
#include "diff/unified.hpp"
#include "report/html_parts.hpp"
#include "report/text_sinks.hpp"

namespace proffer::report {
namespace {

using diff::FileDiff;
using diff::Hunk;
using diff::HunkLine;
using diff::LineKind;

constexpr std::size_t k_long_lines = 400;

std::string number_cell(std::size_t line) {
    return line == 0 ? "<td></td>" : fmt::format("<td>{}</td>", line);
}

void append_line(std::string& rows, const HunkLine& line) {
    const bool added = line.kind == LineKind::added;
    const std::string_view kind = line.kind == LineKind::context ? "" : added ? " class=\"added\"" : " class=\"removed\"";
    const std::string_view sign = line.kind == LineKind::context ? " " : added ? "+" : "−";
    rows += fmt::format("<tr{}>{}{}<td>{}{}</td></tr>\n", kind, number_cell(line.old_line), number_cell(line.new_line), sign,
                        html_text(line.text));
}

std::string_view note_of(const FileDiff& file) {
    if (file.binary) return "binary";
    return file.old_path.empty() ? "new" : file.new_path.empty() ? "removed" : "";
}

std::string file_html(const FileDiff& file) {
    const std::string path = file.new_path.empty() ? file.old_path : file.new_path;
    const bool is_short = file.added() + file.removed() <= k_long_lines;
    std::string html = fmt::format("<details class=\"file\"{}>\n<summary><code>{}</code> {} <span class=\"quiet\">{}</span></summary>\n",
                                   is_short ? " open" : "", html_text(path), html_counts(file.added(), file.removed()), note_of(file));
    std::string rows;
    for (const Hunk& hunk : file.hunks) {
        rows += "<tr class=\"hunk\"><td></td><td></td><td>" + html_text(hunk.header) + "</td></tr>\n";
        for (const HunkLine& line : hunk.lines) append_line(rows, line);
    }
    if (!rows.empty())
        html += fmt::format("<div class=\"scroll\" tabindex=\"0\"><table class=\"diff\" aria-label=\"changes of {}\">\n{}</table></div>\n",
                            html_text(base::visible_line(path)), rows);
    return html + "</details>\n";
}

}  // namespace

std::string html_diff(const RunSummary& run) {
    if (!run.proposal) return "";
    std::string html = fmt::format("<p><b>{}</b> <span class=\"quiet\">{} changed</span> {}</p>\n", html_text(run.proposal->title),
                                   base::count_of(run.proposal->files, "file"), html_counts(run.proposal->added, run.proposal->removed));
    for (const FileDiff& file : diff::parse_unified(run.proposal->diff)) html += file_html(file);
    return html_section("proposal", run.proposal->passed ? "Proposal" : "Proposal (its checks failed)", html);
}

}  // namespace proffer::report
