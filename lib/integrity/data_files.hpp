// Snapshots, golden files and fixtures, and sources that reach past the tests.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "integrity/compare.hpp"

namespace proffer::integrity {

/// New files, and new rows of tables and snapshot collections are harmless; what was expected before must stay.
[[nodiscard]] std::optional<Change> judge_data(std::string_view path, const std::optional<std::string>& before,
                                               const std::optional<std::string>& after);

/// Code that is no test: only what ends the test runner, or reaches into it, is told.
[[nodiscard]] std::optional<Change> judge_source(std::string_view path, std::string_view before, std::string_view after);

}  // namespace proffer::integrity
