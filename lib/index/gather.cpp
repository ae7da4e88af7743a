// Threads take stretches of files in turn; each stretch keeps its own matches, so that the outcome does not depend on who was faster.
#include "index/gather.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "locate/facts.hpp"

namespace proffer::index {
namespace {

constexpr std::size_t k_stretch_files = 64;
constexpr std::uint64_t k_most_data_bytes = 256 * 1024;
constexpr std::string_view k_pointer_start = "version https://git-lfs.github.com/spec/";

struct Job {
    const git::TreeReader& reader;
    const std::vector<git::TreeBlob>& blobs;
    const std::vector<locate::File>& files;
    const locate::Query& query;
    const Cache& cache;
};

class Worker {
 public:
    explicit Worker(const Job& job) : job_(job), writer_(job.cache.writer()) {}

    locate::Matches work(std::size_t begin, std::size_t end) {
        locate::Matches matches;
        for (std::size_t file = begin; file < end; ++file) add(file, matches);
        return matches;
    }
    [[nodiscard]] const Tally& tally() const { return tally_; }
    [[nodiscard]] SegmentWriter take_writer() { return std::move(writer_); }

 private:
    void add(std::size_t file, locate::Matches& matches) {
        const locate::FileKind& kind = job_.files[file].kind;
        if (!kind.is_text) {
            ++tally_.binary;
            return matches.add_unknown();
        }
        const FactsKey key{job_.blobs[file].id, kind.family};
        if (job_.cache.find(key, record_)) {
            ++tally_.from_cache;
        } else {
            if (!read(file)) return matches.add_unknown();
            ++tally_.read;
            tally_.bytes += text_.size();
            record_ = locate::make_facts(text_, kind.family);
            if (job_.cache.keeps()) writer_.add(key, record_);
        }
        const locate::Facts facts = locate::read_facts(record_);
        if (facts.is_binary) ++tally_.binary;
        matches.add(job_.query, facts);
    }

    bool read(std::size_t file) {
        const std::uint64_t limit = job_.files[file].kind.is_source ? locate::k_most_text_bytes : k_most_data_bytes;
        switch (job_.reader.read(job_.blobs[file].id, limit, text_)) {
            case git::BlobState::missing: ++tally_.missing; return false;
            case git::BlobState::too_large: ++tally_.too_large; return false;
            case git::BlobState::read: break;
        }
        const bool is_pointer = text_.starts_with(k_pointer_start);
        if (is_pointer) ++tally_.pointers;
        return !is_pointer;
    }

    const Job& job_;
    Tally tally_;
    SegmentWriter writer_;
    std::string text_, record_;
};

void add(Tally& sum, const Tally& one) {
    sum.read += one.read;
    sum.from_cache += one.from_cache;
    sum.missing += one.missing;
    sum.too_large += one.too_large;
    sum.binary += one.binary;
    sum.pointers += one.pointers;
    sum.bytes += one.bytes;
}

/// Keys of the files whose facts can be kept.
std::vector<FactsKey> keys_of(const std::vector<git::TreeBlob>& blobs, const std::vector<locate::File>& files) {
    std::vector<FactsKey> keys;
    keys.reserve(files.size());
    for (std::size_t i = 0; i < files.size(); ++i)
        if (files[i].kind.is_text) keys.push_back({blobs[i].id, files[i].kind.family});
    return keys;
}

}  // namespace

locate::Matches gather_matches(const git::TreeReader& reader, const std::vector<git::TreeBlob>& blobs,
                               const std::vector<locate::File>& files, const locate::Query& query, unsigned worker_count, Cache& cache,
                               Tally& tally) {
    const Job job{reader, blobs, files, query, cache};
    const std::size_t stretches = (files.size() + k_stretch_files - 1) / k_stretch_files;
    std::vector<locate::Matches> parts(stretches);
    std::atomic<std::size_t> next = 0;
    const auto work = [&](Worker& worker) {
        for (std::size_t stretch = next++; stretch < stretches; stretch = next++)
            parts[stretch] = worker.work(stretch * k_stretch_files, std::min(files.size(), (stretch + 1) * k_stretch_files));
    };
    std::vector<Worker> workers;
    for (std::size_t i = 0; i < std::clamp<std::size_t>(worker_count, 1, std::max<std::size_t>(stretches, 1)); ++i)
        workers.emplace_back(job);
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < workers.size(); ++i) threads.emplace_back([&work, &worker = workers[i]] { work(worker); });
    work(workers.front());
    threads.clear();

    locate::Matches matches;
    for (locate::Matches& part : parts) matches.append(std::move(part));
    std::vector<SegmentWriter> writers;
    for (Worker& worker : workers) {
        add(tally, worker.tally());
        writers.push_back(worker.take_writer());
    }
    cache.finish(std::move(writers), keys_of(blobs, files));
    return matches;
}

}  // namespace proffer::index
