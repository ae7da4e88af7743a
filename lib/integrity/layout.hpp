// What changes only how a text is laid out, and which lines of a file are one function.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace proffer::integrity {

/// The same words and signs, of code and of comments, with other blanks, line ends, quotes or commas before a closing bracket. Of files
/// that are read by lines only blanks at line ends and empty lines count as layout.
[[nodiscard]] bool differs_in_layout_only(std::string_view path, std::string_view before, std::string_view after);

/// The same code: what differs is layout or comments.
[[nodiscard]] bool is_same_code(std::string_view path, std::string_view before, std::string_view after);

/// Lines from 1, both inclusive.
struct LineRange {
    std::size_t first = 0;
    std::size_t last = 0;
};

/// Functions and methods that stand in no other; empty for languages of which we know none.
[[nodiscard]] std::vector<LineRange> functions_of(std::string_view path, std::string_view text);

}  // namespace proffer::integrity
