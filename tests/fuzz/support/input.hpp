// How a fuzz target takes its input apart. Inputs are text as far as possible, so that seeds can be written by hand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/assert.hpp"

/// A promise of the code under test. Broken, it ends the program, which is what the fuzzer looks for.
#define PROFFER_PROMISE(kept, promise) PROFFER_ASSERT(kept, promise)

namespace proffer::fuzz {

/// A line with nothing else on it, between the parts of an input.
inline constexpr std::string_view k_separator = "%%%%\n";
inline constexpr std::size_t k_most_parts = 12;

[[nodiscard]] std::string_view text_of(const std::uint8_t* data, std::size_t size);

/// At least one part; what follows the last separator that counts is one part.
[[nodiscard]] std::vector<std::string_view> parts_of(std::string_view input);

/// The part at `index`, or nothing.
[[nodiscard]] std::string_view part(const std::vector<std::string_view>& parts, std::size_t index);

/// The first line without its end, and what follows it.
[[nodiscard]] std::pair<std::string_view, std::string_view> first_line(std::string_view text);

/// Lines without their ends, at most 64; empty ones are left out.
[[nodiscard]] std::vector<std::string> short_list(std::string_view text);

/// `text` cut as a network might cut it; the same text is always cut the same way.
[[nodiscard]] std::vector<std::string_view> chunks_of(std::string_view text);
/// One byte a chunk.
[[nodiscard]] std::vector<std::string_view> single_bytes(std::string_view text);

/// No control characters but those in `allowed`, and valid UTF-8.
[[nodiscard]] bool is_printable(std::string_view text, std::string_view allowed = "");

}  // namespace proffer::fuzz
