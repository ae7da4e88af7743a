// Lines, trimming, quoting, cutting, and names that are near.
#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace proffer::base {
namespace {

constexpr std::string_view k_blanks = " \t\r\n";
constexpr std::size_t k_longest_guessed_name = 64;

constexpr bool is_plain_shell_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_@%+=:,./-").find(c) != std::string_view::npos;
}

constexpr bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Edits (insert, remove, replace, swap neighbours) between two short words.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost[a.size()][b.size()];
}

std::string plural_of(std::string_view noun) {
    const auto ends = [&](std::string_view end) { return noun.ends_with(end); };
    if (ends("y") && noun.size() > 1 && std::string_view("aeiou").find(noun[noun.size() - 2]) == std::string_view::npos)
        return std::string(noun.substr(0, noun.size() - 1)) + "ies";
    if (ends("s") || ends("x") || ends("ch") || ends("sh")) return std::string(noun) + "es";
    return std::string(noun) + "s";
}

}  // namespace

std::vector<std::string_view> split_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::size_t length = end == std::string_view::npos ? text.size() : end + 1;
        lines.push_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return lines;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
        parts.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    parts.push_back(text);
    return parts;
}

std::string_view trim(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(k_blanks);
    return begin == std::string_view::npos ? text.substr(0, 0) : trim_right(text.substr(begin));
}

std::string_view trim_right(std::string_view text) {
    const std::size_t last = text.find_last_not_of(k_blanks);
    return last == std::string_view::npos ? text.substr(0, 0) : text.substr(0, last + 1);
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
    std::string joined;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) joined += separator;
        joined += parts[i];
    }
    return joined;
}

std::string to_lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
    std::size_t found = from.empty() ? std::string::npos : text.find(from);
    if (found == std::string::npos) return text;
    std::string replaced;
    std::size_t copied = 0;
    for (; found != std::string::npos; found = text.find(from, copied)) {
        replaced.append(text, copied, found - copied).append(to);
        copied = found + from.size();
    }
    return replaced.append(text, copied);
}

std::string shell_quote(std::string_view word) {
    if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain_shell_character)) return std::string(word);
    std::string quoted = "'";
    for (const char c : word) {
        if (c == '\'')
            quoted += "'\\''";
        else
            quoted += c;
    }
    return quoted += '\'';
}

std::string hex(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view k_digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text += k_digits[byte >> 4U];
        text += k_digits[byte & 15U];
    }
    return text;
}

std::string_view prefix(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    std::size_t end = bytes;
    for (int back = 0; back < 3 && end > 0 && is_continuation(text[end]); ++back) --end;
    // Bytes that are no UTF-8 are cut where asked.
    return text.substr(0, is_continuation(text[end]) ? bytes : end);
}

std::string head_and_tail(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return std::string(text);
    const std::string_view head = prefix(text, bytes / 2);
    std::size_t tail_begin = text.size() - (bytes - bytes / 2);
    for (int forth = 0; forth < 3 && tail_begin < text.size() && is_continuation(text[tail_begin]); ++forth) ++tail_begin;
    std::string cut(head);
    if (!cut.empty() && cut.back() != '\n') cut += '\n';
    cut += "[… " + count_of(tail_begin - head.size(), "byte") + " left out …]\n";
    return cut += text.substr(tail_begin);
}

std::optional<std::string> nearest(std::string_view name, std::span<const std::string_view> names) {
    if (name.empty() || name.size() > k_longest_guessed_name) return {};
    const std::string wanted = to_lower(name);
    std::optional<std::string> best;
    std::size_t best_distance = std::max<std::size_t>(1, name.size() / 3) + 1;
    for (const std::string_view candidate : names) {
        if (candidate.size() > k_longest_guessed_name) continue;
        const std::size_t distance = edit_distance(wanted, to_lower(candidate));
        if (distance >= best_distance || distance >= candidate.size()) continue;
        best_distance = distance;
        best = std::string(candidate);
    }
    return best;
}

std::string count_of(std::size_t count, std::string_view noun) {
    return std::to_string(count) + " " + (count == 1 ? std::string(noun) : plural_of(noun));
}

}  // namespace proffer::base
