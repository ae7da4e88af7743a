// SIGINT, SIGTERM and SIGHUP become a flag that loops look at; SIGPIPE is ignored.
#pragma once

namespace proffer::os {

/// Called once by `main`.
void watch_signals();

/// The signal that asked us to stop, or 0. Async-signal-safe; processes started by `run` are ended when it is set.
[[nodiscard]] int stop_signal();

/// A signal asked the process to stop, or a flag this thread (base/stop_flag.hpp).
[[nodiscard]] bool is_to_stop();

}  // namespace proffer::os
