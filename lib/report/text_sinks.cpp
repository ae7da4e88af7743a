// Escaping for each kind of report, so that hostile text stays text.
#include "report/text_sinks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace proffer::report {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_hexadecimal(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::size_t longest_backtick_run(std::string_view text) {
    std::size_t longest = 0, run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

/// `text` is one visible line.
std::string code_span(std::string_view text) {
    const std::string fence(longest_backtick_run(text) + 1, '`');
    const bool backtick_at_edge = text.starts_with('`') || text.ends_with('`');
    const bool blank_at_both_edges = text.starts_with(' ') && text.ends_with(' ');
    const std::string_view pad = backtick_at_edge || blank_at_both_edges ? " " : "";
    return fence + std::string(pad) + std::string(text) + std::string(pad) + fence;
}

/// A word that every forge shows as it stands: letters, with a hyphen or apostrophe inside; or a plain number.
bool is_plain_core(std::string_view word) {
    if (word.empty() || (!is_letter(word.back()) && !is_digit(word.back()))) return false;
    if (!is_letter(word.front()) && !is_digit(word.front())) return false;
    const bool has_digit = std::any_of(word.begin(), word.end(), is_digit);
    const bool all_digits = std::all_of(word.begin(), word.end(), is_digit);
    if (all_digits) return word.size() < 7;  // longer ones may be abbreviated commit ids
    if (std::all_of(word.begin(), word.end(), [](char c) { return is_digit(c) || c == '.'; })) return true;  // a version
    if (word.size() >= 7 && std::all_of(word.begin(), word.end(), is_hexadecimal) && has_digit) return false;
    return std::all_of(word.begin(), word.end(),
                       [&](char c) { return is_letter(c) || is_digit(c) || (!has_digit && (c == '-' || c == '\'')); });
}

/// Takes quotes and parentheses before, and punctuation behind, off a word.
std::string_view core_of(std::string_view word) {
    while (!word.empty() && (word.front() == '(' || word.front() == '\'' || word.front() == '"')) word.remove_prefix(1);
    constexpr std::string_view k_behind = ".,;:?!)'\"";
    while (!word.empty() && k_behind.find(word.back()) != std::string_view::npos) word.remove_suffix(1);
    return word;
}

/// One word of a line: as it stands, or its core in a code span between the punctuation round it.
std::string inert_word(std::string_view word, bool first) {
    const std::string_view core = core_of(word);
    // "1." and "1)" would start a list.
    const bool list_marker = first && core.size() != word.size() && std::all_of(core.begin(), core.end(), is_digit);
    if (core.empty() || list_marker) return code_span(word);
    if (is_plain_core(core)) return std::string(word);
    const auto before = static_cast<std::size_t>(core.data() - word.data());
    return std::string(word.substr(0, before)) + code_span(core) + std::string(word.substr(before + core.size()));
}

template <typename Escape>
std::string escaped(std::string_view text, Escape escape) {
    const std::string visible = base::visible_text(text);
    std::string safe;
    safe.reserve(visible.size());
    for (const char c : visible) escape(safe, c);
    return safe;
}

std::string json_escape(char32_t c) {
    if (c < 0x10000) return fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    const auto rest = static_cast<unsigned>(c - 0x10000);
    return fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10U), 0xDC00 + (rest & 0x3FFU));
}

void append_entity(std::string& safe, char c) {
    switch (c) {
        case '&': safe += "&amp;"; break;
        case '<': safe += "&lt;"; break;
        case '>': safe += "&gt;"; break;
        case '"': safe += "&quot;"; break;
        case '\'': safe += "&#39;"; break;
        default: safe += c;
    }
}

}  // namespace

std::string markdown_line(std::string_view text) {
    const std::string visible = base::visible_line(text);
    std::string line;
    for (const std::string_view word : base::split(visible, ' ')) {
        if (word.empty()) continue;
        const bool first = line.empty();
        if (!first) line += ' ';
        line += inert_word(word, first);
    }
    return line;
}

std::string markdown_code(std::string_view text) {
    const std::string visible = base::visible_line(text);
    return base::trim(visible).empty() ? "(empty)" : code_span(visible);
}

std::string markdown_cell_code(std::string_view text) {
    std::string visible = base::visible_line(text);
    // How many backslashes keep a bar in its cell differs between renderers; a bar behind one is shown as a broken bar.
    visible = base::replace_all(std::move(visible), "\\|", "\\¦");
    return base::replace_all(markdown_code(visible), "|", "\\|");
}

std::string markdown_block(std::string_view text, std::string_view info) {
    const std::string visible = base::visible_text(text);
    const std::size_t run = longest_backtick_run(visible);
    const std::string_view prefix = run >= 3 ? "| " : "";
    const std::string fence(std::max<std::size_t>(3, run + 1), '`');
    std::string block = fence + std::string(info) + "\n";
    for (const std::string_view line : base::split_lines(visible)) {
        block += prefix;
        block += line;
    }
    if (!block.ends_with('\n')) block += '\n';
    return block + fence + "\n";
}

bool is_web_address(std::string_view url) {
    const auto all_of = [](std::string_view part, std::string_view marks) {
        return std::all_of(part.begin(), part.end(), [&](char c) {
            const bool ascii_letter = is_letter(c) && static_cast<unsigned char>(c) < 0x80;
            return ascii_letter || is_digit(c) || marks.find(c) != std::string_view::npos;
        });
    };
    const std::size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
    if (scheme == 0 || url.size() > 2048) return false;
    const std::size_t path = std::min(url.find('/', scheme), url.size());
    const std::string_view host = url.substr(scheme, path - scheme);
    // No "user@" before the host: it would hide where the link leads.
    return !host.empty() && all_of(host, ".-:") && all_of(url.substr(path), "-._~/?#%&=+,:@");
}

std::string markdown_link(std::string_view url) {
    return is_web_address(url) ? "<" + std::string(url) + ">" : markdown_code(url);
}

std::string html_text(std::string_view text) {
    return escaped(text, append_entity);
}

std::string xml_text(std::string_view text) {
    // visible_text leaves no control character, no lone surrogate and no U+FFFE or U+FFFF: the ones XML forbids.
    return html_text(text);
}

std::string inert_json(std::string_view json) {
    std::string safe;
    std::size_t copied = 0;
    for (const base::InvisibleCodePoint& found : base::find_invisible(json)) {
        safe += json.substr(copied, found.position - copied);
        safe += json_escape(found.code_point);
        copied = found.position;
        static_cast<void>(base::next_code_point(json, copied));
    }
    safe += json.substr(copied);
    // Outside strings none of these occurs.
    safe = base::replace_all(std::move(safe), "##[", "##\\u005b");
    safe = base::replace_all(std::move(safe), "##vso[", "##vso\\u005b");
    safe = base::replace_all(std::move(safe), "section_start:", "section_start\\u003a");
    return base::replace_all(std::move(safe), "section_end:", "section_end\\u003a");
}

}  // namespace proffer::report
