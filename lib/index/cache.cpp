// Finds, checks, joins and drops segments.
#include "index/cache.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <system_error>

#include "base/sha256.hpp"

namespace proffer::index {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_most_segments = 8;
constexpr auto k_abandoned = std::chrono::hours(1);
constexpr const char* k_directory_name = "facts-v1";
constexpr std::size_t k_place_digits = 32;

std::vector<fs::path> files_in(const fs::path& directory, std::string_view ending) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error))
        if (entry->path().extension() == ending) files.push_back(entry->path());
    std::sort(files.begin(), files.end());
    return files;
}

void discard(const fs::path& file) {
    std::error_code ignored;
    fs::remove(file, ignored);
}

/// What killed runs left.
void remove_abandoned(const fs::path& directory) {
    for (const fs::path& file : files_in(directory, k_temporary_ending)) {
        std::error_code error;
        const auto changed = fs::last_write_time(file, error);
        if (!error && fs::file_time_type::clock::now() - changed > k_abandoned) discard(file);
    }
}

}  // namespace

fs::path cache_directory(const git::Layout& layout, const os::Environment& environment) {
    std::error_code error;
    const fs::path common = fs::canonical(layout.common_dir, error);
    if (error) return {};
    if (::access(common.c_str(), W_OK) == 0) return common / "proffer" / k_directory_name;
    const auto home = environment.find("HOME");
    const std::string user_cache = environment.value_or("XDG_CACHE_HOME", home ? *home + "/.cache" : "");
    if (user_cache.empty() || user_cache.front() != '/') return {};
    const std::string place = base::sha256(common.string()).substr(0, k_place_digits);
    return fs::path(user_cache) / "proffer" / (std::string(k_directory_name) + "-" + place);
}

Cache Cache::open(const fs::path& directory) {
    Cache cache;
    if (directory.empty()) return cache;
    std::error_code error;
    if (fs::exists(fs::symlink_status(directory, error)) && (!is_ours(directory) || !is_ours(directory.parent_path()))) return cache;
    cache.directory_ = directory;
    for (const fs::path& file : files_in(directory, k_segment_ending)) {
        if (auto segment = SegmentReader::open(file))
            cache.segments_.push_back(*std::move(segment));
        else
            discard(file);
    }
    return cache;
}

bool Cache::find(const FactsKey& key, std::string& bytes) const {
    return std::any_of(segments_.begin(), segments_.end(), [&](const SegmentReader& segment) {
        const auto offset = segment.find(key);
        return offset && segment.read(key, *offset, bytes);
    });
}

void Cache::finish(std::vector<SegmentWriter> writers, const std::vector<FactsKey>& in_use, std::uint64_t most_bytes) {
    std::size_t fresh = 0;
    for (const SegmentWriter& writer : writers) fresh += writer.size();
    const bool is_worth_it = fresh > 0 && (fresh >= k_fewest_new_facts || !segments_.empty());
    if (!keeps() || !is_worth_it || !make_place(directory_)) return;
    remove_abandoned(directory_);
    bool has_new = false;
    for (SegmentWriter& writer : writers) has_new = writer.finish() || has_new;
    writers.clear();
    if (!has_new) return;
    *this = open(directory_);
    std::uint64_t size = 0;
    for (const SegmentReader& segment : segments_) size += segment.size_bytes();
    if (segments_.size() > k_most_segments || size > most_bytes) join(in_use, most_bytes);
}

void Cache::join(const std::vector<FactsKey>& in_use, std::uint64_t most_bytes) {
    std::uint64_t size = 0;
    for (const SegmentReader& segment : segments_) size += segment.size_bytes();
    const bool keeps_all = size <= most_bytes / 2;
    const std::set<FactsKey> wanted(in_use.begin(), in_use.end());
    std::set<FactsKey> kept;
    SegmentWriter joined = writer();
    std::string bytes;
    for (const SegmentReader& segment : segments_)
        for (const SegmentReader::Entry& entry : segment.entries()) {
            if ((!keeps_all && !wanted.contains(entry.key)) || kept.contains(entry.key)) continue;
            if (!segment.read(entry.key, entry.offset, bytes)) continue;
            joined.add(entry.key, bytes);
            kept.insert(entry.key);
        }
    if (!kept.empty() && !joined.finish()) return;
    for (const SegmentReader& segment : segments_) discard(segment.path());
}

}  // namespace proffer::index
