// Python's rule of indentation, which its grammar does not hold texts to.
#pragma once

#include <tree_sitter/api.h>

#include <string_view>
#include <vector>

#include "domain/diagnostic.hpp"

namespace proffer::syntax {

/// Blocks that are empty, and statements that are indented otherwise than the block they stand in.
[[nodiscard]] std::vector<domain::Diagnostic> find_layout_errors(const TSTree* tree, std::string_view text);

}  // namespace proffer::syntax
