// Commits one after the other.
#pragma once

#include <vector>

#include "git/objects.hpp"
#include "git/repository.hpp"

namespace proffer::git {

[[nodiscard]] RemoteCommit describe_commit(const git_commit* commit);

/// What is reachable from `tip` and not from `base`, the newest first, at most 100.
[[nodiscard]] Result<std::vector<RemoteCommit>> commits_between(const Objects& objects, const git_oid& base, const git_oid& tip);

}  // namespace proffer::git
