// Runs a command behind walls through the re-executed helper.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "os/environment.hpp"
#include "os/process.hpp"
#include "workspace/sandbox_specification.hpp"
#include "workspace/sandbox_view.hpp"
#include "workspace/workspace.hpp"

namespace proffer::workspace {

/// What commands get of our variables, and nothing else (security.md X1, X4, X5): PATH, HOME, LANG, LC_ALL, USER, LOGNAME and CI where
/// ours has them; TMPDIR, TERM=dumb and PROFFER=1 (against recursion).
[[nodiscard]] os::Environment command_environment(const os::Environment& ours, const std::filesystem::path& temporary);

/// Fails with `io` when the walls could not be set up, or `interrupted`.
[[nodiscard]] Result<os::Finished> run_in_sandbox(SandboxSpecification specification, const os::Environment& environment,
                                                  const WorkCommand& command);

/// What a workspace needs beside its files.
struct Sandbox {
    SandboxSpecification specification;
    os::Environment environment;
    std::vector<std::string> network_shown;        ///< shown too to a command with network
    std::function<Result<void>()> before_network;  ///< called before such a command; what fails there stops it
    os::Environment operators;                     ///< of commands that run as the operator's own
    std::string operators_home;                    ///< seen by those as it is; empty: HOME is seen anyway, or there is none
    std::function<Result<Changes>(const ChangeLimits&)> changes;
};

/// The environment of a command that runs as the operator's own: all but the secrets (security.md X1).
[[nodiscard]] os::Environment operators_environment(const os::Environment& ours, const std::filesystem::path& temporary);

/// A workspace whose files lie in a private directory and whose commands run as the sandbox says, one after the other.
class SandboxedWorkspace : public Workspace {
 public:
    /// `directory` is removed in the end. It is one of `make_workspace_directory`.
    SandboxedWorkspace(std::filesystem::path directory, Sandbox sandbox);
    ~SandboxedWorkspace() override;
    SandboxedWorkspace(const SandboxedWorkspace&) = delete;
    SandboxedWorkspace& operator=(const SandboxedWorkspace&) = delete;

    [[nodiscard]] Result<WorkFinished> run(const WorkCommand& command) override;
    [[nodiscard]] Result<Changes> changes(const ChangeLimits& limits) override { return sandbox_.changes(limits); }

 private:
    [[nodiscard]] SandboxSpecification specification_for(const WorkCommand& command) const;
    [[nodiscard]] Result<std::string> script_of(const WorkCommand& command, const std::string& number) const;

    std::filesystem::path directory_;
    Sandbox sandbox_;
    int commands_ = 0;
};

/// A new directory `parent`/w1, w2, … private to us, with `tmp`, `home` and `root` inside.
[[nodiscard]] Result<std::filesystem::path> make_workspace_directory(const std::filesystem::path& parent);
/// Where the toolchains of HOME cannot be mounted below the new one, links lead to them.
[[nodiscard]] Result<void> link_toolchains(const std::filesystem::path& directory, const View& view);

/// New work directories for the overlays, as every mount wants.
[[nodiscard]] Result<void> make_work_directories(SandboxSpecification& specification, const std::filesystem::path& directory,
                                                 const std::string& name);

}  // namespace proffer::workspace
