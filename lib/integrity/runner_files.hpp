// What decides how tests are run: configuration of runners, check scripts, thresholds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "integrity/compare.hpp"

namespace proffer::integrity {

/// By name: pytest.ini, package.json, Makefile, pom.xml, …
[[nodiscard]] bool is_runner_file(std::string_view path);

/// Of mixed files only what concerns tests is compared. Nothing when it is the same, when thresholds only rise, or when targets, tests and
/// scripts only come.
[[nodiscard]] std::optional<Change> judge_runner(std::string_view path, const std::optional<std::string>& before,
                                                 const std::optional<std::string>& after);

}  // namespace proffer::integrity
