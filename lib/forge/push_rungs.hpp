// Pull requests by push: GitLab's push options, AGit of Gitea and Forgejo.
#pragma once

#include <memory>

#include "forge/hosted.hpp"
#include "forge/place.hpp"

namespace proffer::forge {

/// Null for a forge that has no such way. The repository must outlive it.
[[nodiscard]] std::unique_ptr<PushRung> make_push_rung(const Place& place, git::Repository& repository, const git::PushSettings& push);

}  // namespace proffer::forge
