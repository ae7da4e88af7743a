// Which lines were removed and added between two texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace proffer::diff {

/// `old_count` lines from `old_begin` (from 0) became `new_count` lines from `new_begin`.
struct Change {
    std::size_t old_begin = 0;
    std::size_t old_count = 0;
    std::size_t new_begin = 0;
    std::size_t new_count = 0;
    friend bool operator==(const Change&, const Change&) = default;
};

/// A short edit script in order of position (Myers, O(ND), with a linear-cost fallback for texts that are
/// far apart, so that no input is quadratic). Lines are compared with their ends.
[[nodiscard]] std::vector<Change> diff_lines(const std::vector<std::string_view>& old_lines,
                                             const std::vector<std::string_view>& new_lines);

/// Steps that several diffs may take together; each takes off what it took. Once they are used up, scripts are still
/// right but may be longer than need be.
struct Effort {
    std::uint64_t steps = 0;
};

[[nodiscard]] std::vector<Change> diff_lines(const std::vector<std::string_view>& old_lines, const std::vector<std::string_view>& new_lines,
                                             Effort& effort);

}  // namespace proffer::diff
