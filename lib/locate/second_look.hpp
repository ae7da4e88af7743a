// A closer look at the text of the best files: where query words stand close together.
#pragma once

#include <string_view>
#include <vector>

#include "locate/query.hpp"

namespace proffer::locate {

struct Closeness {
    double window = 0;               ///< BM25 of the best 30 lines
    std::size_t window_line = 0;     ///< where they begin, from 1; 0: none
    std::vector<std::size_t> pairs;  ///< indices of the query's pairs that stand side by side here, in order
};

/// `idf` belongs to `query.words`. Linear in the text.
[[nodiscard]] Closeness look_closely(const Query& query, const std::vector<double>& idf, std::string_view text);

}  // namespace proffer::locate
