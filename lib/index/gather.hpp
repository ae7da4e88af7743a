// From blobs to matches, on several threads.
#pragma once

#include <vector>

#include "git/tree_reader.hpp"
#include "index/cache.hpp"
#include "index/search.hpp"
#include "locate/matches.hpp"
#include "locate/ranking.hpp"

namespace proffer::index {

/// One entry a file of `files`, in order; `blobs` says where each is. What the cache lacks is read, and put there.
/// Adds to `tally`.
[[nodiscard]] locate::Matches gather_matches(const git::TreeReader& reader, const std::vector<git::TreeBlob>& blobs,
                                             const std::vector<locate::File>& files, const locate::Query& query, unsigned workers,
                                             Cache& cache, Tally& tally);

}  // namespace proffer::index
