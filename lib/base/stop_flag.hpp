// Stops one thread without the others.
#pragma once

#include <atomic>

namespace proffer::base {

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

/// The flag of this thread is set.
[[nodiscard]] bool is_flagged_to_stop();

}  // namespace proffer::base
