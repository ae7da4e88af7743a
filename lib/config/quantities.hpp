// Amounts as people write them: "50KB", "1h30m", "400k", "2.00 USD"; and back, exactly.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace proffer::config {

/// "50KB", "1.5 MB", "4096": B, K/KB/KiB, M/MB/MiB, G/GB/GiB, each 1,024 of the one before. Nothing for other text,
/// zero included.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text);

/// "20m", "120s", "500ms", "1h", "1h30m"; a plain number counts seconds. From 1 ms to 7 days.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// "2000", "400k", "1.5M" (thousands and millions), with `noun` or its plural behind it or not. Above zero.
[[nodiscard]] std::optional<std::uint64_t> parse_count(std::string_view text, std::string_view noun);

/// US dollars: "2.00 USD", "2", "$2". From 0 to a million.
[[nodiscard]] std::optional<double> parse_cost(std::string_view text);

/// A whole number with an optional sign.
[[nodiscard]] std::optional<int> parse_integer(std::string_view text);

/// A plain decimal number such as "0.7", not negative.
[[nodiscard]] std::optional<double> parse_decimal(std::string_view text);

[[nodiscard]] std::string render_size(std::uint64_t bytes);
[[nodiscard]] std::string render_duration(std::chrono::milliseconds duration);
[[nodiscard]] std::string render_count(std::uint64_t count);
[[nodiscard]] std::string render_cost(double cost_usd);
[[nodiscard]] std::string render_decimal(double number);

}  // namespace proffer::config
