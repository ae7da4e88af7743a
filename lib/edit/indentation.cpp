// Even indentation shifts, over all lines or on the first line only.
#include "edit/indentation.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "edit/reply_lines.hpp"

namespace proffer::edit {
namespace {

struct Difference {
    std::string_view wrong;
    std::string_view right;
    friend bool operator==(const Difference&, const Difference&) = default;
};

/// What the indentation of one line and the file's differ in, without the end they share.
Difference difference_of(std::string_view line, std::string_view file_line) {
    std::string_view wrong = indentation(line), right = indentation(file_line);
    while (!wrong.empty() && !right.empty() && wrong.back() == right.back()) {
        wrong.remove_suffix(1);
        right.remove_suffix(1);
    }
    return {wrong, right};
}

bool same_but_for_indentation(std::string_view line, std::string_view file_line, Looseness looseness, Undecodable undecodable) {
    return same_line(line.substr(indentation(line).size()), file_line.substr(indentation(file_line).size()), looseness, undecodable);
}

bool only_of(std::string_view text, char c) {
    return text.find_first_not_of(c) == std::string_view::npos;
}

/// Tabs put for blanks (or the other way round) leave deeper lines with a mixture; those cannot be put right.
bool mixes_blanks(const Shift& shift, std::string_view rest) {
    if (shift.wrong.empty() || shift.right.empty() || rest.empty()) return false;
    return !only_of(rest, shift.right.front());
}

std::vector<std::string_view> lines_with_text(const std::vector<std::string_view>& lines) {
    std::vector<std::string_view> with_text;
    std::copy_if(lines.begin(), lines.end(), std::back_inserter(with_text), [](std::string_view line) { return !is_blank(line); });
    return with_text;
}

/// The least indentation of all lines but the first.
std::size_t least_below_first(const std::vector<std::string_view>& with_text) {
    std::size_t least = std::string_view::npos;
    for (std::size_t i = 1; i < with_text.size(); ++i) least = std::min(least, indentation(with_text[i]).size());
    return least;
}

/// Do lines of the old text come back in the new one only without the indentation that the first old line lost?
bool all_lost_theirs(const Shift& shift, const std::vector<std::string_view>& old_text, const std::vector<std::string_view>& new_text) {
    const std::set<std::string_view> old_lines(old_text.begin() + 1, old_text.end());
    bool any_lost = false;
    for (std::size_t i = 1; i < new_text.size(); ++i) {
        if (old_lines.count(new_text[i]) != 0) return false;
        any_lost = any_lost || old_lines.count(std::string(shift.right) + std::string(new_text[i])) != 0;
    }
    return any_lost;
}

/// Where only the first line lost its indentation, the others are right: new ones further out than the whole old text lost theirs too.
bool others_are_right(const Shift& shift, const std::vector<std::string_view>& old_lines, const std::vector<std::string_view>& new_lines) {
    const std::vector<std::string_view> old_text = lines_with_text(old_lines), new_text = lines_with_text(new_lines);
    const std::size_t first = indentation(old_text.front()).size() - shift.wrong.size() + shift.right.size();
    return least_below_first(new_text) >= std::min(first, least_below_first(old_text)) && !all_lost_theirs(shift, old_text, new_text);
}

char last_character(std::string_view line) {
    const std::size_t last = line.find_last_not_of(" \t\r");
    return last == std::string_view::npos ? ' ' : line[last];
}

/// May a line indented `to` follow `line`, indented `from`? After an opener one level deeper, else not deeper.
bool may_follow(std::string_view line, std::size_t from, std::size_t to, std::size_t unit) {
    const char last = last_character(line);
    if (last == ':' || last == '{') return to == from + unit;
    if (std::string_view(",([\\=+-*/|&").find(last) != std::string_view::npos) return to > from;
    return to <= from;
}

}  // namespace

std::optional<Shift> find_shift(const std::vector<std::string_view>& lines, const std::vector<std::string_view>& file_lines,
                                Looseness looseness, Undecodable undecodable) {
    std::optional<Difference> first, rest;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (is_blank(lines[i]) && is_blank(file_lines[i])) continue;
        if (!same_but_for_indentation(lines[i], file_lines[i], looseness, undecodable)) return {};
        const Difference difference = difference_of(lines[i], file_lines[i]);
        if (!first)
            first = difference;
        else if (!rest)
            rest = difference;
        else if (difference != *rest)
            return {};
    }
    if (!first) return {};
    const Difference none;
    if (!rest || *rest == *first) {
        if (*first == none) return {};
        return Shift{first->wrong, first->right, false};
    }
    if (*rest != none) return {};
    return Shift{first->wrong, first->right, true};
}

std::optional<Shift> shift_of_new_lines(const Shift& shift, const std::vector<std::string_view>& old_lines,
                                        const std::vector<std::string_view>& new_lines, const std::function<std::size_t()>& unit) {
    if (shift.first_line_only) return others_are_right(shift, old_lines, new_lines) ? std::optional(shift) : std::nullopt;
    if (!shift.wrong.empty() || lines_with_text(old_lines).size() > 1) return shift;
    const std::vector<std::string_view> with_text = lines_with_text(new_lines);
    if (with_text.size() < 2) return shift;
    const bool others_are_deep = std::all_of(with_text.begin() + 1, with_text.end(),
                                             [&](std::string_view line) { return indentation(line).starts_with(shift.right); });
    if (!others_are_deep) return shift;
    Shift first_only = shift;
    first_only.first_line_only = true;
    if (!indentation(with_text[0]).empty()) return first_only;
    const std::size_t first = shift.right.size();
    const std::size_t next = indentation(with_text[1]).size();
    const std::size_t level = unit();
    const bool as_first_only = may_follow(with_text[0], first, next, level);
    const bool as_all = may_follow(with_text[0], first, first + next, level);
    if (as_first_only == as_all) return {};
    return as_first_only ? first_only : shift;
}

std::optional<std::vector<std::string_view>> shifted(const std::vector<std::string_view>& lines, const Shift& shift,
                                                     std::deque<std::string>& owned) {
    std::vector<std::string_view> result = lines;
    for (std::string_view& line : result) {
        if (is_blank(line)) continue;
        const std::string_view indent = indentation(line);
        // On the first line alone the slip may have happened in the old text only.
        const bool already_right = shift.first_line_only && shift.wrong.empty() && indent.starts_with(shift.right);
        if (!already_right) {
            if (shift.first_line_only && shift.wrong.empty() && !indent.empty()) return {};
            if (!indent.starts_with(shift.wrong) || mixes_blanks(shift, indent.substr(shift.wrong.size()))) return {};
            line = owned.emplace_back(std::string(shift.right) + std::string(line.substr(shift.wrong.size())));
        }
        if (shift.first_line_only) break;
    }
    return result;
}

}  // namespace proffer::edit
