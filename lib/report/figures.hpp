// Times, durations, counts and amounts as every report prints them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/usage.hpp"

namespace proffer::report {

/// "2026-11-23T05:59:58.123Z" for milliseconds since 1970; times outside the years 1970 to 9999 are clamped.
[[nodiscard]] std::string iso_time(std::int64_t time_ms);
/// Reads exactly that form back; nothing for any other text.
[[nodiscard]] std::optional<std::int64_t> parse_iso_time(std::string_view text);
/// "2026-11-23 05:59 UTC", for people.
[[nodiscard]] std::string minute_of(std::int64_t time_ms);

/// "850 ms", "1.2 s", "3 min 05 s", "1 h 02 min"; negative durations count as none.
[[nodiscard]] std::string duration_text(std::int64_t duration_ms);
/// "1,234,567".
[[nodiscard]] std::string grouped(std::uint64_t number);
/// "12,345 in (2,000 cached), 678 out".
[[nodiscard]] std::string tokens_text(const domain::Usage& usage);
/// "0.0421 USD", or "unknown" when the model's price is not known.
[[nodiscard]] std::string cost_text(const domain::Usage& usage);

}  // namespace proffer::report
