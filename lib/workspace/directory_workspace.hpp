// Workspaces in a directory of their own: where the system grants no overlay, and for bare repositories.
#pragma once

#include <string>
#include <vector>

#include "git/repository.hpp"
#include "workspace/factory.hpp"
#include "workspace/walls.hpp"

namespace proffer::workspace {

/// `reason` tells why there is no overlay. The first of `candidates` that the system grants is taken; in namespaces the directory is seen
/// at the checkout's path.
[[nodiscard]] Result<std::unique_ptr<WorkspaceFactory>> make_directory_factory(git::Repository& repository, const domain::Oid& base,
                                                                               const FactorySettings& settings,
                                                                               const std::vector<Walls>& candidates,
                                                                               const std::string& reason);

}  // namespace proffer::workspace
