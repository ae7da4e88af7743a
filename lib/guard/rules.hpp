// The rules behind `judge_edits`, by what they look at. Each appends its violations.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/redact.hpp"
#include "domain/edit.hpp"
#include "domain/settings.hpp"
#include "domain/snapshot.hpp"
#include "domain/violation.hpp"
#include "guard/scope.hpp"

namespace proffer::guard {

using Violations = std::vector<domain::Violation>;

/// An edit set over its base, with the questions that several rules ask.
class Proposed {
 public:
    Proposed(const domain::EditSet& edits, const domain::Snapshot& base);

    [[nodiscard]] const domain::EditSet& edits() const { return edits_; }
    [[nodiscard]] const domain::Snapshot& base() const { return base_; }
    /// The edit of exactly this path, or null.
    [[nodiscard]] const domain::Edit* find(std::string_view path) const;
    [[nodiscard]] bool removes(std::string_view path) const;
    [[nodiscard]] bool writes(std::string_view path) const;
    /// The edit removes what another one takes over by `moved_from`: both are one change.
    [[nodiscard]] bool is_moved_away(const domain::Edit& edit) const;
    /// Bytes the edit starts from: those of the base file, or of the one it was moved from; nothing for a new file.
    /// Fails when they cannot be read, or are too many to judge.
    [[nodiscard]] Result<std::optional<std::string>> before(const domain::Edit& edit) const;

 private:
    const domain::EditSet& edits_;
    const domain::Snapshot& base_;
    std::unordered_map<std::string_view, const domain::Edit*> by_path_;
    std::unordered_map<std::string_view, const domain::Edit*> by_origin_;
};

/// path, outside-scope, protected, symlink, not-a-file, mode (security.md P1 to P4, P6, 2.5, F1).
void judge_path(const domain::Edit& edit, const Proposed& proposed, const Scope& scope, Violations& violations);

/// collision (security.md P5): only those that the edits bring about.
void judge_collisions(const Proposed& proposed, Violations& violations);

/// size, binary, invisible-text, secret of one edit; `before` is what it starts from (security.md P7, F3, F4).
void judge_content(const domain::Edit& edit, const std::optional<std::string>& before, const base::Redactor& secrets,
                   Violations& violations);

/// As `secret_shape`, but passing over what `known` holds too.
[[nodiscard]] std::string new_secret_shape(std::string_view text, std::string_view known);

}  // namespace proffer::guard
