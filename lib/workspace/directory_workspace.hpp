// Workspaces in a directory of their own: where the system grants no overlay, and for bare repositories.
#pragma once

#include "git/repository.hpp"
#include "workspace/factory.hpp"

namespace proffer::workspace {

/// `reason` tells why there is no overlay. Namespaces are used where they are granted; then the directory is seen at the checkout's path.
[[nodiscard]] Result<std::unique_ptr<WorkspaceFactory>> make_directory_factory(git::Repository& repository, const domain::Oid& base,
                                                                               const FactorySettings& settings, const std::string& reason);

}  // namespace proffer::workspace
