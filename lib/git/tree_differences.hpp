// Which paths differ between two trees.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "git/library.hpp"

namespace proffer::git {

/// Paths of everything but directories that differ; `before` may be null. Nothing when there are more than `most`, or an object is not
/// here. Only subtrees that differ are read.
[[nodiscard]] std::optional<std::vector<std::string>> changed_paths(git_repository* repository, const git_oid* before, const git_oid* after,
                                                                    std::size_t most);

}  // namespace proffer::git
