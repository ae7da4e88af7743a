// Where a proposal is published; the ladder's rungs from branch to pull request.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "domain/oid.hpp"
#include "domain/settings.hpp"

namespace proffer::forge {

struct Proposal {
    Proposal(domain::Oid commit_of_it, domain::Oid base_of_it) : commit(std::move(commit_of_it)), base(std::move(base_of_it)) {}

    std::string branch;  ///< wanted name; a suffix is added when it is taken
    domain::Oid commit;
    domain::Oid base;             ///< the commit's parent
    std::string tree;             ///< object id of the commit's tree
    std::string message;          ///< of the commit
    std::string committer_email;  ///< of ours; tells our commits on a branch from those of people
    std::string base_ref;
    std::string title;
    std::string body;
    bool draft = false;
    std::vector<std::string> labels, assignees, reviewers, team_reviewers;
    std::string milestone;
    std::int64_t issue = 0;                  ///< where it is told what came of it; 0: nowhere
    domain::Sign sign = domain::Sign::none;  ///< `api`: the forge makes the commit, where it can, and shows it as verified; `automatic`: so
                                             ///< where it takes no other; `ssh` and `gpg`: `commit` is signed already
    bool auto_merge = false;                 ///< once the forge's own rules are met; a draft never is
    int most_open = 0;                       ///< pull requests of this account; 0: any number
    bool is_one_of = false;  ///< another proposal may have the same wanted branch (an instruction of the command line): a suffix then
    bool asked_for = false;  ///< by a person, now: a pull request that was closed does not stand in the way
};

struct Publication {
    std::string rung;       ///< "pull-request", "push-options", "branch", "local-branch", "patch" (nothing left this machine)
    std::string forge;      ///< "none", "github", "gitlab", "gitea"
    std::string remote;     ///< url without credentials; empty: local
    std::string branch;     ///< as published
    std::string commit;     ///< as published, where the forge has made it; empty: the proposal's
    std::string operation;  ///< "created", "updated" or "none" (it was already there)
    std::int64_t pull_request_number = 0;
    std::string pull_request_url;
    std::string compare_url;
    std::vector<std::string> refused;  ///< one line a rung, label, person … that did not work, each with its remedy
    std::string withheld;              ///< why it was not published at all; empty: it was
    std::string remedy;                ///< what makes a higher rung work, when none with a pull request did
};

/// A pull request on any rung; with no forge the branch is all there is to have.
[[nodiscard]] inline bool is_complete(const Publication& made) {
    return made.forge == "none" || made.rung == "pull-request" || made.rung == "push-options";
}

class Forge {
 public:
    virtual ~Forge() = default;
    [[nodiscard]] virtual Result<Publication> publish(const Proposal& proposal) = 0;
};

}  // namespace proffer::forge
