// Halves first, then finer parts; what the test can do without is left out for good.
#include "diff/delta_debugging.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace proffer::diff {
namespace {

using Parts = std::vector<std::size_t>;

std::vector<Parts> chunks_of(const Parts& parts, std::size_t count) {
    std::vector<Parts> chunks;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t end = parts.size() * (i + 1) / count;
        chunks.emplace_back(parts.begin() + static_cast<std::ptrdiff_t>(begin), parts.begin() + static_cast<std::ptrdiff_t>(end));
        begin = end;
    }
    return chunks;
}

Parts without(const Parts& parts, const Parts& chunk) {
    Parts rest;
    std::set_difference(parts.begin(), parts.end(), chunk.begin(), chunk.end(), std::back_inserter(rest));
    return rest;
}

class Search {
 public:
    Search(std::size_t count, const TestParts& test) : test_(test) {
        needed_.parts.resize(count);
        std::iota(needed_.parts.begin(), needed_.parts.end(), 0U);
    }

    Result<Needed> run() {
        PROFFER_TRY(const bool needs_none, passes({}));
        if (needs_none) needed_.parts.clear();
        std::size_t granularity = 2;
        while (needed_.parts.size() >= 2 && needed_.complete) {
            granularity = std::min(granularity, needed_.parts.size());
            PROFFER_TRY(const std::size_t next, step(granularity));
            if (next == 0) break;
            granularity = next;
        }
        return std::move(needed_);
    }

 private:
    /// The granularity to go on with; 0 when no part can be left out.
    Result<std::size_t> step(std::size_t granularity) {
        const std::vector<Parts> chunks = chunks_of(needed_.parts, granularity);
        for (const Parts& chunk : chunks) {
            PROFFER_TRY(const bool is_enough, passes(chunk));
            if (!is_enough) continue;
            needed_.parts = chunk;
            return std::size_t{2};
        }
        for (const Parts& chunk : chunks) {
            Parts rest = without(needed_.parts, chunk);
            PROFFER_TRY(const bool is_enough, passes(rest));
            if (!is_enough) continue;
            needed_.parts = std::move(rest);
            return std::max<std::size_t>(granularity - 1, 2);
        }
        return granularity == needed_.parts.size() ? std::size_t{0} : granularity * 2;
    }

    Result<bool> passes(const Parts& parts) {
        if (const auto known = known_.find(parts); known != known_.end()) return known->second;
        if (!needed_.complete) return false;
        PROFFER_TRY(const std::optional<bool> answer, test_(parts));
        if (!answer) needed_.complete = false;
        return known_[parts] = answer.value_or(false);
    }

    const TestParts& test_;
    Needed needed_;
    std::map<Parts, bool> known_;
};

}  // namespace

Result<Needed> find_needed(std::size_t count, const TestParts& test) {
    if (count == 0) return Needed{};
    return Search(count, test).run();
}

}  // namespace proffer::diff
