// A real repository in a temporary directory, made with the real git under a fixed environment: what git does there does not depend
// on the machine, the clock or the user. Failures throw, so the test ends and shows what git said.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "os/environment.hpp"
#include "os/process.hpp"
#include "support/temp_dir.hpp"

namespace proffer::support {

class TestRepository {
 public:
    /// `git init` with the branch `main`; nothing is committed yet. `init_arguments` go to `git init`.
    explicit TestRepository(std::vector<std::string> init_arguments = {});

    /// The root of the working tree.
    [[nodiscard]] const std::filesystem::path& path() const { return work_dir_; }
    /// The empty HOME of everything run here; a `.gitconfig` written there is the user's global configuration.
    [[nodiscard]] const std::filesystem::path& home() const { return home_; }
    /// A directory beside the working tree for stores, clones and remotes; it does not exist until used.
    [[nodiscard]] std::filesystem::path beside(const std::string& name) const { return temporary_.path() / name; }

    /// PATH of this process; empty HOME and configuration; author, committer and dates set; no proxy; LC_ALL=C; local protocols only.
    /// Made for running git and the built program alike; change it freely.
    [[nodiscard]] os::Environment environment() const;

    /// Writes a file of the working tree; missing directories are made.
    void write(const std::filesystem::path& path, std::string_view text) const;
    [[nodiscard]] std::string read(const std::filesystem::path& path) const;
    void remove(const std::filesystem::path& path) const;

    /// `git add -A` and `git commit`, an empty one too; returns the commit's id. Each commit is one minute after the last.
    std::string commit(const std::string& message);
    /// The standard output of `git`, run in the working tree, without its last line end. Throws when git fails.
    std::string git(const std::vector<std::string>& arguments) const;
    /// The same in another directory.
    std::string git_in(const std::filesystem::path& directory, const std::vector<std::string>& arguments) const;
    /// Runs `git` in the working tree; a non-zero exit is no failure here.
    [[nodiscard]] os::Finished try_git(const std::vector<std::string>& arguments) const;

    /// A bare repository beside this one, which becomes remote `name`, with all branches pushed. Returns its path.
    std::filesystem::path add_bare_remote(const std::string& name = "origin") const;

    /// SHA-256 over the path, kind, permissions and bytes of everything below the working tree's root, `.git` included: working tree,
    /// HEAD, index, refs, reflogs, stash, objects. Equal before and after means that the checkout did not change. `left_out` are paths
    /// relative to the root (with all below them) that are allowed to change.
    [[nodiscard]] std::string fingerprint(const std::vector<std::string>& left_out = {}) const;

 private:
    TempDir temporary_;
    std::filesystem::path home_;
    std::filesystem::path work_dir_;
    int commits_ = 0;
};

/// The fingerprint of any directory.
[[nodiscard]] std::string fingerprint_of(const std::filesystem::path& root, const std::vector<std::string>& left_out = {});

}  // namespace proffer::support
