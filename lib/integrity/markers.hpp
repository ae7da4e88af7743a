// Annotations, decorators and call words that skip or focus a test.
#pragma once

#include <cstddef>
#include <string>

#include "integrity/tokens.hpp"

namespace proffer::integrity {

struct Markers {
    bool skips = false;
    bool focuses = false;
    std::string word;  ///< the first that skips
};

/// Takes the markers out of a test's or group's tokens, so that what is left can be compared with the same test without them.
Markers take_markers(Tokens& tokens);

/// Index behind the decorators, annotations and attributes that begin at `begin`.
[[nodiscard]] std::size_t behind_annotations(const Tokens& tokens, std::size_t begin, std::size_t end);

}  // namespace proffer::integrity
