// Which walls a factory puts up, tried and probed before anything runs behind them.
#pragma once

#include <filesystem>
#include <string>

#include "domain/isolation.hpp"
#include "git/repository.hpp"
#include "workspace/factory.hpp"
#include "workspace/sandbox_specification.hpp"
#include "workspace/sandbox_view.hpp"

namespace proffer::workspace {

enum class Walls {
    user_namespaces,
    root_namespaces,  ///< made by root, through sudo
    landlock,         ///< with seccomp; for places that grant no namespaces
    none,             ///< a clean environment and limits
};

[[nodiscard]] bool has_namespaces(Walls walls);

/// Why these cannot be put up at all; empty: they are worth a try.
[[nodiscard]] std::string missing_for(Walls walls);

/// What of a specification follows from the walls and the view. `directory` is one of `make_workspace_directory`.
[[nodiscard]] SandboxSpecification specification_for(Walls walls, const View& view, const std::filesystem::path& directory);

/// What commands get of our variables.
[[nodiscard]] os::Environment environment_for(Walls walls, const FactorySettings& settings, const std::filesystem::path& directory);

/// Sets up what `specification` says and makes every attempt in it. Fills in level and attempts; fails with `io` when it cannot be set up.
[[nodiscard]] Result<void> probe_walls(domain::Isolation& isolation, Walls walls, SandboxSpecification specification,
                                       const FactorySettings& settings, const git::Layout& layout, const std::filesystem::path& directory);

/// Names and network of `isolation`.
void name_walls(domain::Isolation& isolation, Walls walls);

/// Fails with `denied` when the walls hold less where the network may be used, apart from the network itself.
[[nodiscard]] Result<void> hold_with_network(const domain::Isolation& without, const domain::Isolation& with);

}  // namespace proffer::workspace
