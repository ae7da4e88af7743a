// Follows CommonMark, sections "Links" and "Link reference definitions".
#include "prompt/markdown_links.hpp"

#include <algorithm>

namespace proffer::prompt {
namespace {

constexpr std::size_t k_none = std::string_view::npos;
constexpr int k_deepest_parentheses = 32;
constexpr std::size_t k_longest_label = 999;

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
bool is_punctuation(char c) {
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}
bool is_escape(std::string_view text, std::size_t at) {
    return text[at] == '\\' && at + 1 < text.size() && is_punctuation(text[at + 1]);
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
    while (at < text.size() && is_blank(text[at])) ++at;
    return at;
}
std::size_t skip_spaces(std::string_view text, std::size_t at) {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    return at;
}

/// `<…>` on one line; gives the place behind it.
std::size_t scan_angle(std::string_view text, std::size_t begin) {
    for (std::size_t at = begin + 1; at < text.size() && text[at] != '\n'; ++at) {
        if (is_escape(text, at))
            ++at;
        else if (text[at] == '>')
            return at + 1;
        else if (text[at] == '<')
            return k_none;
    }
    return k_none;
}

std::size_t scan_bare(std::string_view text, std::size_t begin) {
    int depth = 0;
    std::size_t at = begin;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (is_escape(text, at))
            ++at;
        else if (c == '(' && ++depth > k_deepest_parentheses)
            return k_none;
        else if (c == ')' && depth-- == 0)
            break;
        else if (static_cast<unsigned char>(c) <= 0x20 || c == '\x7f')
            break;
    }
    if (at >= text.size()) return depth <= 0 ? at : k_none;
    return depth > 0 ? k_none : at;
}

/// Gives the place behind the closing quote; blank lines do not occur inside a paragraph.
std::size_t scan_title(std::string_view text, std::size_t begin, LinkScan& scan) {
    const char open = text[begin];
    const std::size_t kind = open == '"' ? 0 : open == '\'' ? 1 : 2;
    if ((open != '"' && open != '\'' && open != '(') || begin >= scan.no_quote_from[kind]) return k_none;
    const char close = open == '(' ? ')' : open;
    for (std::size_t at = begin + 1; at < text.size(); ++at) {
        if (is_escape(text, at))
            ++at;
        else if (text[at] == close)
            return at + 1;
        else if (text[at] == '(' && open == '(')
            return k_none;
    }
    scan.no_quote_from[kind] = std::min(scan.no_quote_from[kind], begin);
    return k_none;
}

/// Places of destination and title from `at` on; `end` is behind the last of them.
std::optional<LinkTarget> scan_target(std::string_view text, std::size_t at) {
    LinkTarget target;
    if (at < text.size() && text[at] == '<') {
        const std::size_t end = scan_angle(text, at);
        if (end == k_none) return {};
        target.destination = {at + 1, end - 1};
        target.end = end;
    } else {
        const std::size_t end = scan_bare(text, at);
        if (end == k_none) return {};
        target.destination = {at, end};
        target.end = end;
    }
    return target;
}

/// A title behind blanks, or nothing.
std::size_t scan_spaced_title(std::string_view text, std::size_t end_of_destination, Range& title, LinkScan& scan) {
    const std::size_t begin = skip_blanks(text, end_of_destination);
    if (begin == end_of_destination || begin >= text.size()) return k_none;
    const std::size_t end = scan_title(text, begin, scan);
    if (end != k_none) title = {begin, end};
    return end;
}

bool ends_line(std::string_view text, std::size_t& at) {
    at = skip_spaces(text, at);
    if (at < text.size() && text[at] != '\n') return false;
    if (at < text.size()) ++at;
    return true;
}

}  // namespace

std::optional<LinkTarget> scan_link_target(std::string_view text, std::size_t begin, LinkScan& scan) {
    if (begin >= text.size() || text[begin] != '(') return {};
    auto target = scan_target(text, skip_blanks(text, begin + 1));
    if (!target) return {};
    const std::size_t title_end = scan_spaced_title(text, target->end, target->title, scan);
    const std::size_t close = skip_blanks(text, title_end == k_none ? target->end : title_end);
    if (close >= text.size() || text[close] != ')') return {};
    target->end = close + 1;
    return target;
}

std::size_t scan_label(std::string_view text, std::size_t begin) {
    bool is_filled = false;
    for (std::size_t at = begin + 1; at < text.size() && at - begin <= k_longest_label + 1; ++at) {
        if (text[at] == ']') return is_filled ? at : k_none;
        if (text[at] == '[') return k_none;
        if (!is_blank(text[at])) is_filled = true;
        if (is_escape(text, at)) ++at;
    }
    return k_none;
}

std::optional<ScannedDefinition> scan_definition(std::string_view text, std::size_t begin) {
    if (begin >= text.size() || text[begin] != '[') return {};
    const std::size_t close = scan_label(text, begin);
    if (close == k_none || close + 1 >= text.size() || text[close + 1] != ':') return {};
    LinkScan scan;
    const std::size_t at = skip_blanks(text, close + 2);
    if (at >= text.size()) return {};
    auto target = scan_target(text, at);
    if (!target || (target->destination.begin == target->destination.end && text[at] != '<')) return {};
    std::size_t plain_end = target->end;
    const bool plain = ends_line(text, plain_end);
    std::size_t end = scan_spaced_title(text, target->end, target->title, scan);
    if (end == k_none || !ends_line(text, end)) {
        if (!plain) return {};
        target->title = {};
        end = plain_end;
    }
    target->end = end;
    return ScannedDefinition{{begin + 1, close}, *target};
}

}  // namespace proffer::prompt
