// Of a file that is too long to be shown whole, the lines that say most about a text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "locate/file_kind.hpp"

namespace proffer::locate {

/// Lines of a text, from 1, both ends included.
struct LineRange {
    std::size_t first = 0;
    std::size_t last = 0;

    bool operator==(const LineRange&) const = default;
};

/// Parts of `text`, cut where definitions begin (or at blank lines, where those are far apart), at most `most_bytes` together: first
/// what `about` names by line number behind the file's name, then what shares most words with it, then the lines around them. In the
/// order of the file, joined where they touch. Whole lines only: empty when not one part fits.
[[nodiscard]] std::vector<LineRange> choose_parts(std::string_view path, std::string_view text, std::string_view about,
                                                  std::size_t most_bytes);

}  // namespace proffer::locate
