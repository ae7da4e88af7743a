// One change to one file, complete: the new bytes, or its removal.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/repo_path.hpp"

namespace proffer::domain {

struct Edit {
    RepoPath path;
    std::optional<std::string> content;  ///< the whole new file; nothing: the file is removed
    std::optional<RepoPath> moved_from;  ///< a rename keeps the mode of this file (it has its own removing Edit)
};

/// The edits of one reply, sorted by path, at most one a path; applied all or none.
using EditSet = std::vector<Edit>;

}  // namespace proffer::domain
