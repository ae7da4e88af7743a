// Removal of trees below an open directory.
#pragma once

#include <string>

#include "base/result.hpp"

namespace proffer::os {

/// Removes the entry `name` of the open directory with all below it, without following links; missing is fine. Trees of any depth and
/// directories without permissions are removed too.
[[nodiscard]] Result<void> remove_entry(int directory, const std::string& name);

}  // namespace proffer::os
