// The syntax tree of a file as plain values, for readers that must not see tree-sitter.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace proffer::syntax {

struct Node {
    std::string_view type;    ///< the grammar's own word; lives as long as the program
    std::uint32_t begin = 0;  ///< bytes
    std::uint32_t end = 0;
    std::uint32_t line = 0;   ///< of the first byte, from 1
    std::uint32_t after = 0;  ///< index behind the last node below this one
};

/// All nodes, parents first, in order of place; the first is the root. Nothing for a file without a grammar, one that is too large to be
/// parsed safely, and for C and C++, of which the grammars understand too little without the preprocessor.
[[nodiscard]] std::optional<std::vector<Node>> read_nodes(std::string_view path, std::string_view text);

}  // namespace proffer::syntax
