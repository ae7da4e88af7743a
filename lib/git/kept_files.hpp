// Small files in a commit of their own, for state that lives on the remote.
#pragma once

#include <map>
#include <string>

#include "git/objects.hpp"

namespace proffer::git {

/// Every file at the top of the commit's tree. Fails with `denied` when there is anything else, or too much.
[[nodiscard]] Result<std::map<std::string, std::string>> read_kept_files(const Objects& objects, const git_oid& commit);

/// A commit without parents, so that the remote keeps nothing of what was before. Equal files give different commits at different times.
[[nodiscard]] Result<git_oid> write_kept_files(const Objects& objects, const std::map<std::string, std::string>& files);

}  // namespace proffer::git
