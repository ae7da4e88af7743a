// Which branches of ours may go, for `proffer gc`. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/oid.hpp"
#include "forge/api.hpp"
#include "git/repository.hpp"

namespace proffer::forge {

/// What a `pull_request.branch` begins with whatever the task: up to its first `{{`.
[[nodiscard]] std::string literal_prefix(std::string_view branch_template);

/// Those of all templates and "proffer/", each once; one that lies in another is left out.
[[nodiscard]] std::vector<std::string> prefixes_of(const std::vector<std::string>& branch_templates);

struct BranchFacts {
    git::RemoteBranch branch;
    std::vector<git::RemoteCommit> commits;  ///< beyond the base, the newest first, as `Repository::remote_commits` gives them
    bool forge_was_asked = false;
    std::int64_t own_id = 0;                 ///< of the token's account; 0: not known
    std::vector<PullRequest> pull_requests;  ///< with that head, in any state, the newest first
};

struct BranchRules {
    std::string committer_email;
    std::string forge_committer_email;  ///< of commits that the forge made for us; empty: it makes none
    std::int64_t now_seconds = 0;
    std::chrono::hours oldest = std::chrono::hours(24 * 30);  ///< without a pull request
};

struct Fate {
    bool goes = false;
    std::string why;
    std::int64_t pull_request_number = 0;  ///< the one that decided; 0: none
    std::string pull_request_url;
};

/// A branch goes when every commit is ours and its pull request is closed or merged, or when there is none and it is older than the
/// rules let it be. One whose commits are all in the base goes when they came there by our own pull request. In doubt it stays.
[[nodiscard]] Fate judge_branch(const BranchFacts& facts, const BranchRules& rules);

}  // namespace proffer::forge
