// The repository around a hook, found with a few system calls: a push is not to wait for more.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace proffer::hook {

/// Absolute paths.
struct Place {
    std::string work_dir;  ///< empty in a bare repository
    std::string git_dir;   ///< of this worktree
    std::string common_dir;

    /// What other parts of proffer open the repository by.
    [[nodiscard]] const std::string& root() const { return work_dir.empty() ? git_dir : work_dir; }
};

/// `git_dir` is the variable GIT_DIR, which git sets for hooks in linked worktrees and bare repositories; empty: not set. Nothing when
/// there is no repository.
[[nodiscard]] std::optional<Place> find_place(std::string_view directory, std::string_view git_dir);

}  // namespace proffer::hook
