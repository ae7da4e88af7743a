// Which files a task is about: named ones, ones the instruction mentions, hints. Where these give none, a ranking of all files
// decides (run/context).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/settings.hpp"
#include "domain/snapshot.hpp"

namespace proffer::locate {

struct Target {
    std::string path;  ///< tracked in the snapshot, or a file to be created when named explicitly
    std::string why;   ///< "named by the task", "named in the instruction", "hint 'config'"
    friend bool operator==(const Target&, const Target&) = default;
};

/// A file that a ranking of the whole commit found.
struct Guess {
    std::string path;
    double confidence = 0;  ///< estimated chance that it is to be changed
    std::string why;        ///< "defines 'x'; words of its path"
    bool chosen = false;    ///< by the model, among the likeliest
};

/// In this order, the first source that gives any wins: `explicit_files` (files or directories or globs), paths
/// and unambiguous file names in `instruction`, hints whose keyword stands in it as a word. No path twice.
[[nodiscard]] Result<std::vector<Target>> find_targets(const domain::Snapshot& snapshot, const std::vector<std::string>& explicit_files,
                                                       std::string_view instruction, const std::vector<domain::Hint>& hints);

}  // namespace proffer::locate
