// Which commits on a branch are proffer's: what may be moved or deleted hangs on it.
#pragma once

#include <string_view>

#include "git/repository.hpp"

namespace proffer::forge {

/// The committer of commits that GitHub makes for us.
inline constexpr std::string_view k_github_committer = "noreply@github.com";

/// By our trailer *and* the committer: `committer_email`, or `forge_committer_email` where the forge makes commits (empty: it makes none).
[[nodiscard]] bool is_ours(const git::RemoteCommit& commit, std::string_view committer_email, std::string_view forge_committer_email);

}  // namespace proffer::forge
