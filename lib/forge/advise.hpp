// What place, token and rights mean for a run, in words. Pure; for `proffer doctor`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/advice.hpp"
#include "forge/api.hpp"
#include "forge/place.hpp"

namespace proffer::forge {

/// "GitHub", "GitLab", "Gitea or Forgejo", "no forge".
[[nodiscard]] std::string spoken_name(Kind kind);

/// Whose token it is, as far as that decides whether CI starts on what it makes.
enum class TokenOwner {
    job,      ///< the CI job's own
    unclear,  ///< an app's: the job's own is one, too
    other,
};
[[nodiscard]] TokenOwner owner_of_token(const Place& place, const os::Environment& environment);

/// Which forge, why that one, and whether there is a token for it. `remote_url` may be empty.
[[nodiscard]] domain::Advice advise_on_place(const Place& place, const os::Environment& environment, const std::string& remote_url);

struct RightsQuestion {
    Place place;
    TokenOwner token_owner = TokenOwner::other;
    RepositoryFacts facts;
    bool wants_issues = false;  ///< a task starts on an issue's label or comment
};
[[nodiscard]] std::vector<domain::Advice> advise_on_rights(const RightsQuestion& question);

/// `facts` could not be had.
[[nodiscard]] domain::Advice advise_on_refusal(const Place& place, const Error& error);

/// Whether CI will start on the pull request.
[[nodiscard]] domain::Advice advise_on_ci(Kind kind, TokenOwner owner);

/// `rules` are the kinds of rules that hold for a branch of that name (lookups.hpp).
[[nodiscard]] std::optional<domain::Advice> advise_on_branch_rules(const std::string& branch, const std::vector<std::string>& rules);

/// The forge could not do what was asked: no way to it is one thing, a refusal another.
[[nodiscard]] domain::Conclusion conclusion_of_forge(const Error& error);

}  // namespace proffer::forge
