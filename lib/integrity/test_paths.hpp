// Which files are tests, which hold what tests expect, and which decide how tests are run.
#pragma once

#include <string_view>
#include <vector>

#include "domain/settings.hpp"

namespace proffer::integrity {

enum class Role {
    other,
    code,      ///< of tests
    data,      ///< snapshots, golden files, fixtures
    runner,    ///< configuration of test runners, check scripts
    stand_in,  ///< found by a runner in the place of something real: `__mocks__`, sitecustomize.py
};

/// By `tests.paths`, or by the usual names when there are none. Runner files are known by name, and by the checks that start them.
[[nodiscard]] Role role_of(std::string_view path, const domain::TestsSettings& tests, const std::vector<domain::CheckSettings>& checks);

/// Code or data of tests.
[[nodiscard]] bool is_test(Role role);

}  // namespace proffer::integrity
