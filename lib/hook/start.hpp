// Starts what a hook starts: the hook that was there before, and the worker that goes on when the push does.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "hook/job.hpp"
#include "os/environment.hpp"

namespace proffer::hook {

/// The process becomes that command; returns only when it cannot be started.
[[nodiscard]] Error become(const std::vector<std::string>& command);

/// Runs the command on our terminal with `input` as its standard input, whether it reads it or not; gives its exit status, 128 + N for
/// signal N.
[[nodiscard]] Result<int> run_with_input(const std::vector<std::string>& command, std::string_view input);

/// What a hook's child may keep of git's variables: how to log in and who the user is, not which repository git is at work on
/// (security.md G2). PROFFER=0 keeps hooks below it from starting anything (G4).
[[nodiscard]] os::Environment worker_environment(const os::Environment& hook);

/// Starts `proffer hook work DIRECTORY` in a session of its own: no terminal, output to the job's log, the lock inherited, a little
/// nicer than others. Nothing it has open is ours, so nobody waits for it who waits for us.
[[nodiscard]] Result<pid_t> start_worker(const StoredJob& stored, const os::Environment& environment);

}  // namespace proffer::hook
