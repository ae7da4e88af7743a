// Chooses the strongest workspace this machine allows.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "git/repository.hpp"
#include "os/environment.hpp"
#include "workspace/workspace.hpp"

namespace proffer::workspace {

struct FactorySettings {
    std::filesystem::path run_directory;       ///< private; upper layers or copies are made below it
    std::filesystem::path artifact_directory;  ///< hidden from commands
    os::Environment environment;               ///< ours; commands get PATH, HOME, TMPDIR, LANG, CI and nothing else
    std::string method = "auto";               ///< "auto", "overlay", "directory" (tests and PROFFER_WORKSPACE)
};

/// Tries namespaces and an overlay mount over the checkout; otherwise, and for bare repositories, a separate directory. The repository
/// must outlive the factory.
[[nodiscard]] Result<std::unique_ptr<WorkspaceFactory>> make_factory(git::Repository& repository, const domain::Oid& base,
                                                                     const FactorySettings& settings);

/// Entry of the re-executed helper that sets up the walls and becomes the command (`proffer --sandbox-helper`). Never returns to `main`'s
/// other work; the result is the process's exit status.
[[nodiscard]] int sandbox_helper_main(int argument_count, char** arguments);

}  // namespace proffer::workspace
