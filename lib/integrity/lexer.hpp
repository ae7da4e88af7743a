// The lexer for languages with braces that come without a grammar, and for C and C++ with their macros.
#pragma once

#include <string>
#include <string_view>

#include "integrity/tokens.hpp"

namespace proffer::integrity {

/// C, C++, Objective-C, C#, PHP, Kotlin, Swift, Scala, Groovy, Dart, by the ending of the name.
[[nodiscard]] bool has_braces(std::string_view path);

[[nodiscard]] Tokens lex(std::string_view path, std::string_view text);

/// A string with double quotes where that changes nothing; a relative path in it from the repository's root (JavaScript, TypeScript).
[[nodiscard]] std::string normal_string(std::string_view path, std::string_view string);

}  // namespace proffer::integrity
