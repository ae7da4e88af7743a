// What an edit may bring into a file: text of bounded size, nothing hidden, no secrets.
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"
#include "guard/judge.hpp"
#include "guard/rules.hpp"

namespace proffer::guard {
namespace {

constexpr std::size_t k_largest_file_bytes = 1024 * 1024;

bool is_binary(std::string_view content) {
    return content.find('\0') != std::string_view::npos;
}

using LineSet = std::unordered_set<std::string_view>;

/// Without their ends: a file whose line ends change has no new lines.
LineSet lines_of(std::string_view text) {
    LineSet lines;
    for (const std::string_view line : base::split_lines(text)) lines.insert(base::trim_right(line));
    return lines;
}

/// The lines of `after` that `before` has not, one after the other.
std::string added_lines(std::string_view before, std::string_view after) {
    const LineSet known = lines_of(before);
    std::string added;
    for (const std::string_view line : base::split_lines(after))
        if (!known.contains(base::trim_right(line))) added += line;
    return added;
}

std::string_view line_at(std::string_view text, std::size_t position) {
    const std::size_t begin = position == 0 ? 0 : text.rfind('\n', position - 1) + 1;
    return base::trim_right(text.substr(begin, text.find('\n', position) - begin));
}

std::size_t line_number(std::string_view text, std::size_t position) {
    std::size_t line = 1;
    for (const char c : text.substr(0, position))
        if (c == '\n') ++line;
    return line;
}

/// The first place in `after` of a code point that stands there more often than in `before`; preferably in a line that
/// is new.
std::optional<base::InvisibleCodePoint> find_new_invisible(std::string_view before, std::string_view after) {
    const std::vector<base::InvisibleCodePoint> found = base::find_invisible(after);
    if (found.empty()) return {};
    std::unordered_map<char32_t, std::ptrdiff_t> surplus;
    for (const auto& mark : found) ++surplus[mark.code_point];
    for (const auto& mark : base::find_invisible(before)) --surplus[mark.code_point];
    const LineSet known = lines_of(before);
    std::optional<base::InvisibleCodePoint> first;
    for (const auto& mark : found) {
        if (surplus[mark.code_point] <= 0) continue;
        if (!first) first = mark;
        if (!known.contains(line_at(after, mark.position))) return mark;
    }
    return first;
}

void judge_invisible(const std::string& path, std::string_view before, std::string_view after, Violations& violations) {
    const auto mark = find_new_invisible(before, after);
    if (!mark) return;
    std::string bytes;
    base::append_utf8(bytes, mark->code_point);
    violations.push_back({"invisible-text", path,
                          "line " + std::to_string(line_number(after, mark->position)) + " gets the invisible or control character " +
                              base::visible_line(bytes) + "; leave it out, or write it as an escape of the language"});
}

void judge_secrets(const std::string& path, std::string_view before, std::string_view after, const base::Redactor& secrets,
                   Violations& violations) {
    const std::string added = added_lines(before, after);
    if (secrets.finds_secret(added))
        violations.push_back({"secret", path, "the edit writes a secret of this run into the file"});
    else if (const std::string shape = new_secret_shape(added, before); !shape.empty())
        violations.push_back({"secret", path, "the edit writes what looks like " + shape + " into the file; use an obvious placeholder"});
}

}  // namespace

void judge_content(const domain::Edit& edit, const std::optional<std::string>& before, const base::Redactor& secrets,
                   Violations& violations) {
    const std::string& path = edit.path.text();
    if (secrets.finds_secret(path)) violations.push_back({"secret", path, "the path holds a secret of this run"});
    if (!edit.content) return;
    const std::string_view after = *edit.content;
    const std::string_view start = before ? std::string_view(*before) : std::string_view();
    if (after.size() > k_largest_file_bytes) {
        violations.push_back({"size", path,
                              "the file would have " + base::count_of(after.size(), "byte") + "; at most " +
                                  std::to_string(k_largest_file_bytes) + " may be written"});
        return;
    }
    if (is_binary(after) && !is_binary(start)) {
        violations.push_back({"binary", path, "the edit makes a text file binary: it holds a NUL byte"});
        return;
    }
    if (!is_binary(start)) judge_invisible(path, start, after, violations);
    judge_secrets(path, start, after, secrets, violations);
}

}  // namespace proffer::guard
