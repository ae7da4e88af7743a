// When to try again, and after how long.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string_view>

namespace proffer::http {

struct RetryLimits {
    int tries = 6;  ///< in all
    std::chrono::milliseconds base = std::chrono::seconds(1);
    std::chrono::milliseconds cap = std::chrono::seconds(60);
};

/// Waits before the next HTTP try. `attempt` counts from 1; `retry_after` comes from the server and is never shortened. Full jitter
/// below base·2^(attempt-1), capped; after `retry_after`, jitter below `base` on top, so that many clients do not come back at once.
/// Pure; `random` supplies the jitter. Source: RFC 9110, section 10.2.3.
[[nodiscard]] std::chrono::milliseconds retry_delay(int attempt, std::optional<std::chrono::seconds> retry_after, const RetryLimits& limits,
                                                    std::mt19937& random);

/// 408, 409, 425, 429, every 5xx, 529.
[[nodiscard]] bool is_retryable(int status);

/// Seconds, or an HTTP date seen from `now` (seconds since 1970); nothing for the past, the absurd (over a day) and garbage.
[[nodiscard]] std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, std::int64_t now_seconds);

}  // namespace proffer::http
