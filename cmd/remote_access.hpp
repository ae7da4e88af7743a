// The remote and its forge as `doctor` and `gc` reach them: with the token and the login of a run.
#pragma once

#include <string>

#include "cmd/wiring.hpp"
#include "forge/factory.hpp"
#include "git/repository.hpp"

namespace proffer::cmd {

struct RemoteAccess {
    std::string url;  ///< empty: no remote
    git::PushSettings push;
    forge::Connection connection;
};

/// Asks the network only what `forge::connect` asks.
[[nodiscard]] Result<RemoteAccess> reach_remote(const Project& project);

}  // namespace proffer::cmd
