// The system calls a command may not make, whatever its user may do.
#pragma once

#include "base/result.hpp"

namespace proffer::workspace {

/// Which sockets the command may open.
enum class Sockets {
    any_local,  ///< UNIX, IPv4, IPv6 and routing information: a network namespace decides what they reach
    internet,   ///< no UNIX sockets but pairs: nothing else hides those of this machine's services
    none,       ///< pairs only
};

/// For this process and all it becomes and starts, for good; needs no_new_privs or CAP_SYS_ADMIN. What is refused fails with EPERM (or
/// as on a kernel without it), so that programs can do without. Fails with `io` where the kernel has no seccomp.
[[nodiscard]] Result<void> filter_system_calls(Sockets sockets);

/// True when a filter could be set here; nothing is changed.
[[nodiscard]] bool has_system_call_filter();

}  // namespace proffer::workspace
