// Workspaces at the checkout's own path: an overlay mount that only their commands see.
#pragma once

#include "git/repository.hpp"
#include "workspace/factory.hpp"
#include "workspace/walls.hpp"

namespace proffer::workspace {

/// Fails with `io` where the system refuses namespaces or the mount; the message tells which.
[[nodiscard]] Result<std::unique_ptr<WorkspaceFactory>> make_overlay_factory(git::Repository& repository, const domain::Oid& base,
                                                                             const FactorySettings& settings, Walls walls);

}  // namespace proffer::workspace
