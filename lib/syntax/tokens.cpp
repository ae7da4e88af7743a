// Counts words and signs; where a grammar cuts words up, their characters.
#include "syntax/tokens.hpp"

namespace proffer::syntax {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

bool is_beyond_ascii(char c) {
    return static_cast<unsigned char>(c) >= 0x80;
}

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

}  // namespace

std::size_t count_tokens(std::string_view text, Quotes quotes) {
    std::size_t tokens = 0;
    char previous = '\n';
    bool is_cut_up = false;  // inside a number such as 0f0f, or behind a quote
    bool is_quoted = false;
    for (const char c : text) {
        const bool starts_word = is_word(c) && !is_word(previous);
        if (starts_word) is_cut_up = is_digit(c) || is_quoted;
        if (c == '\n') {
            tokens += 3;  // its end, an indent, a dedent
            is_quoted = false;
        } else if (is_word(c)) {
            tokens += starts_word || is_cut_up ? 1 : 0;
        } else if (is_quoted || !(is_blank(c) || (is_continuation(c) && is_beyond_ascii(previous)))) {
            ++tokens;
        }
        is_quoted = is_quoted || (c == '\'' && quotes == Quotes::by_character);
        previous = c;
    }
    return tokens;
}

}  // namespace proffer::syntax
