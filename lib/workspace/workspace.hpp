// Where a proposal is seen and commands run, apart from the user's checkout.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "domain/changes.hpp"
#include "domain/edit.hpp"
#include "domain/isolation.hpp"

namespace proffer::workspace {

using domain::Changes;

struct WorkCommand {
    std::string shell_line;  ///< from the configuration; given to `sh -c`
    std::chrono::milliseconds timeout{0};
    bool network = false;
    std::string input = {};                                ///< on its stdin
    std::function<void(std::string_view)> on_output = {};  ///< bytes as they come; may be empty
    /// A program that the operator chose and that works with its own settings: it has the real HOME, and our variables but the secrets.
    bool as_operator = false;
};

struct WorkFinished {
    int exit_status = 0;  ///< 128 + N for signal N
    bool timed_out = false;
    std::string output;  ///< head and tail
    std::uint64_t output_bytes = 0;
    std::string output_sha256;
    std::chrono::milliseconds duration{0};
};

/// What is read of changes at most.
struct ChangeLimits {
    std::uint64_t files = 0;
    std::uint64_t file_bytes = 0;
};

/// One proposal, made visible. Commands run one after the other and see what the earlier ones wrote; all of it is thrown away at the end.
class Workspace {
 public:
    virtual ~Workspace() = default;
    /// A non-zero exit is no failure. Fails with `interrupted` or `io`. No process of the command is left when it returns.
    [[nodiscard]] virtual Result<WorkFinished> run(const WorkCommand& command) = 0;
    /// All that differs from the base: the edits it was made with, and what commands wrote. New files that git ignores are left out.
    /// Nothing is followed or run. Fails with `denied` when there is more than anybody could mean, or `io`.
    [[nodiscard]] virtual Result<Changes> changes(const ChangeLimits& limits) {
        static_cast<void>(limits);
        return Error{ErrorCode::internal, "this workspace cannot tell its changes", "", {}};
    }
};

/// Makes workspaces on one base commit. May be used by several threads at once; each workspace belongs to one.
class WorkspaceFactory {
 public:
    virtual ~WorkspaceFactory() = default;
    /// How the workspaces are walled off, found by trying.
    [[nodiscard]] virtual const domain::Isolation& isolation() const = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<Workspace>> make(const domain::EditSet& edits) = 0;
};

}  // namespace proffer::workspace
