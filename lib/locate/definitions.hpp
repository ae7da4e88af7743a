// Names that a file defines, found line by line: what a whole tree can be read for in a second. The few files at the head of a ranking
// are looked at with grammars (syntax/symbols).
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "locate/file_kind.hpp"

namespace proffer::locate {

struct Definition {
    std::string_view name;  ///< points into the text
    std::size_t line = 0;   ///< from 1
};

/// Functions, types, macros, modules, and constants of the outermost level, in order, at most `k_most_definitions`. A heuristic: it reads
/// no strings or comments, and a name in them may count.
[[nodiscard]] std::vector<Definition> find_definitions(std::string_view text, Family family);

inline constexpr std::size_t k_most_definitions = 4096;

}  // namespace proffer::locate
