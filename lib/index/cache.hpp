// Facts kept between runs, by blob id: branches, worktrees and commits share them, and a new commit costs only its changed blobs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "git/repository.hpp"
#include "index/segment.hpp"
#include "os/environment.hpp"

namespace proffer::index {

inline constexpr std::uint64_t k_most_cache_bytes = 512ULL * 1024 * 1024;

/// Where the facts of a repository are kept: below its common git directory, or where that cannot be written to, below
/// `$XDG_CACHE_HOME/proffer` (or `~/.cache/proffer`) under a name made from the repository's place. Empty: nowhere.
[[nodiscard]] std::filesystem::path cache_directory(const git::Layout& layout, const os::Environment& environment);

/// A directory of segments. Several processes may use it at once: segments appear whole and are never changed; at worst work is done twice.
class Cache {
 public:
    /// Opens what is there and sound; damaged segments are removed. An empty path gives an empty cache that keeps nothing.
    static Cache open(const std::filesystem::path& directory);

    /// Reads the facts of a blob; false when they are not there or damaged. May be called by several threads at once.
    [[nodiscard]] bool find(const FactsKey& key, std::string& bytes) const;
    [[nodiscard]] bool keeps() const { return !directory_.empty(); }
    [[nodiscard]] SegmentWriter writer() const { return SegmentWriter(directory_); }

    /// Puts new segments into place when they are worth it, and joins segments when there are many. Beyond `most_bytes` only the facts of
    /// the tree at hand are kept, whose keys are `in_use`. What cannot be written is forgotten.
    void finish(std::vector<SegmentWriter> writers, const std::vector<FactsKey>& in_use, std::uint64_t most_bytes = k_most_cache_bytes);

 private:
    void join(const std::vector<FactsKey>& in_use, std::uint64_t most_bytes);

    std::filesystem::path directory_;
    std::vector<SegmentReader> segments_;
};

/// Fewer new facts than this are not written unless others are there already: a small tree is read again as fast.
inline constexpr std::size_t k_fewest_new_facts = 256;

}  // namespace proffer::index
