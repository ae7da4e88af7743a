// Finds secrets by their fingerprints, in the text and in what the text may be an encoding of.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/sealed_format.hpp"

namespace proffer::base {

/// Which bytes of a text belong to a match: any window of a value, as it is or in any of the encodings of sealed_views.hpp, up to three
/// inside one another. Whether a match is found depends on no more than `reach_bytes` of text.
class SealedIndex {
 public:
    /// Whether windows are looked for in the text as it is, too, or in what it may be an encoding of only.
    enum class Plainly { too, not_at_all };

    SealedIndex(const SealContent& content, Plainly plainly);

    /// Sets the bytes of `covered`, one for each of `text`, that belong to a match.
    void cover(std::string_view text, std::vector<char>& covered) const;
    [[nodiscard]] bool finds(std::string_view text) const;

    [[nodiscard]] bool empty() const { return windows_.empty(); }
    [[nodiscard]] std::size_t reach_bytes() const { return reach_bytes_; }

 private:
    class Scan;
    struct Neighbour {
        bool behind = false;
        std::size_t bytes = 0;
        SealTag tag{};
    };
    struct TagHash {
        std::size_t operator()(const SealTag& tag) const;
    };
    /// One bit a mark.
    using Filter = std::vector<std::uint64_t>;

    bool looks_plainly_;
    SealKey key_;
    unsigned mark_shift_;
    Filter short_filter_;
    Filter long_filter_;                                         // empty without long windows
    std::unordered_map<SealTag, std::size_t, TagHash> windows_;  // to their length
    std::unordered_multimap<SealTag, Neighbour, TagHash> neighbours_;
    std::size_t reach_bytes_;
};

}  // namespace proffer::base
