// `12 | ` in front of lines: line numbers that a model copied along with the text.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace proffer::edit {

[[nodiscard]] bool has_line_number(std::string_view line);

/// The lines without their numbers; nothing unless every line has one.
[[nodiscard]] std::optional<std::vector<std::string_view>> without_line_numbers(const std::vector<std::string_view>& lines);

/// True when each line has a number one above that of the line before it.
[[nodiscard]] bool are_numbered_in_order(const std::vector<std::string_view>& lines);

}  // namespace proffer::edit
