// What the sandbox helper is asked to do, and how that travels to it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace proffer::workspace {

constexpr const char* k_helper_flag = "--sandbox-helper";
/// Stands for the specification in the arguments of the helper that `sudo` starts; the specification itself comes on its stdin.
constexpr const char* k_from_input = "--from-input";
/// Where this program is seen in a root of our own, when it is asked to probe it.
constexpr const char* k_probe_program = "/run/proffer";
/// Exit status of a helper that could not set up the walls; the reason is in its failure file.
constexpr int k_setup_failed = 125;

/// An overlay mount. Layers below are read only; what is written goes to `upper`.
struct OverlayMount {
    std::string at;
    std::vector<std::string> lowers;  ///< the topmost first
    std::string upper;
    std::string work;  ///< empty, on the same file system as `upper`, new for every mount
};

/// A directory of ours that is seen at another path.
struct Placed {
    std::string from;
    std::string at;
};

struct SandboxSpecification {
    pid_t parent = 0;         ///< of the helper: it ends when that one ends
    bool namespaces = false;  ///< user, mount, pid, ipc, uts and, without `network`, net; and a root of its own
    bool network = false;
    bool filter = false;          ///< seccomp
    bool landlock = false;        ///< where the kernel has it
    std::string root_helper;      ///< path of sudo: the namespaces are made by root then, without a user namespace
    uid_t user = 0;               ///< whom the command runs as when root made the namespaces
    gid_t group = 0;              ///< the same
    std::uint64_t processes = 0;  ///< most of them at a time; 0: as the system allows
    std::string directory;        ///< where the program starts
    std::string failure_file;     ///< gets the reason when the walls cannot be set up
    std::string staging;          ///< an empty directory of ours where the new root is first mounted
    std::vector<OverlayMount> overlays;
    std::vector<Placed> placed;          ///< writable
    std::vector<std::string> shown;      ///< files and directories seen read only; missing ones are fine
    std::vector<std::string> masked;     ///< files and directories that become empty; missing ones are fine
    std::string temporary;               ///< TMPDIR of the program; writable, and its file system is watched for being full
    std::vector<std::string> variables;  ///< "NAME=value": the program's environment; none: the helper's own
    std::vector<std::string> program;    ///< empty: only set up the walls and try to write into `directory`
    bool probe = false;                  ///< the program is this one, once more; `program` are its arguments

    [[nodiscard]] std::vector<std::string> to_arguments() const;
    /// Fails with `usage`.
    static Result<SandboxSpecification> parse(const std::vector<std::string>& arguments);
};

}  // namespace proffer::workspace
