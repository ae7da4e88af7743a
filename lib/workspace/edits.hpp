// Puts an edit set onto a tree writer, with the modes of the base.
#pragma once

#include "domain/edit.hpp"
#include "domain/snapshot.hpp"
#include "workspace/tree_writer.hpp"

namespace proffer::workspace {

/// Fails with `denied` when a path of an edit leads through a link, submodule or file of the base (security.md P3).
[[nodiscard]] Result<void> write_edits(TreeWriter& writer, const domain::EditSet& edits, const domain::Snapshot& base);

/// Writes the entry of the base at `path` as it is there: a file with its mode, a link as a link, a submodule as an empty directory.
[[nodiscard]] Result<void> write_base_entry(TreeWriter& writer, const domain::Snapshot& base, const std::string& path);

}  // namespace proffer::workspace
