// Which walls stood around the checks, and how strong they must be (security.md 4.2).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace proffer::domain {

struct Isolation {
    std::string workspace;             ///< "overlay" at the checkout's own path, or "directory"
    std::vector<std::string> walls;    ///< "user", "mount", "pid", "net", "ipc" namespaces, "seccomp", "landlock abi 7", …
    std::string network;               ///< "none", or "host" where it could not be cut off
    std::string reason;                ///< why it is not stronger; empty when nothing was refused
    int level = 0;                     ///< the highest whose attempts all failed in the probe; 0: not even the lowest, or not probed
    std::vector<std::string> blocked;  ///< attempts of the probe that failed, as they should
    std::vector<std::string> open;     ///< attempts that worked
    std::int64_t set_up_ms = 0;        ///< finding and probing the walls

    /// One line for logs and reports: "L3 · user+mount+pid+net+ipc, overlay, seccomp, landlock abi 7 · network none ·
    /// probe 24/24 blocked · 11 ms".
    [[nodiscard]] std::string text() const;
};

/// Whose text a run follows: that of the least trusted part of its prompt.
enum class Trust {
    outsider,       ///< anyone with an account
    writer,         ///< someone with rights on the repository wrote or labelled it
    configuration,  ///< a task of the default branch, started in CI
    own,            ///< the operator's own, on a machine of theirs
};

constexpr int k_strongest_level = 4;

/// The lowest level that is enough: 4 is another machine without secrets, which proffer itself cannot give.
[[nodiscard]] int minimum_level(Trust trust);

/// 2 for "L2", 1 to `k_strongest_level`; else 0.
[[nodiscard]] int parse_level(std::string_view text);

}  // namespace proffer::domain
