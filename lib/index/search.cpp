// The order of a search.
#include "index/search.hpp"

#include <algorithm>
#include <thread>

#include "index/gather.hpp"
#include "index/past.hpp"

namespace proffer::index {
namespace {

constexpr unsigned k_most_workers = 4;
constexpr std::size_t k_most_paths_of_a_commit = 30;

/// Regular files alone can be edited; links and submodules are counted.
std::vector<git::TreeBlob> regular_files(std::vector<git::TreeBlob> blobs, Tally& tally) {
    const std::size_t all = blobs.size();
    std::erase_if(blobs, [](const git::TreeBlob& blob) {
        return blob.mode != domain::FileMode::regular && blob.mode != domain::FileMode::executable;
    });
    tally.links = all - blobs.size();
    tally.files = blobs.size();
    return blobs;
}

}  // namespace

unsigned usual_workers() {
    return std::clamp(std::thread::hardware_concurrency(), 1U, k_most_workers);
}

Result<Found> search(const git::TreeReader& reader, const domain::Oid& commit, std::string_view text, const SearchOptions& options) {
    Found found;
    PROFFER_TRY(std::vector<git::TreeBlob> listed, reader.list(commit));
    const std::vector<git::TreeBlob> blobs = regular_files(std::move(listed), found.tally);
    std::vector<locate::File> files;
    files.reserve(blobs.size());
    for (const git::TreeBlob& blob : blobs) files.push_back({blob.path, locate::kind_of(blob.path), 0, 0});

    const locate::Query query = locate::parse_query(text);
    Cache cache = Cache::open(options.cache);
    const locate::Matches matches = gather_matches(reader, blobs, files, query, options.workers, cache, found.tally);
    const std::vector<git::PastCommit> history = reader.history(commit, options.commits, k_most_paths_of_a_commit);
    found.tally.commits = history.size();
    judge_by_history(history, query, files);
    const auto read_text = [&](std::size_t file) -> std::optional<std::string> {
        std::string bytes;
        if (reader.read(blobs[file].id, locate::k_most_text_bytes, bytes) != git::BlobState::read) return {};
        return bytes;
    };
    for (locate::Ranked& one : locate::rank_files(query, files, matches, options.top, read_text, options.weights))
        found.files.push_back({std::string(files[one.file].path), std::move(one)});
    return found;
}

}  // namespace proffer::index
