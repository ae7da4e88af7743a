// What the sandbox helper is asked to do, and how that travels through its arguments.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace proffer::workspace {

constexpr const char* k_helper_flag = "--sandbox-helper";
/// Exit status of a helper that could not set up the walls; the reason is in its failure file.
constexpr int k_setup_failed = 125;

/// An overlay mount. Layers below are read only; what is written goes to `upper`.
struct OverlayMount {
    std::string at;
    std::vector<std::string> lowers;  ///< the topmost first
    std::string upper;
    std::string work;  ///< empty, on the same file system as `upper`, new for every mount
};

struct SandboxSpecification {
    pid_t parent = 0;         ///< of the helper: it ends when that one ends
    bool namespaces = false;  ///< user, mount, pid, ipc, uts and, without `network`, net
    bool network = false;
    std::string directory;     ///< where the program starts
    std::string failure_file;  ///< gets the reason when the walls cannot be set up
    std::vector<OverlayMount> overlays;
    std::string shown_from;            ///< a directory shown at `directory`; empty: none
    std::vector<std::string> covered;  ///< directories that become empty
    std::vector<std::string> masked;   ///< files and sockets that become empty; missing ones are fine
    std::string temporary;             ///< TMPDIR of the program; stays visible below a covered directory
    std::vector<std::string> program;  ///< empty: only set up the walls and try to write into `directory`

    [[nodiscard]] std::vector<std::string> to_arguments() const;
    /// Fails with `usage`.
    static Result<SandboxSpecification> parse(const std::vector<std::string>& arguments);
};

}  // namespace proffer::workspace
