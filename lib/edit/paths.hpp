// From a path as a model spells it to the one file that is meant.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/repo_path.hpp"
#include "domain/snapshot.hpp"
#include "edit/requests.hpp"

namespace proffer::edit {

enum class Wanted {
    existing,  ///< lines of the file are to be changed, or it is to be removed
    any,       ///< a whole file, new or not
    absent,    ///< a file that must not exist yet
};

struct ResolvedPath {
    domain::RepoPath path;
    bool exists = false;
    /// The file was found by its name, with a folder that was made up or left out. With `Wanted::any` the reply may also
    /// mean a new file at the path as spelt.
    bool folder_guessed = false;
};

class Paths {
 public:
    /// Refers to both; they must outlive it.
    Paths(const domain::Snapshot& files, const std::vector<domain::RepoPath>& targets) : files_(files), targets_(targets) {}

    /// Fails with a reason of reasons.hpp.
    [[nodiscard]] std::variant<ResolvedPath, Problem> resolve(std::string_view spelt, Wanted wanted) const;

    /// Names a file or a target, if only by the end of its path.
    [[nodiscard]] bool knows(std::string_view spelt) const;
    [[nodiscard]] bool is_target(std::string_view path) const;
    [[nodiscard]] bool is_file(std::string_view path) const;
    [[nodiscard]] const std::vector<domain::RepoPath>& targets() const { return targets_; }
    /// The target when there is exactly one.
    [[nodiscard]] std::optional<std::string> only_target() const;

 private:
    using Names = std::vector<std::string>;

    [[nodiscard]] std::variant<ResolvedPath, Problem> recover(const std::string& path, Wanted wanted) const;
    [[nodiscard]] std::string_view file_in_the_way(std::string_view path) const;
    [[nodiscard]] Names targets_ending_in(std::string_view path) const;
    [[nodiscard]] Names targets_named(std::string_view name) const;
    [[nodiscard]] Names files_ending_in(std::string_view path) const;
    [[nodiscard]] const Names& files_named(std::string_view name) const;

    const domain::Snapshot& files_;
    const std::vector<domain::RepoPath>& targets_;
    mutable std::optional<std::map<std::string, Names>> by_name_;  // computed at first use
};

}  // namespace proffer::edit
