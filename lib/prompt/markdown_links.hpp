// Destinations, titles and labels of Markdown links; positions are byte offsets, npos stands for "none here".
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "prompt/markdown_blocks.hpp"

namespace proffer::prompt {

/// What follows `](` or `]:`; ranges are of the text scanned. The title comes with its quotes.
struct LinkTarget {
    Range destination;
    Range title;
    std::size_t end = 0;  ///< behind the closing parenthesis, or behind the line of a definition
};

/// Remembers what does not come any more, so that many openers without an end cost no more than one.
struct LinkScan {
    std::size_t no_quote_from[3] = {std::string_view::npos, std::string_view::npos, std::string_view::npos};
};

/// `(destination "title")` with the parenthesis at `begin`.
[[nodiscard]] std::optional<LinkTarget> scan_link_target(std::string_view text, std::size_t begin, LinkScan& scan);

/// `[label]: destination "title"` and its line end, at `begin`; the label's range is its inside.
struct ScannedDefinition {
    Range label;
    LinkTarget target;
};
[[nodiscard]] std::optional<ScannedDefinition> scan_definition(std::string_view text, std::size_t begin);

/// End of the label's inside when `[` stands at `begin`: no bracket inside, not blank, at most 999 bytes.
[[nodiscard]] std::size_t scan_label(std::string_view text, std::size_t begin);

}  // namespace proffer::prompt
