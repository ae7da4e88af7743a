// Which parts of a secret are random enough that a fingerprint of them gives nothing away.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace proffer::base {

struct StrongWindows {
    std::size_t window_bytes = 0;      ///< 0: nothing of the value may be sealed
    std::vector<std::size_t> offsets;  ///< of the windows that are random throughout, in order
};

/// See `seal` for the rules.
[[nodiscard]] StrongWindows strong_windows(std::string_view value);

}  // namespace proffer::base
