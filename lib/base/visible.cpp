// UTF-8, and text in which nothing is hidden from the reader, the terminal or the CI runner.
#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace proffer::base {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

// Controls, the list of security.md I2, and the rest of Unicode's Default_Ignorable_Code_Point and line separators.
constexpr std::array k_invisible = {
    Range{0x00, 0x08},       Range{0x0B, 0x0B},       Range{0x0E, 0x1F},       Range{0x7F, 0x9F},     Range{0xAD, 0xAD},
    Range{0x34F, 0x34F},     Range{0x61C, 0x61C},     Range{0x115F, 0x1160},   Range{0x17B4, 0x17B5}, Range{0x180B, 0x180F},
    Range{0x200B, 0x200F},   Range{0x2028, 0x202E},   Range{0x2060, 0x206F},   Range{0x3164, 0x3164}, Range{0xFDD0, 0xFDEF},
    Range{0xFE00, 0xFE0F},   Range{0xFEFF, 0xFEFF},   Range{0xFFA0, 0xFFA0},   Range{0xFFF0, 0xFFFB}, Range{0xFFFE, 0xFFFF},
    Range{0x1BCA0, 0x1BCA3}, Range{0x1D173, 0x1D17A}, Range{0xE0000, 0xE0FFF},
};

// Where Unicode's Extended_Pictographic code points lie; a few neighbours more do no harm.
constexpr std::array k_emoji = {
    Range{0xA9, 0xA9},     Range{0xAE, 0xAE},     Range{0x203C, 0x203C}, Range{0x2049, 0x2049},
    Range{0x2122, 0x2122}, Range{0x2139, 0x2139}, Range{0x2194, 0x21AA}, Range{0x231A, 0x23FF},
    Range{0x24C2, 0x24C2}, Range{0x25AA, 0x25FE}, Range{0x2600, 0x27BF}, Range{0x2934, 0x2935},
    Range{0x2B05, 0x2B55}, Range{0x3030, 0x303D}, Range{0x3297, 0x3299}, Range{0x1F000, 0x1FAFF},
};

// Scripts whose letters take a joiner or non-joiner between them: Arabic, Syriac, the Indic ones, Myanmar, Khmer.
constexpr std::array k_joining = {
    Range{0x620, 0x64A}, Range{0x66E, 0x6D3},   Range{0x6FA, 0x77F},   Range{0x8A0, 0x8C9},
    Range{0x900, 0xDFF}, Range{0x1000, 0x109F}, Range{0x1780, 0x17B3}, Range{0x17B6, 0x17D3},
};

template <std::size_t count>
constexpr bool contains(const std::array<Range, count>& ranges, char32_t code_point) {
    return std::any_of(ranges.begin(), ranges.end(), [=](Range r) { return code_point >= r.first && code_point <= r.last; });
}

constexpr char32_t k_none = 0xFFFFFFFF;  // before the first code point, behind the last, or an invalid byte
constexpr char32_t k_non_joiner = 0x200C;
constexpr char32_t k_joiner = 0x200D;
constexpr char32_t k_text_style = 0xFE0E;
constexpr char32_t k_emoji_style = 0xFE0F;
constexpr char32_t k_keycap = 0x20E3;

bool is_keycap_base(char32_t code_point) {
    return (code_point >= '0' && code_point <= '9') || code_point == '#' || code_point == '*';
}

/// Invisible by itself, but part of what is seen between these neighbours.
bool belongs_to_neighbours(char32_t before, char32_t code_point, char32_t after) {
    switch (code_point) {
        case k_joiner:
            if ((contains(k_emoji, before) || before == k_emoji_style) && contains(k_emoji, after)) return true;
            [[fallthrough]];
        case k_non_joiner: return contains(k_joining, before) && contains(k_joining, after);
        case k_emoji_style:
            if (is_keycap_base(before) && after == k_keycap) return true;
            [[fallthrough]];
        case k_text_style: return contains(k_emoji, before);
        default: return false;
    }
}

/// Length of the three flags that are spelt by tags (England, Scotland, Wales), the black flag included, or 0.
std::size_t tag_flag_at(std::string_view text) {
    constexpr std::string_view k_flag = "\U0001F3F4";
    constexpr std::array k_regions = {
        std::string_view("\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F"),
        std::string_view("\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F"),
        std::string_view("\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F"),
    };
    if (!text.starts_with(k_flag)) return 0;
    for (const std::string_view region : k_regions)
        if (text.substr(k_flag.size()).starts_with(region)) return k_flag.size() + region.size();
    return 0;
}

char32_t peek(std::string_view text, std::size_t position) {
    return position < text.size() ? next_code_point(text, position).value_or(k_none) : k_none;
}

/// Where the printable ASCII characters from `begin` on end.
std::size_t end_of_plain(std::string_view text, std::size_t begin) {
    const char* at = text.data() + begin;
    for (const char* end = text.data() + text.size(); at < end && *at >= 0x20 && *at < 0x7F;) ++at;
    return static_cast<std::size_t>(at - text.data());
}

/// Calls `see(bytes, code_point or k_none, hidden)` for every code point, invalid byte or run of printable ASCII in
/// order; a run comes with its first code point.
template <typename See>
void walk(std::string_view text, See&& see) {
    char32_t before = k_none;
    for (std::size_t position = 0; position < text.size();) {
        const std::size_t begin = position;
        const char32_t code_point = next_code_point(text, position).value_or(k_none);
        if (code_point >= 0x20 && code_point < 0x7F) {
            position = end_of_plain(text, begin);
            see(text.substr(begin, position - begin), code_point, false);
            before = static_cast<char32_t>(text[position - 1]);
            continue;
        }
        if (const std::size_t flag = tag_flag_at(text.substr(begin)); flag > 0) {
            position = begin + flag;
            see(text.substr(begin, flag), code_point, false);
            before = code_point;
            continue;
        }
        const bool invisible = code_point == k_none || is_invisible(code_point);
        const bool hidden = invisible && !belongs_to_neighbours(before, code_point, peek(text, position));
        see(text.substr(begin, position - begin), code_point, hidden);
        // What is hidden holds nothing together: an emoji style behind a plain letter must not carry a joiner through.
        before = hidden ? k_none : code_point;
    }
}

void append_hexadecimal(std::string& text, std::uint32_t value, int digits) {
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) text += "0123456789abcdef"[(value >> static_cast<unsigned>(shift)) & 15U];
}

void append_escape(std::string& text, std::string_view bytes, char32_t code_point) {
    if (code_point == '\n')
        text += "\\n";
    else if (code_point == '\r')
        text += "\\r";
    else if (code_point == '\t')
        text += "\\t";
    else if (code_point == k_none || code_point < 0x80) {
        text += "\\x";
        append_hexadecimal(text, static_cast<unsigned char>(bytes.front()), 2);
    } else {
        std::string digits;
        append_hexadecimal(digits, code_point, code_point > 0xFFFF ? 5 : 4);
        std::transform(digits.begin(), digits.end(), digits.begin(), [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
        text += "⟨U+" + digits + "⟩";
    }
}

enum class Lines { one, several };

std::string visible(std::string_view text, Lines lines) {
    std::string shown;
    shown.reserve(text.size());
    walk(text, [&](std::string_view bytes, char32_t code_point, bool hidden) {
        const bool line_control = code_point == '\n' || code_point == '\t';
        const bool other_control = code_point == '\r' || code_point == '\f';
        const bool line_end =
            code_point == '\r' && lines == Lines::several && bytes.data() + 1 < text.data() + text.size() && bytes.data()[1] == '\n';
        if (line_end) return;
        if (hidden || other_control || (line_control && lines == Lines::one))
            append_escape(shown, bytes, code_point);
        else
            shown += bytes;
    });
    return shown;
}

/// What .NET's `TrimStart` takes off, as far as `visible_text` leaves it in.
bool is_blank(char32_t code_point) {
    return code_point == ' ' || code_point == '\t' || code_point == 0xA0 || code_point == 0x1680 ||
           (code_point >= 0x2000 && code_point <= 0x200A) || code_point == 0x202F || code_point == 0x205F || code_point == 0x3000;
}

std::string inert_line(std::string_view line) {
    std::size_t begin = 0;
    for (std::size_t next = 0; next < line.size() && is_blank(next_code_point(line, next).value_or(k_none));) begin = next;
    std::string inert(line.substr(0, begin));
    std::string_view rest = line.substr(begin);
    if (rest.starts_with("::")) {
        inert += ": :";
        rest.remove_prefix(2);
    }
    inert += rest;
    inert = replace_all(std::move(inert), "##[", "## [");
    inert = replace_all(std::move(inert), "##vso[", "## vso[");
    // A terminal between us and GitLab turns LF into the CR LF that ends its markers.
    inert = replace_all(std::move(inert), "section_start:", "section_start :");
    return replace_all(std::move(inert), "section_end:", "section_end :");
}

/// Length of the line end at `at` (LF, CR, CR LF, VT, FF, U+0085, U+2028, U+2029), or 0.
std::size_t line_end_at(std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at);
    for (const std::string_view end : {"\r\n", "\n", "\r", "\v", "\f", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"})
        if (rest.starts_with(end)) return end.size();
    return 0;
}

/// Length and payload of a lead byte; 0 for what cannot start a sequence.
struct Lead {
    std::size_t length;
    char32_t payload;
    char32_t smallest;  // an overlong spelling is below
};

Lead lead_of(unsigned char byte) {
    if (byte < 0x80) return {1, byte, 0};
    if (byte >= 0xC2 && byte < 0xE0) return {2, byte & 0x1FU, 0x80};
    if (byte >= 0xE0 && byte < 0xF0) return {3, byte & 0x0FU, 0x800};
    if (byte >= 0xF0 && byte < 0xF5) return {4, byte & 0x07U, 0x10000};
    return {0, 0, 0};
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
    for (std::size_t position = 0; position < text.size();)
        if (!next_code_point(text, position)) return false;
    return true;
}

std::optional<char32_t> next_code_point(std::string_view text, std::size_t& position) {
    const std::size_t begin = position++;
    if (begin >= text.size()) return {};
    const Lead lead = lead_of(static_cast<unsigned char>(text[begin]));
    if (lead.length == 0 || text.size() - begin < lead.length) return {};
    char32_t code_point = lead.payload;
    for (std::size_t i = 1; i < lead.length; ++i) {
        const auto byte = static_cast<unsigned char>(text[begin + i]);
        if ((byte & 0xC0U) != 0x80U) return {};
        code_point = (code_point << 6U) | (byte & 0x3FU);
    }
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (code_point < lead.smallest || surrogate || code_point > 0x10FFFF) return {};
    position = begin + lead.length;
    return code_point;
}

void append_utf8(std::string& text, char32_t code_point) {
    const auto append = [&](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code_point < 0x80) return append(code_point);
    if (code_point < 0x800) {
        append(0xC0U | (code_point >> 6U));
    } else if (code_point < 0x10000) {
        append(0xE0U | (code_point >> 12U));
        append(0x80U | ((code_point >> 6U) & 0x3FU));
    } else {
        append(0xF0U | (code_point >> 18U));
        append(0x80U | ((code_point >> 12U) & 0x3FU));
        append(0x80U | ((code_point >> 6U) & 0x3FU));
    }
    append(0x80U | (code_point & 0x3FU));
}

bool is_invisible(char32_t code_point) {
    if (code_point >= 0x20 && code_point < 0x7F) return false;  // nearly all text
    return contains(k_invisible, code_point);
}

std::vector<InvisibleCodePoint> find_invisible(std::string_view text) {
    std::vector<InvisibleCodePoint> found;
    walk(text, [&](std::string_view bytes, char32_t code_point, bool hidden) {
        if (hidden && code_point != k_none) found.push_back({static_cast<std::size_t>(bytes.data() - text.data()), code_point});
    });
    return found;
}

std::string visible_line(std::string_view text) {
    return visible(text, Lines::one);
}

std::string visible_text(std::string_view text) {
    return visible(text, Lines::several);
}

std::string inert_log_text(std::string_view text) {
    const std::string shown = visible_text(text);
    std::string inert;
    inert.reserve(shown.size());
    for (const std::string_view line : split_lines(shown)) inert += inert_line(line);
    return inert;
}

std::string inert_log_block(std::string_view text) {
    std::string block;
    block.reserve(text.size() + text.size() / 16);
    for (std::size_t begin = 0, at = 0; begin < text.size();) {
        const std::size_t end = at < text.size() ? line_end_at(text, at) : 0;
        if (at < text.size() && end == 0) {
            ++at;
            continue;
        }
        block += "| " + inert_line(visible_line(replace_all(std::string(text.substr(begin, at - begin)), "\t", "    "))) + "\n";
        begin = at += std::max<std::size_t>(end, 1);
    }
    return block;
}

}  // namespace proffer::base
