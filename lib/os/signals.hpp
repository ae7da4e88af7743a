// SIGINT, SIGTERM and SIGHUP become a flag that loops look at; SIGPIPE is ignored.
#pragma once

#include <atomic>

namespace proffer::os {

/// Called once by `main`.
void watch_signals();

/// The signal that asked us to stop, or 0. Async-signal-safe; processes started by `run` are ended when it is set.
[[nodiscard]] int stop_signal();

/// While it lives, the thread that made it also stops when `flag` is set: its processes, requests and waits end as they do on a signal,
/// with `interrupted`. The flag outlives it.
class StopFlagScope {
 public:
    explicit StopFlagScope(const std::atomic<bool>& flag);
    ~StopFlagScope();
    StopFlagScope(const StopFlagScope&) = delete;
    StopFlagScope& operator=(const StopFlagScope&) = delete;

 private:
    const std::atomic<bool>* outer_;
};

/// A signal asked the process to stop, or a flag this thread.
[[nodiscard]] bool is_to_stop();

}  // namespace proffer::os
