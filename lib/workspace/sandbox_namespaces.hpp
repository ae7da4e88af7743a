// New namespaces for the calling process.
#pragma once

#include "base/result.hpp"

namespace proffer::workspace {

/// user, mount, ipc, uts and, unless `network`, net for this process; pid for its next child. The user keeps its id; a privileged one
/// keeps all ids, so that files of others stay accessible to it, but its rights end at the namespaces. Single-threaded callers only.
[[nodiscard]] Result<void> enter_namespaces(bool network);

/// What the command may not do, however it tries: no new privileges, no capability that reaches mounts or devices, no core files,
/// limits on processes (where they are counted in a namespace of our own) and on file size.
void limit_command(bool namespaces);

}  // namespace proffer::workspace
