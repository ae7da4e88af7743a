// Places of a text that a reader does not see, collected in any order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "prompt/markdown_blocks.hpp"

namespace proffer::prompt {

struct HiddenMark {
    Range range;
    std::string_view kind;  ///< a literal
    bool kept = false;      ///< told, but not taken out
};

/// What Markdown and HTML hide, collapsed details included.
[[nodiscard]] std::vector<HiddenMark> find_hidden_markup(std::string_view markdown);

/// Invisible code points that spell something or have no business in a text: all but a few single ones that copying leaves behind.
[[nodiscard]] std::vector<HiddenMark> find_hidden_code_points(std::string_view text);

/// What invisible code points spell where it is known (tags, variation selectors as bytes), else them made visible.
[[nodiscard]] std::string spell_code_points(std::string_view text);

}  // namespace proffer::prompt
