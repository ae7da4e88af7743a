// What is there already of a proposal, asked before a model is paid for it (security.md T5).
#pragma once

#include <optional>
#include <string>

#include "forge/api.hpp"
#include "git/repository.hpp"

namespace proffer::forge {

struct Question {
    std::string branch;  ///< wanted name
    domain::Oid base;
    std::string event_key;        ///< of the event that is to be answered; not empty
    std::string committer_email;  ///< of ours
};

struct EarlierAnswer {
    std::string why;  ///< one line
    std::string url;  ///< of the pull request; empty: none, or not known
};

/// The proposal that answers this very event, or the one with this branch that people closed; nothing when neither is there. `api` may be
/// null: then the branches alone are asked. Fails as git::Repository::remote_commits; what the API refuses is not known.
[[nodiscard]] Result<std::optional<EarlierAnswer>> find_earlier_answer(Api* api, git::Repository& repository, const git::PushSettings& push,
                                                                       const Question& question);

}  // namespace proffer::forge
