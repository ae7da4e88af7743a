// Where on the remote a proposal may go, and whether it is to go there at all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "forge/api.hpp"
#include "forge/forge.hpp"
#include "git/repository.hpp"

namespace proffer::forge {

struct Withheld {
    std::string why;                     ///< one line
    std::string remedy;                  ///< may be empty
    std::optional<PullRequest> instead;  ///< that stands for it
};

struct Landing {
    std::string branch;
    std::optional<domain::Oid> replaces;  ///< what the branch holds now; ours
    std::optional<PullRequest> open;      ///< of that branch
    bool holds_it = false;                ///< the branch is at this very commit, or at one of ours that comes to the same
    std::optional<Withheld> withheld;
    std::optional<Error> api_refusal;      ///< the API does not show pull requests: nothing of them is known
    std::vector<std::string> passed_over;  ///< names that others hold, a line each
};

/// The first name that is free, ours, or already at this commit. Fails as git::Repository::remote_branch, with `git` when every name is
/// taken, and with what the API says when it is no refusal.
[[nodiscard]] Result<Landing> find_landing(Api& api, git::Repository& repository, const git::PushSettings& push, const Proposal& proposal);

/// The other side's last word; every other error may pass.
[[nodiscard]] bool is_refusal(const Error& error);

}  // namespace proffer::forge
