// Chooses the strongest workspace this machine allows.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "git/repository.hpp"
#include "os/environment.hpp"
#include "workspace/workspace.hpp"

namespace proffer::workspace {

struct FactorySettings {
    std::filesystem::path run_directory;       ///< private; upper layers or copies are made below it
    std::filesystem::path artifact_directory;  ///< hidden from commands
    os::Environment environment;               ///< ours; commands get PATH, HOME, TMPDIR, LANG, CI and nothing else
    /// "auto"; for tests (PROFFER_WORKSPACE) also "overlay", "sudo" (an overlay made by root), "directory" (in namespaces), "landlock" and
    /// "plain" (a directory without them)
    std::string method = "auto";
    bool pins_base = false;          ///< no file of the base is seen as the checkout has it, so that people may change theirs meanwhile
    std::vector<std::string> shown;  ///< what commands see beside the toolchains, read only; the operator's choice
};

/// Tries namespaces and an overlay mount over the checkout; otherwise, and for bare repositories, a separate directory. The walls are
/// probed before this returns: `isolation` tells what held. The repository must outlive the factory.
[[nodiscard]] Result<std::unique_ptr<WorkspaceFactory>> make_factory(git::Repository& repository, const domain::Oid& base,
                                                                     const FactorySettings& settings);

/// Entry of the re-executed helper that sets up the walls and becomes the command (`proffer --sandbox-helper`). Never returns to `main`'s
/// other work; the result is the process's exit status.
[[nodiscard]] int sandbox_helper_main(int argument_count, char** arguments);

}  // namespace proffer::workspace
