// A proposal as a commit in our store.
#pragma once

#include "git/objects.hpp"
#include "git/repository.hpp"

namespace proffer::git {

/// Writes the commit, then reads it back from disk: what is published is what was asked for (security.md G7).
[[nodiscard]] Result<Commit> write_commit(const Objects& objects, const CommitRequest& request);

}  // namespace proffer::git
