// Finds and reads the user's own configuration.
#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "config/user.hpp"
#include "os/environment.hpp"

namespace proffer::cmd {

/// `$XDG_CONFIG_HOME/proffer/config.yml`, or `~/.config/proffer/config.yml`; nothing there is no error. Fails with `config` when the file
/// has problems (each is logged), when others may write it, or when it lies inside `repository`: then it is not the operator who speaks.
[[nodiscard]] Result<config::UserSettings> load_user_settings(const os::Environment& environment, const std::filesystem::path& repository);

}  // namespace proffer::cmd
