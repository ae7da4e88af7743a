// The base commit, read as a tree. Uncommitted changes of the working tree are never part of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace proffer::domain {

enum class FileMode : std::uint32_t {
    regular = 0100644,
    executable = 0100755,
    symlink = 0120000,
    submodule = 0160000,
    directory = 0040000,
};

/// What the levels below git may know of a tree; git, a plain directory and tests implement it.
/// Paths are bytes as stored, relative to the root.
class Snapshot {
 public:
    virtual ~Snapshot() = default;

    /// The mode of the entry at exactly `path` (a directory too); nothing when there is none.
    [[nodiscard]] virtual std::optional<FileMode> find(std::string_view path) const = 0;
    /// Bytes of the file at `path`. Fails with `not_found`, or `denied` for what is no file.
    [[nodiscard]] virtual Result<std::string> read(std::string_view path) const = 0;
    /// Size in bytes of the file at `path`, without reading it where that is possible.
    [[nodiscard]] virtual Result<std::uint64_t> size_bytes(std::string_view path) const = 0;
    /// Where the symbolic link at `path` leads, as stored. Fails with `not_found`, or `denied` for what is no link; by default always.
    [[nodiscard]] virtual Result<std::string> link_target(std::string_view path) const {
        return Error{ErrorCode::not_found, "no link '" + std::string(path) + "'", "", {}};
    }
    /// Every entry that is no directory, in byte order.
    [[nodiscard]] virtual Result<std::vector<std::string>> paths() const = 0;
};

}  // namespace proffer::domain
