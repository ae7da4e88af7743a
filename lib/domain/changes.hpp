// What a program that edits files itself has made of the base commit.
#pragma once

#include <string>
#include <vector>

#include "domain/edit.hpp"
#include "domain/violation.hpp"

namespace proffer::domain {

/// Modes stay as they are in the base (security.md F1).
struct Changes {
    EditSet edits;
    std::vector<Violation> refused;  ///< what no proposal can hold: links, too large files, names, …; a few dozen at most
    std::vector<std::string> notes;  ///< what was left out, a line each; a few dozen at most; untrusted names made visible
};

}  // namespace proffer::domain
