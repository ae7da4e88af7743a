// Which walls stood around the checks (security.md 4.2).
#pragma once

#include <string>
#include <vector>

namespace proffer::domain {

struct Isolation {
    std::string workspace;           ///< "overlay" at the checkout's own path, or "directory"
    std::vector<std::string> walls;  ///< "user", "mount", "pid", "net", "ipc" namespaces, "rlimits", …
    std::string network;             ///< "none", or "host" where it could not be cut off
    std::string reason;              ///< why it is not stronger; empty when nothing was refused

    /// One line for logs and reports: "overlay · user+mount+pid+net+ipc · network none".
    [[nodiscard]] std::string text() const;
};

}  // namespace proffer::domain
