// A source file as words, signs and the ends of statements: what stays the same when only layout and comments change.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace proffer::integrity {

struct Token {
    std::string text;
    std::uint32_t line = 0;  ///< from 1
};
using Tokens = std::vector<Token>;

/// Marks that no source text holds: the end of a statement, and a block that only layout shows (Python, Ruby).
inline constexpr std::string_view k_end = "\x01;";
inline constexpr std::string_view k_indent = "\x01>";
inline constexpr std::string_view k_dedent = "\x01<";

/// By the language's grammar where we carry one, else by the rules that languages with braces share, else each line as one token.
/// Strings are one token with one kind of quotes; relative paths in JavaScript's are spelt from the root. Comments are left out, but for
/// those that say whether a file takes part at all.
[[nodiscard]] Tokens tokens_of(std::string_view path, std::string_view text);

/// Whether statements of the file can be told apart, or only lines.
[[nodiscard]] bool is_read_by_lines(std::string_view path);

[[nodiscard]] bool is_word(const Token& token);
[[nodiscard]] bool is_string(const Token& token);
/// +1 for what opens a bracket or block, -1 for what closes one, else 0.
[[nodiscard]] int nesting(const Token& token);

}  // namespace proffer::integrity
