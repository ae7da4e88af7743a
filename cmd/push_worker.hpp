// What goes on when the push does: one run a branch, one push after the other.
#pragma once

#include <string>

#include "base/result.hpp"

namespace proffer::cmd {

/// `proffer hook work DIRECTORY`, internal. Ends the jobs before it first, then its own.
[[nodiscard]] Result<int> work_on_push(const std::string& directory);

}  // namespace proffer::cmd
