// Does the file still parse? Only errors that the edit brought in count.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/diagnostic.hpp"

namespace proffer::syntax {

/// The language of `path` by its name ("python", "c++", "yaml", …), or nothing when we have no grammar.
[[nodiscard]] std::optional<std::string_view> language_of(std::string_view path);

/// Every syntax error of `text`, in order, at most 20. Empty for files without a grammar, and for those that are too large
/// to be parsed safely (about 32,000 tokens). Of C and C++ only what no macro can explain counts: brackets, quotes, comments
/// and the semicolon of plain statements.
[[nodiscard]] std::vector<domain::Diagnostic> find_errors(std::string_view path, std::string_view text);

/// The errors of `after` that `before` (nothing for a new file) did not have already, so that code a grammar
/// cannot read (macro-heavy C++) is not held against the edit.
[[nodiscard]] std::vector<domain::Diagnostic> find_new_errors(std::string_view path, std::optional<std::string_view> before,
                                                              std::string_view after);

}  // namespace proffer::syntax
