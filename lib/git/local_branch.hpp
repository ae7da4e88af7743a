// A branch in the user's own repository, for when there is no remote.
#pragma once

#include "git/objects.hpp"
#include "git/repository.hpp"

namespace proffer::git {

/// See Repository::create_local_branch. Only new loose objects and one new ref (with its reflog, where the repository keeps one) are
/// written; HEAD, index and working tree stay.
[[nodiscard]] Result<PushOutcome> make_local_branch(const Objects& objects, git_repository* user, const Layout& layout,
                                                    const std::string& branch, const git_oid& commit);

}  // namespace proffer::git
