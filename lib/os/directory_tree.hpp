// A plain directory as a Snapshot, and edits written into it all or none.
#pragma once

#include <filesystem>
#include <string>

#include "domain/edit.hpp"
#include "domain/snapshot.hpp"
#include "os/descriptor.hpp"

namespace proffer::os {

/// No link below the root is followed, in any component (openat2, RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS; security.md P3).
class DirectoryTree : public domain::Snapshot {
 public:
    /// Fails with `not_found` unless `root` is a directory.
    static Result<DirectoryTree> open(const std::filesystem::path& root);

    [[nodiscard]] std::optional<domain::FileMode> find(std::string_view path) const override;
    [[nodiscard]] Result<std::string> read(std::string_view path) const override;
    [[nodiscard]] Result<std::uint64_t> size_bytes(std::string_view path) const override;
    /// `.git` directories are left out. Fails with `denied` over 1,000,000 entries.
    [[nodiscard]] Result<std::vector<std::string>> paths() const override;

    /// Every new content goes to a temporary file first; then all are renamed into place, and all renamed back if one fails. Existing files
    /// keep their permissions.
    [[nodiscard]] Result<void> write(const domain::EditSet& edits) const;

 private:
    explicit DirectoryTree(Descriptor root) : root_(std::move(root)) {}
    Descriptor root_;
};

}  // namespace proffer::os
