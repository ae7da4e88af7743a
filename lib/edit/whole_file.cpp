// Whole files: checks against elision and truncation, then only the differing lines change.
#include "edit/whole_file.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "edit/elision.hpp"
#include "edit/ladder.hpp"
#include "edit/reasons.hpp"
#include "edit/reply_lines.hpp"

namespace proffer::edit {
namespace {

using Lines = std::vector<std::string_view>;

/// Blank lines round a body come from how its tags were set, unless the file had them too.
Lines without_added_edges(Lines lines, const Lines& old_lines) {
    const auto ends_blank = [](const Lines& all) { return !all.empty() && is_blank(all.back()); };
    if (!old_lines.empty() && !ends_blank(old_lines))
        while (ends_blank(lines)) lines.pop_back();
    if (!old_lines.empty() && !is_blank(old_lines.front()))
        lines.erase(lines.begin(), std::find_if_not(lines.begin(), lines.end(), is_blank));
    return lines;
}

Lines texts_of(const FileText& file) {
    Lines lines;
    lines.reserve(file.size());
    for (const FileLine& line : file.lines()) lines.push_back(line.text);
    return lines;
}

}  // namespace

bool is_too_large(std::string_view text) {
    return text.size() > k_most_file_bytes || static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) > k_most_file_lines;
}

std::optional<Problem> judge_whole_file(const Lines& old_lines, const Lines& lines, diff::Effort& effort) {
    constexpr std::size_t k_long_enough_to_judge = 20;
    if (std::all_of(lines.begin(), lines.end(), is_blank) && !std::all_of(old_lines.begin(), old_lines.end(), is_blank))
        return Problem{"", k_empty, "the new file is empty; to remove a file, say so in the format's own words"};
    if (const std::string_view elision = find_elision(old_lines, lines, effort); !elision.empty()) {
        return Problem{"", k_elided,
                       "'" + base::visible_line(base::prefix(base::trim(elision), 80)) +
                           "' stands in for lines of the file; write out the whole file"};
    }
    if (old_lines.size() >= k_long_enough_to_judge && lines.size() * 2 < old_lines.size()) {
        return Problem{"", k_too_short,
                       "the new file has " + base::count_of(lines.size(), "line") + " where the old one has " +
                           std::to_string(old_lines.size()) + "; write out the whole file"};
    }
    return {};
}

bool ends_at_own_fence(const FileText& file, std::string_view body) {
    const auto is_fence = [](std::string_view line) { return parse_fence(line).has_value(); };
    const Lines old_lines = texts_of(file), lines = lines_of(body);
    if (std::count_if(lines.begin(), lines.end(), is_fence) >= std::count_if(old_lines.begin(), old_lines.end(), is_fence)) return false;
    const auto last = std::find_if_not(lines.rbegin(), lines.rend(), is_blank);
    if (last == lines.rend()) return false;
    std::string_view above;  // the last line with text
    for (const std::string_view line : old_lines) {
        if (is_fence(line) && above == *last) return true;
        if (!is_blank(line)) above = line;
    }
    return false;
}

std::string new_file(std::string_view body) {
    std::string content;
    for (const std::string_view line : base::split_lines(body)) {
        content += without_line_end(line);
        content += '\n';
    }
    return content;
}

std::optional<Problem> replace_whole(FileText& file, std::string_view body, diff::Effort& effort) {
    const Lines old_lines = texts_of(file);
    const Lines lines = without_added_edges(lines_of(body), old_lines);
    if (std::optional<Problem> problem = judge_whole_file(old_lines, lines, effort)) return problem;
    if (!lay_on(file, Place{0, old_lines, lines, Looseness::canonical}, effort))
        return Problem{"", k_encoding, "the file is not UTF-8; keep to ASCII in the lines you change"};
    return {};
}

bool is_markdown(std::string_view path) {
    const std::string name = base::to_lower(path);
    constexpr std::array<std::string_view, 7> k_extensions = {".md", ".markdown", ".mdx", ".rst", ".mdown", ".qmd", ".rmd"};
    return std::any_of(k_extensions.begin(), k_extensions.end(), [&](std::string_view extension) { return name.ends_with(extension); });
}

}  // namespace proffer::edit
