// Time and randomness of this machine.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace proffer::os {

/// Wall clock, milliseconds since 1970, UTC.
[[nodiscard]] std::int64_t now_ms();

/// Monotonic, for durations and limits.
[[nodiscard]] std::chrono::milliseconds monotonic();

/// Waits, or returns early when a signal asks us to stop.
void sleep_for(std::chrono::milliseconds duration);

/// From the kernel.
[[nodiscard]] std::string random_bytes(std::size_t bytes);
/// The same in hex.
[[nodiscard]] std::string random_hex(std::size_t bytes);

}  // namespace proffer::os
