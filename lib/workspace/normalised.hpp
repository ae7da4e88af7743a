// Paths as mounts and comparisons need them.
#pragma once

#include "git/repository.hpp"
#include "workspace/factory.hpp"

namespace proffer::workspace {

/// The same with absolute paths without a slash at the end.
[[nodiscard]] git::Layout normalised(git::Layout layout);
[[nodiscard]] FactorySettings normalised(FactorySettings settings);

}  // namespace proffer::workspace
