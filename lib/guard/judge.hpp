// Rules an edit set must pass before anything is written (security.md 2.4, 2.5, F3, F4).
#pragma once

#include <vector>

#include "base/redact.hpp"
#include "domain/edit.hpp"
#include "domain/settings.hpp"
#include "domain/snapshot.hpp"
#include "domain/violation.hpp"
#include "guard/scope.hpp"

namespace proffer::guard {

/// Every breach, not only the first; empty: the edit set may become a proposal. One breach refuses them all.
/// Rules: path, outside-scope, protected, symlink (a component or the file itself is a link or submodule),
/// collision, not-a-file (edits a directory), size, files, diff, binary, invisible-text, secret.
[[nodiscard]] std::vector<domain::Violation> judge_edits(const domain::EditSet& edits, const domain::Snapshot& base, const Scope& scope,
                                                         const domain::Limits& limits, const base::Redactor& secrets);

/// Only what holds in any directory (`proffer apply`): rules path, symlink, collision, not-a-file; no scope, no sizes, no contents.
[[nodiscard]] std::vector<domain::Violation> judge_paths(const domain::EditSet& edits, const domain::Snapshot& base);

/// Files that look like secrets and are never sent to a provider (security.md I5): `.env*`, keys, `.netrc`, …
[[nodiscard]] bool looks_secret(std::string_view path);

/// The name of the first known secret shape (a GitHub token, a private key, …) in `text`; empty: none.
[[nodiscard]] std::string secret_shape(std::string_view text);

}  // namespace proffer::guard
