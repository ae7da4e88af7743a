// Commits that the forge makes itself, so that it shows them as verified.
#pragma once

#include <string>

#include "forge/forge.hpp"
#include "forge/github_commit.hpp"
#include "git/repository.hpp"

namespace proffer::forge {

/// What the API has to be told to make the proposal's tree on `branch`, whose tip is the proposal's base by then.
[[nodiscard]] Result<GithubCommit> commit_for_api(git::Repository& repository, const Proposal& proposal, const std::string& branch);

}  // namespace proffer::forge
