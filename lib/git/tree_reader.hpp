// Reads trees, blobs and history of any repository, bare, shallow or partial, as they are on this machine: nothing is fetched, nothing
// written, no checkout needed. For what goes through a whole tree; a run's own reading is Repository's.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/oid.hpp"
#include "domain/snapshot.hpp"
#include "git/repository.hpp"

namespace proffer::git {

using RawId = std::array<std::uint8_t, 20>;

struct TreeBlob {
    std::string path;  ///< bytes as stored
    RawId id{};
    domain::FileMode mode = domain::FileMode::regular;
};

struct PastCommit {
    RawId id{};
    std::string message;
    std::vector<std::string> paths;  ///< changed; empty when there are more than asked for, or a tree is not here
};

enum class BlobState { read, missing, too_large };

class TreeReader {
 public:
    virtual ~TreeReader() = default;
    [[nodiscard]] virtual const Layout& layout() const = 0;
    /// The commit `rev` names; empty: HEAD.
    [[nodiscard]] virtual Result<domain::Oid> resolve(const std::string& rev) const = 0;
    /// Files, links and submodules of the commit, in byte order of their paths.
    [[nodiscard]] virtual Result<std::vector<TreeBlob>> list(const domain::Oid& commit) const = 0;
    /// Reads a blob of at most `limit_bytes` into `bytes`. May be called by several threads at once.
    [[nodiscard]] virtual BlobState read(const RawId& id, std::uint64_t limit_bytes, std::string& bytes) const = 0;
    /// Commits other than merges, the newest first, at most `most_commits`; what a shallow clone lacks is left out.
    [[nodiscard]] virtual std::vector<PastCommit> history(const domain::Oid& commit, std::size_t most_commits,
                                                          std::size_t most_paths) const = 0;
};

/// As `open_repository` finds it; fails likewise.
[[nodiscard]] Result<std::unique_ptr<TreeReader>> open_tree_reader(const std::filesystem::path& directory);

}  // namespace proffer::git
