// Commits as patches and back.
#pragma once

#include <string>

#include "domain/edit.hpp"
#include "git/objects.hpp"
#include "git/push.hpp"

namespace proffer::git {

/// A commit against its first parent as `git am` takes it. Files with NUL, or with a CR that mail would lose, go as binary patches.
[[nodiscard]] Result<std::string> render_patch(const Objects& objects, const git_oid& commit);

/// What `patch` makes of the tree `base`, as complete files. Fails with `conflict` (does not apply), `denied` (a link, a submodule,
/// another mode, a path outside, too large) or `usage` (no patch). Writes into our store. `promisor` as for fetch_objects.
[[nodiscard]] Result<domain::EditSet> apply_patch(const Objects& objects, const Transport& transport, const PushSettings& promisor,
                                                  const git_oid& base, const std::string& patch);

}  // namespace proffer::git
