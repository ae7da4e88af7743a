// One breach of a guard's rule by an edit set.
#pragma once

#include <string>

namespace proffer::domain {

struct Violation {
    std::string rule;     ///< "outside-scope", "protected", "path", "symlink", "collision", "mode", "size", "binary", "secret", …
    std::string path;     ///< untrusted
    std::string message;  ///< why, and what would be allowed; no secret value is ever quoted

    friend bool operator==(const Violation&, const Violation&) = default;
};

}  // namespace proffer::domain
