// What names a commit, and which remote is meant. Reads the user's repository.
#pragma once

#include <string>

#include "git/configuration.hpp"
#include "git/library.hpp"

namespace proffer::git {

/// See Repository::resolve. A plain branch name that only `origin` has is taken from there: CI checks out a commit, not branches.
[[nodiscard]] Result<domain::Oid> resolve_revision(git_repository* repository, const std::string& rev);

/// The branch HEAD names, born or not; empty when detached.
[[nodiscard]] std::string branch_of_head(git_repository* repository);

/// The url git would push to: `remote.pushDefault`, else `origin`, else the only remote, else that of `branch`; its pushurl, else its url,
/// rewritten by `user_settings`. Empty: none.
[[nodiscard]] std::string url_to_publish_to(git_config* configuration, const std::string& branch,
                                            const std::vector<Setting>& user_settings);

/// The same for a remote that is named; empty when the configuration does not know it.
[[nodiscard]] std::string url_to_push_to(git_config* configuration, const std::string& remote, const std::vector<Setting>& user_settings);

/// The url of the remote that a partial clone's missing objects come from; empty: none.
[[nodiscard]] std::string promisor_url(git_config* configuration);

}  // namespace proffer::git
