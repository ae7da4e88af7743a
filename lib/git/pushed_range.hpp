// What a push brings: commits, files, differences.
#pragma once

#include "git/library.hpp"
#include "git/repository.hpp"

namespace proffer::git {

/// See Repository::pushed_range. `repository` is the user's and is only read.
[[nodiscard]] Result<PushedRange> find_pushed_range(git_repository* repository, const PushedTip& pushed);

}  // namespace proffer::git
