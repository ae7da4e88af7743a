// For `hook install` and `init --hook`.
#pragma once

#include <string>

#include "cmd/command.hpp"

namespace proffer::cmd {

/// `where`: "auto", "file" or "config". Prints where the hook is.
[[nodiscard]] Result<int> install_hook(const CommonFlags& common, const std::string& where);

}  // namespace proffer::cmd
