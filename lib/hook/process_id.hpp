// Processes by id and time of start, so that a number used again is not mistaken for the process it once was.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace proffer::hook {

struct ProcessId {
    pid_t pid = 0;                  ///< 0: none
    std::uint64_t start_ticks = 0;  ///< since the machine started

    friend bool operator==(const ProcessId&, const ProcessId&) = default;
};

/// The nearest `git push` that this process descends from; none when something else than git runs the hook.
[[nodiscard]] ProcessId find_pusher();

/// True while that very process runs; false for none.
[[nodiscard]] bool is_running(const ProcessId& process);

/// Waits until it has ended, `limit` is over or a signal asks us to stop. True when it has ended.
[[nodiscard]] bool wait_for_end(const ProcessId& process, std::chrono::milliseconds limit);

}  // namespace proffer::hook
