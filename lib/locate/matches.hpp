// What of a query stands in which file: all that ranking keeps of the facts, so that a large tree needs little memory.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "locate/facts.hpp"
#include "locate/query.hpp"

namespace proffer::locate {

struct Hit {
    std::uint16_t term = 0;  ///< index into the query's list
    std::uint8_t count = 0;
};

struct FileMatch {
    std::uint32_t length = 0;
    std::uint32_t begin = 0;  ///< in the hits of its `Matches`
    std::uint16_t words = 0, identifiers = 0, names = 0;
    bool is_generated = false;
    bool is_known = false;  ///< false: no facts, ranked by its path alone
};

/// The matches of some files. Filled by one thread; several can be joined.
class Matches {
 public:
    /// Compares the facts with the query. Linear in both.
    void add(const Query& query, const Facts& facts);
    void add_unknown() { files_.emplace_back(); }
    /// Appends those of another.
    void append(Matches&& other);

    [[nodiscard]] std::size_t size() const { return files_.size(); }
    [[nodiscard]] const FileMatch& file(std::size_t index) const { return files_[index]; }
    [[nodiscard]] std::span<const Hit> words(std::size_t index) const { return hits(index, 0, files_[index].words); }
    [[nodiscard]] std::span<const Hit> identifiers(std::size_t index) const {
        return hits(index, files_[index].words, files_[index].identifiers);
    }
    [[nodiscard]] std::span<const Hit> names(std::size_t index) const {
        return hits(index, std::uint32_t{files_[index].words} + files_[index].identifiers, files_[index].names);
    }

 private:
    [[nodiscard]] std::span<const Hit> hits(std::size_t index, std::uint32_t offset, std::size_t count) const {
        return std::span<const Hit>(hits_).subspan(files_[index].begin + offset, count);
    }
    std::vector<FileMatch> files_;
    std::vector<Hit> hits_;
};

}  // namespace proffer::locate
