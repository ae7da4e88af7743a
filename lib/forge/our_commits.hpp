// Which commits on a branch are proffer's: what may be moved or deleted hangs on it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "git/repository.hpp"

namespace proffer::forge {

/// The committer of commits that GitHub makes for us.
inline constexpr std::string_view k_github_committer = "noreply@github.com";

/// By our trailer *and* the committer: `committer_email`, or `forge_committer_email` where the forge makes commits (empty: it makes none).
[[nodiscard]] bool is_ours(const git::RemoteCommit& commit, std::string_view committer_email, std::string_view forge_committer_email);

/// The digest of the event that a commit of ours answers; empty: none, or `message` has no such trailer.
[[nodiscard]] std::string event_key_of(std::string_view message);

/// True when one of them is ours and answers the event of that digest; never for an empty one.
[[nodiscard]] bool answer_event(const std::vector<git::RemoteCommit>& commits, std::string_view event_key,
                                std::string_view committer_email);

/// Why a run that came too late publishes nothing.
inline constexpr std::string_view k_answered = "another run has answered this event";

}  // namespace proffer::forge
