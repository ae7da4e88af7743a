// Runs a command behind walls through the re-executed helper.
#pragma once

#include <filesystem>
#include <string>

#include "os/environment.hpp"
#include "os/process.hpp"
#include "workspace/sandbox_specification.hpp"
#include "workspace/workspace.hpp"

namespace proffer::workspace {

/// What commands get of our variables, and nothing else (security.md X1, X4, X5): PATH, HOME, LANG, LC_ALL, USER, LOGNAME and CI where
/// ours has them; TMPDIR, TERM=dumb and PROFFER=1 (against recursion).
[[nodiscard]] os::Environment command_environment(const os::Environment& ours, const std::filesystem::path& temporary);

/// Fails with `io` when the walls could not be set up, or `interrupted`.
[[nodiscard]] Result<os::Finished> run_in_sandbox(SandboxSpecification specification, const os::Environment& environment,
                                                  const WorkCommand& command);

/// Sets up the walls and takes them down again. Fails with `io`; the message tells what the system refused.
[[nodiscard]] Result<void> try_sandbox(const SandboxSpecification& specification);

/// Sockets of services that would do for a command what the walls forbid it (security.md X7).
[[nodiscard]] std::vector<std::string> service_sockets();

/// A workspace whose files lie in a private directory and whose commands run as `specification` says, one after the other.
class SandboxedWorkspace : public Workspace {
 public:
    /// `directory` is removed in the end. It holds `tmp`, TMPDIR of the commands.
    SandboxedWorkspace(std::filesystem::path directory, SandboxSpecification specification, os::Environment environment);
    ~SandboxedWorkspace() override;
    SandboxedWorkspace(const SandboxedWorkspace&) = delete;
    SandboxedWorkspace& operator=(const SandboxedWorkspace&) = delete;

    [[nodiscard]] Result<WorkFinished> run(const WorkCommand& command) override;

 private:
    std::filesystem::path directory_;
    SandboxSpecification specification_;
    os::Environment environment_;
    int commands_ = 0;
};

/// A new directory `parent`/w1, w2, … with `tmp` inside; private to us.
[[nodiscard]] Result<std::filesystem::path> make_workspace_directory(const std::filesystem::path& parent);

}  // namespace proffer::workspace
