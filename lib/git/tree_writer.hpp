// Edits become blobs and trees of our store; the working tree has no part in it (security.md decision 4).
#pragma once

#include "domain/edit.hpp"
#include "git/objects.hpp"

namespace proffer::git {

/// Writes the tree that `edits` make of `base`. New files are 100644, edited ones keep their mode, moved ones that of where they came
/// from (F1); directories that become empty go. Fails with `denied` when a path is, or leads through, a symbolic link, a submodule or
/// a file, or when one path is edited twice (P3); with `conflict` when a file to remove is not there.
[[nodiscard]] Result<git_oid> write_edited_tree(const Objects& objects, const git_tree* base, const domain::EditSet& edits);

}  // namespace proffer::git
