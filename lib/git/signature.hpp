// Commits with a signature, for repositories that demand one.
#pragma once

#include "domain/settings.hpp"
#include "git/objects.hpp"
#include "git/push.hpp"

namespace proffer::git {

/// See Repository::sign. `user` decides `includeIf` of the user's configuration; it may be null.
[[nodiscard]] Result<domain::Oid> sign_commit(const Transport& transport, const Objects& objects, git_repository* user,
                                              const domain::Oid& commit, domain::Sign kind);

}  // namespace proffer::git
