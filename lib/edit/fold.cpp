// Normal forms of lines.
#include "edit/fold.hpp"

#include <algorithm>
#include <functional>

#include "base/text.hpp"
#include "edit/marked_letters.hpp"

namespace proffer::edit {
namespace {

constexpr std::string_view k_blanks = " \t\r\f\v";

std::string_view trim_right_blanks(std::string_view line) {
    const std::size_t last = line.find_last_not_of(k_blanks);
    return last == std::string_view::npos ? std::string_view{} : line.substr(0, last + 1);
}

std::string_view trimmed_for(std::string_view line, Looseness looseness) {
    if (looseness >= Looseness::trailing) line = trim_right_blanks(line);
    if (looseness == Looseness::trimmed) line.remove_prefix(std::min(line.find_first_not_of(k_blanks), line.size()));
    return line;
}

/// The ASCII spelling of a typographic character; empty: it has none.
std::string_view plain_spelling(char32_t c) {
    if (c == 0x2018 || c == 0x2019 || c == 0x201A || c == 0x201B || c == 0x2032) return "'";
    if (c == 0x201C || c == 0x201D || c == 0x201E || c == 0x201F || c == 0x2033) return "\"";
    if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212) return "-";
    if (c == 0x2026) return "...";
    if (c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000) return " ";
    return {};
}

/// Hangul syllables are made of their parts by rule (Unicode, section 3.12).
bool append_hangul(std::string& out, char32_t c) {
    constexpr char32_t k_first = 0xAC00, k_last = 0xD7A3, k_vowels = 21, k_tails = 28;
    if (c < k_first || c > k_last) return false;
    const char32_t index = c - k_first;
    base::append_utf8(out, 0x1100 + index / (k_vowels * k_tails));
    base::append_utf8(out, 0x1161 + index % (k_vowels * k_tails) / k_tails);
    if (index % k_tails != 0) base::append_utf8(out, 0x11A7 + index % k_tails);
    return true;
}

void append_decomposed(std::string& out, char32_t c) {
    char32_t marks[4];
    std::size_t count = 0;
    while (count < 4) {
        const auto found = std::lower_bound(k_marked_letters.begin(), k_marked_letters.end(), c,
                                            [](const MarkedLetter& letter, char32_t wanted) { return letter.composed < wanted; });
        if (found == k_marked_letters.end() || found->composed != c) break;
        marks[count++] = found->mark;
        c = found->letter;
    }
    if (!append_hangul(out, c)) base::append_utf8(out, c);
    while (count > 0) base::append_utf8(out, marks[--count]);
}

std::string folded(std::string_view line, Looseness looseness, Undecodable undecodable) {
    std::string out;
    out.reserve(line.size() + 8);
    for (std::size_t position = 0; position < line.size();) {
        const auto byte = static_cast<unsigned char>(line[position]);
        if (byte < 0x80) {
            out += line[position++];
            continue;
        }
        const std::optional<char32_t> decoded = base::next_code_point(line, position);
        const char32_t c = decoded ? *decoded : undecodable == Undecodable::as_latin1 ? char32_t{byte} : char32_t{0xFFFD};
        const std::string_view plain = looseness >= Looseness::folded ? plain_spelling(c) : std::string_view{};
        if (plain.empty())
            append_decomposed(out, c);
        else
            out += plain;
    }
    return out;
}

}  // namespace

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string_view indentation(std::string_view line) {
    return line.substr(0, std::min(line.find_first_not_of(" \t"), line.size()));
}

std::string normal_form(std::string_view line, Looseness looseness, Undecodable undecodable) {
    line = trimmed_for(line, looseness);
    if (looseness == Looseness::exact || looseness == Looseness::trailing || is_ascii(line)) return std::string(line);
    // A typographic blank at an edge becomes a blank there.
    const std::string form = folded(line, looseness, undecodable);
    return std::string(trimmed_for(form, looseness));
}

std::uint64_t line_key(std::string_view line, Looseness looseness, Undecodable undecodable) {
    line = trimmed_for(line, looseness);
    if (looseness == Looseness::exact || looseness == Looseness::trailing || is_ascii(line)) return std::hash<std::string_view>{}(line);
    return std::hash<std::string_view>{}(normal_form(line, looseness, undecodable));
}

bool same_line(std::string_view a, std::string_view b, Looseness looseness, Undecodable undecodable) {
    if (a == b) return true;
    if (looseness == Looseness::exact) return false;
    const std::string_view short_a = trimmed_for(a, looseness), short_b = trimmed_for(b, looseness);
    if (short_a == short_b) return true;
    if (looseness == Looseness::trailing) return false;
    if (is_ascii(short_a) && is_ascii(short_b)) return false;
    return normal_form(a, looseness, undecodable) == normal_form(b, looseness, undecodable);
}

}  // namespace proffer::edit
