// Tells lazy comments from honest ones by what was lost where they stand.
#include "edit/elision.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "base/text.hpp"
#include "diff/line_diff.hpp"

namespace proffer::edit {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::string_view k_ellipsis = "\xE2\x80\xA6";
constexpr std::size_t k_longest_comment = 300;

/// What a comment says, without its signs; nothing when `line` is no comment.
std::string_view comment_text(std::string_view line) {
    constexpr std::array<std::string_view, 10> k_openers = {"<!--", "{/*", "/*", "//", "(*", "{-", "--", "#", ";", "%"};
    line = base::trim(line);
    for (const std::string_view opener : k_openers) {
        if (!line.starts_with(opener)) continue;
        line.remove_prefix(opener.size());
        while (!line.empty() && std::string_view("/#*;%-! \t").find(line.front()) != std::string_view::npos) line.remove_prefix(1);
        for (const std::string_view closer : {"-->", "*/}", "*/", "*)", "-}"})
            if (line.ends_with(closer)) line.remove_suffix(closer.size());
        return base::trim(line);
    }
    return {};
}

bool is_in_brackets(std::string_view line) {
    return line.size() > 2 && ((line.front() == '[' && line.back() == ']') || (line.front() == '(' && line.back() == ')') ||
                               (line.front() == '<' && line.back() == '>'));
}

bool has_dots_at_an_edge(std::string_view text) {
    return text.starts_with("...") || text.ends_with("...") || text.starts_with(k_ellipsis) || text.ends_with(k_ellipsis);
}

template <std::size_t N>
bool has_any(std::string_view text, const std::array<std::string_view, N>& words) {
    return std::any_of(words.begin(), words.end(), [text](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

bool says_for_certain(std::string_view text) {
    constexpr std::array<std::string_view, 32> k_phrases = {"rest of the file",     "rest of the code",  "rest of code",
                                                            "rest of file",         "rest of the class", "rest of the function",
                                                            "rest of the method",   "rest of your",      "rest of the impl",
                                                            "rest of the existing", "rest remains",      "rest is unchanged",
                                                            "rest unchanged",       "rest stays",        "rest of the module",
                                                            "existing code",        "previous code",     "remaining code",
                                                            "remains unchanged",    "remain unchanged",  "remains the same",
                                                            "remain the same",      "code unchanged",    "unchanged code",
                                                            "same as before",       "code here",         "no changes here",
                                                            "omitted for brevity",  "code continues",    "methods unchanged",
                                                            "functions unchanged",  "keep the rest"};
    return has_any(text, k_phrases);
}

bool may_say(std::string_view text) {
    constexpr std::array<std::string_view, 16> k_words = {"existing", "unchanged", "remaining", "rest of",   "omitted", "previous",
                                                          "same as",  "as before", "as is",     "truncated", "snip",    "abbreviat",
                                                          "elided",   "no change", "original",  "etc."};
    return has_any(text, k_words);
}

/// "Rest of the file unchanged." without any comment sign.
Elision judge_plain_line(std::string_view line) {
    constexpr std::size_t k_longest_plain = 80;
    constexpr std::array<std::string_view, 6> k_states = {"unchanged", "the same", "as before", "as is", "as it was", "omitted"};
    if (line.size() > k_longest_plain) return Elision::none;
    const std::string text = base::to_lower(line);
    return text.find("rest of") != std::string::npos && says_for_certain(text) && has_any(text, k_states) ? Elision::certain
                                                                                                          : Elision::none;
}

std::set<std::string_view> trimmed_lines(const Lines& lines) {
    std::set<std::string_view> all;
    for (const std::string_view line : lines) all.insert(base::trim(line));
    return all;
}

std::size_t lost_lines(const diff::Change& change) {
    return change.old_count > change.new_count ? change.old_count - change.new_count : 0;
}

/// Lines lost in change `index` and those close to it: equal lines inside what was left out split it into several.
std::size_t lost_near(const std::vector<diff::Change>& changes, std::size_t index) {
    constexpr std::size_t k_close = 5;
    const auto gap = [&](std::size_t i) { return changes[i + 1].old_begin - (changes[i].old_begin + changes[i].old_count); };
    std::size_t first = index, last = index;
    while (first > 0 && index - first < k_close && gap(first - 1) <= k_close) --first;
    while (last + 1 < changes.size() && last - index < k_close && gap(last) <= k_close) ++last;
    std::size_t lost = 0;
    for (std::size_t i = first; i <= last; ++i) lost += lost_lines(changes[i]);
    return lost;
}

/// Lost lines from which on a stand-in is believed to be one.
struct Enough {
    std::size_t certain;
    std::size_t possible;
    std::size_t dots;
};

bool stands_in(std::string_view line, std::size_t lost, std::size_t lost_here, const Enough& enough) {
    const Elision elision = judge_elision(line);
    if (elision == Elision::certain) return lost >= enough.certain;
    return elision == Elision::possible && lost_here >= (is_dots(line) ? enough.dots : enough.possible);
}

bool is_suspect(std::string_view line) {
    return judge_elision(line) != Elision::none;
}

std::string_view find_elision(const Lines& old_lines, const Lines& new_lines, const Enough& enough, diff::Effort& effort) {
    const auto suspect = std::find_if(new_lines.begin(), new_lines.end(), is_suspect);
    if (suspect == new_lines.end()) return {};
    if (effort.steps == 0) return *suspect;
    const std::vector<diff::Change> changes = diff::diff_lines(old_lines, new_lines, effort);
    std::size_t lost = 0;
    for (const diff::Change& change : changes) lost += lost_lines(change);
    if (lost == 0) return {};
    const std::set<std::string_view> known = trimmed_lines(old_lines);
    for (std::size_t i = 0; i < changes.size(); ++i) {
        for (std::size_t line = changes[i].new_begin; line < changes[i].new_begin + changes[i].new_count; ++line) {
            if (stands_in(new_lines[line], lost, lost_near(changes, i), enough) && !known.contains(base::trim(new_lines[line])))
                return new_lines[line];
        }
    }
    return {};
}

}  // namespace

bool is_dots(std::string_view line) {
    line = base::trim(line);
    return line == "..." || line == k_ellipsis;
}

Elision judge_elision(std::string_view line) {
    line = base::trim(line);
    if (line.size() < 3 || line.size() > k_longest_comment) return Elision::none;
    if (is_dots(line)) return Elision::possible;
    std::string_view said = comment_text(line);
    const bool bracketed = said.empty() && (is_in_brackets(line) || line.starts_with("...") || line.starts_with(k_ellipsis));
    if (bracketed) said = line;
    if (said.empty()) return judge_plain_line(line);
    const std::string text = base::to_lower(said);
    const bool dots = has_dots_at_an_edge(said) || (bracketed && said.find("...") != std::string_view::npos);
    if (bracketed && !dots) return says_for_certain(text) ? Elision::certain : Elision::none;
    if (is_dots(said) || says_for_certain(text) || (dots && may_say(text))) return Elision::certain;
    return dots || may_say(text) ? Elision::possible : Elision::none;
}

bool may_elide(const Lines& new_lines) {
    return std::any_of(new_lines.begin(), new_lines.end(), is_suspect);
}

std::string_view find_elision(const Lines& old_lines, const Lines& new_lines, diff::Effort& effort) {
    constexpr std::size_t k_more_than_five = 6;
    const std::size_t tenth = std::max<std::size_t>(1, (old_lines.size() + 9) / 10);
    const std::size_t enough = std::min(tenth, k_more_than_five);
    return find_elision(old_lines, new_lines, Enough{enough, enough, enough}, effort);
}

std::string_view find_elision_in_hunk(const Lines& old_lines, const Lines& new_lines, diff::Effort& effort) {
    return find_elision(old_lines, new_lines, Enough{1, 6, 1}, effort);
}

}  // namespace proffer::edit
