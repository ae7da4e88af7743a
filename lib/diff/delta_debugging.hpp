// Which of many parts are needed for something to stay as it is.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "base/result.hpp"

namespace proffer::diff {

struct Needed {
    std::vector<std::size_t> parts;  ///< in order; with these alone the test passed, or they are all there are
    bool complete = true;            ///< none of them can be left out alone; false: the test gave up before that was known
};

/// Whether it passes with these parts alone (in order); nothing: no more is tried.
using TestParts = std::function<Result<std::optional<bool>>(const std::vector<std::size_t>& parts)>;

/// Delta debugging (ddmin, Zeller and Hildebrandt 2002) over the parts 0 to `count - 1`, which pass together. The same answers give the
/// same questions. Asks for each choice of parts once at most; at worst about `count` squared times.
[[nodiscard]] Result<Needed> find_needed(std::size_t count, const TestParts& test);

}  // namespace proffer::diff
