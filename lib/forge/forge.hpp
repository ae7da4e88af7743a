// Where a proposal is published; the ladder's rungs from branch to pull request.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/oid.hpp"

namespace proffer::forge {

struct Proposal {
    std::string branch;  ///< wanted name; a suffix is added when it is taken
    domain::Oid commit;
    std::string base_ref;
    std::string title;
    std::string body;
    bool draft = false;
    std::vector<std::string> labels, assignees, reviewers, team_reviewers;
    std::string milestone;
};

struct Publication {
    std::string rung;       ///< "pull-request", "push-options", "branch", "local-branch"
    std::string forge;      ///< "none", later "github", "gitlab", "gitea"
    std::string remote;     ///< url without credentials; empty: local
    std::string branch;     ///< as published
    std::string operation;  ///< "created" or "none" (it was already there)
    std::int64_t pull_request_number = 0;
    std::string pull_request_url;
    std::string compare_url;
    std::vector<std::string> refused;  ///< one line a rung that did not work
};

class Forge {
 public:
    virtual ~Forge() = default;
    [[nodiscard]] virtual Result<Publication> publish(const Proposal& proposal) = 0;
};

}  // namespace proffer::forge
