// Where the working tree is not what a commit says.
#pragma once

#include <vector>

#include "git/library.hpp"
#include "git/repository.hpp"

namespace proffer::git {

/// See Repository::differences. `repository` is the user's and is only read: its index is not refreshed on disk.
[[nodiscard]] Result<std::vector<Difference>> find_differences(git_repository* repository, const git_oid& base);

}  // namespace proffer::git
