// Landlock: which files a process may reach, told to the kernel by the process itself.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace proffer::workspace {

struct LandlockRules {
    std::vector<std::string> readable;  ///< with all below them; missing ones are fine
    std::vector<std::string> writable;  ///< the same
    bool network = true;                ///< false: no TCP either
};

/// The ABI version of this kernel; 0: none.
[[nodiscard]] int landlock_version();

/// For this process and all it becomes and starts, for good; needs no_new_privs. As much of it as the kernel knows; nothing where it
/// knows none. Processes and abstract sockets outside cannot be reached either where the kernel can tell them apart. Fails with `io`.
[[nodiscard]] Result<void> restrict_with_landlock(const LandlockRules& rules);

}  // namespace proffer::workspace
