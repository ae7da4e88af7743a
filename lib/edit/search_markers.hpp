// The marker lines of SEARCH/REPLACE blocks: rows of five to nine signs.
#pragma once

#include <string_view>

namespace proffer::edit {

struct SearchMarker {
    enum class Kind { none, head, divider, tail } kind = Kind::none;
    bool angles = true;  ///< `<` and `>`, not `-` and `+`
    bool exact = false;  ///< a divider of exactly seven
};

[[nodiscard]] SearchMarker parse_search_marker(std::string_view line);

}  // namespace proffer::edit
