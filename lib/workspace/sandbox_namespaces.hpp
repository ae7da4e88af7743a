// New namespaces for the calling process.
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "base/result.hpp"

namespace proffer::workspace {

/// user, mount, ipc, uts and, unless `network`, net for this process; pid for its next child. The user keeps its id; a privileged one
/// keeps all ids, so that files of others stay accessible to it, but its rights end at the namespaces. Single-threaded callers only.
[[nodiscard]] Result<void> enter_namespaces(bool network);

/// The same without a user namespace, for a process that root runs as.
[[nodiscard]] Result<void> enter_namespaces_as_root(bool network);

/// What the command may not do, however it tries: no new privileges, no capability that reaches mounts or devices, no core files,
/// limits on file size, open files and, unless 0, processes.
void limit_command(std::uint64_t processes);

/// For good: nothing of root is left to this process.
[[nodiscard]] Result<void> become_user(uid_t user, gid_t group);

}  // namespace proffer::workspace
