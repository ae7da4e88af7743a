// Where the hook keeps jobs and their logs: outside of every checkout, readable by nobody else.
#pragma once

#include <string>

#include "base/result.hpp"
#include "hook/place.hpp"
#include "os/environment.hpp"

namespace proffer::hook {

/// "$XDG_STATE_HOME/proffer/widgets-0123456789ab" for the repository of `place`, shared by its worktrees; made when it is not there.
/// Without a usable home, or when that lies in the working tree (security.md G5), below TMPDIR. Fails with `denied` when the directory
/// belongs to somebody else or others can write to it, or with `io`.
[[nodiscard]] Result<std::string> make_state_directory(const os::Environment& environment, const Place& place);

}  // namespace proffer::hook
