// Finds the files of a commit that an instruction is about: reads the tree, takes facts from the cache or from the blobs, and ranks.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/oid.hpp"
#include "git/tree_reader.hpp"
#include "locate/ranking.hpp"

namespace proffer::index {

/// As many threads as the machine has processors, within reason.
[[nodiscard]] unsigned usual_workers();

struct SearchOptions {
    std::size_t top = 20;
    std::filesystem::path cache;  ///< a directory of our own for facts; empty: none are kept
    unsigned workers = 2;
    std::size_t commits = 300;  ///< of the history that is looked at
    locate::Weights weights = locate::default_weights();
};

struct FoundFile {
    std::string path;
    locate::Ranked ranked;
};

/// What became of the entries of the tree, and what it cost.
struct Tally {
    std::size_t files = 0;       ///< regular files
    std::size_t read = 0;        ///< blobs read and taken apart now
    std::size_t from_cache = 0;  ///< blobs whose facts were there
    std::size_t missing = 0;     ///< blobs that a partial clone lacks
    std::size_t too_large = 0;
    std::size_t binary = 0;    ///< by name or by a NUL
    std::size_t pointers = 0;  ///< files that Git LFS keeps elsewhere
    std::size_t links = 0;     ///< symbolic links and submodules
    std::size_t commits = 0;   ///< of the history
    std::size_t bytes = 0;     ///< of the blobs read
};

struct Found {
    std::vector<FoundFile> files;  ///< the best first
    Tally tally;
};

/// Fails only when the commit or its trees cannot be read. Blobs that are not here, large, binary or no text are ranked by their paths.
[[nodiscard]] Result<Found> search(const git::TreeReader& reader, const domain::Oid& commit, std::string_view query,
                                   const SearchOptions& options);

}  // namespace proffer::index
