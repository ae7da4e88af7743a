// Recognises and strips line numbers.
#include "edit/line_numbers.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "edit/reply_lines.hpp"

namespace proffer::edit {
namespace {

struct Numbered {
    std::size_t number = 0;
    std::string_view text;
};

/// "  12 | text", "12| text", "12 |"
std::optional<Numbered> split_number(std::string_view line) {
    std::string_view rest = trim_left(line);
    Numbered result;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), result.number);
    if (error != std::errc{}) return {};
    rest = trim_left(rest.substr(static_cast<std::size_t>(end - rest.data())));
    if (!rest.starts_with('|')) return {};
    rest.remove_prefix(1);
    if (rest.starts_with(' ')) rest.remove_prefix(1);
    result.text = rest;
    return result;
}

}  // namespace

bool has_line_number(std::string_view line) {
    return split_number(line).has_value();
}

std::optional<std::vector<std::string_view>> without_line_numbers(const std::vector<std::string_view>& lines) {
    if (lines.empty()) return {};
    std::vector<std::string_view> result;
    result.reserve(lines.size());
    for (const std::string_view line : lines) {
        const std::optional<Numbered> numbered = split_number(line);
        if (!numbered) return {};
        result.push_back(numbered->text);
    }
    return result;
}

bool are_numbered_in_order(const std::vector<std::string_view>& lines) {
    std::size_t expected = 0;
    return !lines.empty() && std::all_of(lines.begin(), lines.end(), [&](std::string_view line) {
        const std::optional<Numbered> numbered = split_number(line);
        if (!numbered || (expected != 0 && numbered->number != expected)) return false;
        expected = numbered->number + 1;
        return true;
    });
}

}  // namespace proffer::edit
