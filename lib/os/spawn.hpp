// Starts a program: fork, own process group, clean signals and descriptors, exec.
#pragma once

#include <sys/types.h>

#include "os/descriptor.hpp"
#include "os/process.hpp"

namespace proffer::os {

struct Spawned {
    pid_t pid = -1;           ///< also the id of its process group
    Descriptor input;         ///< our end; closed when the command has no input (it then reads /dev/null)
    Descriptor output;        ///< non-blocking, as all of them
    Descriptor error_output;  ///< closed when captured together
};

/// Fails with `not_found` (no such program or directory) or `io`. Reports a failed exec, so success means that the program runs.
[[nodiscard]] Result<Spawned> spawn(const Command& command);

}  // namespace proffer::os
