// Which parser reads which file.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "domain/diagnostic.hpp"

namespace proffer::syntax {

/// All errors of a text, in order of place, at most 1,000; nothing when it was too much to read.
using Findings = std::optional<std::vector<domain::Diagnostic>>;

struct Language {
    std::string_view name;
    Findings (*find_errors)(std::string_view text);
    /// The parser stops at its first error: what it says of a text that was broken already proves nothing of the rest.
    bool stops_at_first = false;
};

/// The language of a file by its name, or null.
[[nodiscard]] const Language* find_language(std::string_view path);

}  // namespace proffer::syntax
