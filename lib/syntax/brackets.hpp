// C and C++ below their preprocessor: what must fit together whatever macros stand for.
#pragma once

#include <string_view>
#include <vector>

#include "domain/diagnostic.hpp"

namespace proffer::syntax {

/// Brackets, quotes and comments that are not closed or do not match, and backticks, which no program holds. Of `#if`
/// only the first branch counts. At most one error: what follows it is its echo.
[[nodiscard]] std::vector<domain::Diagnostic> find_bracket_errors(std::string_view text);

}  // namespace proffer::syntax
