// Commits that GitHub signs (`sign: api`): made by its API, so that they are shown as verified.
#pragma once

#include <string>
#include <vector>

#include "domain/oid.hpp"
#include "domain/repo_path.hpp"
#include "forge/github.hpp"

namespace proffer::forge {

struct GithubCommit {
    struct Addition {
        domain::RepoPath path;
        std::string content;
        bool executable = false;  ///< the API knows no modes
        bool special = false;     ///< a symbolic link or a submodule: it knows those neither
    };
    std::string branch;         ///< "proffer/fix-1"; made at `expected_head` when it is not there
    domain::Oid expected_head;  ///< what the branch has to be at, and the commit's parent
    std::vector<Addition> additions;
    std::vector<domain::RepoPath> deletions;
    std::string headline;
    std::string body;
};

/// The new commit's id; author is the token's account. Fails with `denied` before anything is sent where a mode would be lost, with
/// `conflict` where the branch is somewhere else, and as forge/api.hpp says. A lost answer is looked up at the branch.
[[nodiscard]] Result<domain::Oid> commit_on_github(http::Client& client, const GithubSettings& settings, const GithubCommit& commit);

}  // namespace proffer::forge
