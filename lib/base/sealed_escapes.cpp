// Escapes as the bytes they stand for.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/sealed_format.hpp"
#include "base/sealed_views.hpp"

namespace proffer::base {
namespace {

constexpr int k_nothing = -1;

/// What stands at one place: so many bytes that mean one byte, or nothing.
struct Token {
    std::size_t bytes = 1;
    int value = 0;
};

/// The number that `digits` write, if it is one and a byte.
std::optional<unsigned> number_in(std::string_view digits, unsigned base) {
    unsigned value = 0;
    for (const char c : digits) {
        unsigned digit = 16;
        if (c >= '0' && c <= '9') digit = static_cast<unsigned>(c - '0');
        if (c >= 'a' && c <= 'f') digit = static_cast<unsigned>(c - 'a' + 10);
        if (c >= 'A' && c <= 'F') digit = static_cast<unsigned>(c - 'A' + 10);
        if (digit >= base || value > 255) return {};
        value = value * base + digit;
    }
    return digits.empty() || value > 255 ? std::nullopt : std::optional(value);
}

/// `before`, then `count` digits of `base`.
std::optional<Token> fixed_number(std::string_view text, std::string_view before, std::size_t count, unsigned base) {
    if (text.size() < before.size() + count || !text.starts_with(before)) return {};
    const auto value = number_in(text.substr(before.size(), count), base);
    return value ? std::optional(Token{before.size() + count, static_cast<int>(*value)}) : std::nullopt;
}

/// `before`, up to 7 digits, then `end`.
std::optional<Token> closed_number(std::string_view text, std::string_view before, char end, unsigned base) {
    constexpr std::size_t k_most_digits = 7;
    if (!text.starts_with(before)) return {};
    const std::string_view rest = text.substr(before.size(), k_most_digits + 1);
    const std::size_t size = rest.find(end);
    if (size == std::string_view::npos) return {};
    const auto value = number_in(rest.substr(0, size), base);
    return value ? std::optional(Token{before.size() + size + 1, static_cast<int>(*value)}) : std::nullopt;
}

struct Word {
    std::string_view text;
    int value;
};

template <std::size_t size>
std::optional<Token> word_in(std::string_view text, const std::array<Word, size>& words) {
    for (const Word& word : words)
        if (text.starts_with(word.text)) return Token{word.text.size(), word.value};
    return {};
}

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::optional<Token> percent_escape(std::string_view text) {
    if (auto token = fixed_number(text, "%25", 2, 16)) return token;
    if (auto token = fixed_number(text, "%u00", 2, 16)) return token;
    return fixed_number(text, "%", 2, 16);
}

std::optional<Token> backslash_escape(std::string_view text) {
    const char next = text.size() > 1 ? text[1] : 'a';
    if (next == 'x') {
        if (auto token = fixed_number(text, "\\x", 2, 16)) return token;
        return closed_number(text, "\\x{", '}', 16);
    }
    if (next == 'u') {
        if (auto token = fixed_number(text, "\\u00", 2, 16)) return token;
        return closed_number(text, "\\u{", '}', 16);
    }
    if (next == 'U') return fixed_number(text, "\\U000000", 2, 16);
    if (next == '0' || next == '1') {
        if (auto token = fixed_number(text, "\\0", 3, 8)) return token;
        return fixed_number(text, "\\", 3, 8);
    }
    return is_alphanumeric(next) ? std::nullopt : std::optional(Token{2, static_cast<unsigned char>(next)});
}

std::optional<Token> character_reference(std::string_view text) {
    constexpr std::array k_words = {Word{"&amp;", '&'},    Word{"&sol;", '/'},   Word{"&plus;", '+'},   Word{"&equals;", '='},
                                    Word{"&lowbar;", '_'}, Word{"&colon;", ':'}, Word{"&period;", '.'}, Word{"&percnt;", '%'}};
    if (!text.starts_with("&#")) return word_in(text, k_words);
    if (auto token = closed_number(text, "&#x", ';', 16)) return token;
    if (auto token = closed_number(text, "&#X", ';', 16)) return token;
    return closed_number(text, "&#", ';', 10);
}

std::optional<Token> invisible(std::string_view text) {
    constexpr std::array k_words = {Word{"\xE2\x80\x8B", k_nothing}, Word{"\xE2\x80\x8C", k_nothing}, Word{"\xE2\x80\x8D", k_nothing},
                                    Word{"\xE2\x80\x8E", k_nothing}, Word{"\xE2\x80\x8F", k_nothing}, Word{"\xE2\x81\xA0", k_nothing},
                                    Word{"\xEF\xBB\xBF", k_nothing}, Word{"\xC2\xAD", k_nothing}};
    return word_in(text, k_words);
}

std::optional<Token> equals_escape(std::string_view text) {
    constexpr std::array k_words = {Word{"=\r\n", k_nothing}, Word{"=\n", k_nothing}};
    if (auto token = word_in(text, k_words)) return token;
    return fixed_number(text, "=", 2, 16);
}

/// NUL bytes stand for nothing where they come often: in UTF-16 and UTF-32.
std::optional<Token> nul_byte(std::string_view bytes, std::size_t at) {
    for (const std::size_t near : {at + 1, at + 2, at - 1, at - 2})  // before the start these are large
        if (near < bytes.size() && bytes[near] == '\0') return Token{1, k_nothing};
    return {};
}

constexpr std::array<bool, 256> make_first_bytes() {
    std::array<bool, 256> first{};
    for (const char c : {'%', '\\', '&', '=', '\0', '\xE2', '\xEF', '\xC2'}) first[static_cast<unsigned char>(c)] = true;
    return first;
}

/// What tokens are made of, and what such characters are escaped with once more.
constexpr std::array<bool, 256> make_meant_bytes() {
    std::array<bool, 256> meant{};
    for (char c = '0'; c <= '9'; ++c) meant[static_cast<unsigned char>(c)] = true;
    for (int i = 0; i < 26; ++i) meant[static_cast<std::size_t>('a' + i)] = meant[static_cast<std::size_t>('A' + i)] = true;
    for (const char c : std::string_view("-_.+/=~:%\\&#@!$")) meant[static_cast<unsigned char>(c)] = true;
    return meant;
}

constexpr std::array<bool, 256> k_first_bytes = make_first_bytes();
constexpr std::array<bool, 256> k_meant_bytes = make_meant_bytes();

bool may_begin_escape(char c) {
    return k_first_bytes[static_cast<unsigned char>(c)];
}

std::optional<Token> any_escape_at(std::string_view bytes, std::size_t at) {
    const std::string_view text = bytes.substr(at);
    switch (text.front()) {
        case '\0': return nul_byte(bytes, at);
        case '%': return percent_escape(text);
        case '\\': return backslash_escape(text);
        case '&': return character_reference(text);
        case '=': return equals_escape(text);
        default: return invisible(text);
    }
}

/// The escape that begins at `at`, or nothing.
std::optional<Token> escape_at(std::string_view bytes, std::size_t at) {
    if (!may_begin_escape(bytes[at])) return {};
    auto token = any_escape_at(bytes, at);
    if (token && token->value != k_nothing && !k_meant_bytes[static_cast<std::size_t>(token->value)]) return {};
    return token;
}

bool is_hexadecimal(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// False for most places where a look at the second byte rules an escape out.
bool may_be_escape(char first, char second) {
    switch (first) {
        case '=': return is_hexadecimal(second) || second == '\r' || second == '\n';
        case '%': return is_hexadecimal(second) || second == 'u';
        case '&': return second != '&' && second != ' ';
        case '\\': return k_meant_bytes[static_cast<unsigned char>(second)];
        default: return true;
    }
}

std::size_t find_escape(std::string_view bytes, std::size_t from) {
    for (std::size_t at = from; at + 1 < bytes.size(); ++at)
        if (may_begin_escape(bytes[at]) && may_be_escape(bytes[at], bytes[at + 1]) && escape_at(bytes, at)) return at;
    return bytes.size();
}

/// Escapes and the plain characters that a window may have before, between and behind them.
struct Stretch {
    std::size_t begin = 0;
    std::vector<Token> tokens;  ///< what begins at each byte
    std::vector<char> inside;   ///< 1: inside an escape that begins earlier
};

Stretch stretch_at(std::string_view bytes, std::size_t escape) {
    Stretch stretch{escape - std::min(escape, k_long_window_bytes), {}, {}};
    std::size_t end = escape + k_long_window_bytes;  // moves on with each escape
    std::size_t inside_until = stretch.begin;
    for (std::size_t at = stretch.begin; at < std::min(end, bytes.size()); ++at) {
        const auto token = escape_at(bytes, at);
        stretch.inside.push_back(at < inside_until ? 1 : 0);
        stretch.tokens.push_back(token.value_or(Token{1, static_cast<unsigned char>(bytes[at])}));
        if (!token) continue;
        inside_until = std::max(inside_until, at + token->bytes);
        end = std::max(end, inside_until + k_long_window_bytes);
    }
    return stretch;
}

/// Follows tokens from `at` on. Behind one that was seen before, as many more as a window that spans both may have.
void see_tokens(const View& view, const Stretch& stretch, std::size_t at, std::vector<char>& seen, const SeeView& see) {
    Runs runs(see);
    for (std::size_t known = 0; at < stretch.tokens.size() && known < k_long_window_bytes; at += stretch.tokens[at].bytes) {
        const Token& token = stretch.tokens[at];
        if (std::exchange(seen[at], 1) != 0) ++known;
        const std::size_t last = std::min(stretch.begin + at + token.bytes, view.bytes().size()) - 1;
        if (token.value != k_nothing) runs.add(token.value, view.origin(stretch.begin + at, last));
    }
}

}  // namespace

void see_escapes(const View& view, const SeeView& see) {
    for (std::size_t at = find_escape(view.bytes(), 0); at < view.bytes().size();) {
        const Stretch stretch = stretch_at(view.bytes(), at);
        std::vector<char> seen(stretch.tokens.size(), 0);
        for (std::size_t start = 0; start < stretch.tokens.size(); ++start)
            if (seen[start] == 0 && stretch.inside[start] == 0) see_tokens(view, stretch, start, seen, see);
        at = find_escape(view.bytes(), stretch.begin + stretch.tokens.size());
    }
}

}  // namespace proffer::base
