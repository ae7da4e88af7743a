// A filter over a cheap mark rules out nearly every position; only where it does not, SHA-256 decides.
#include "base/sealed_index.hpp"

#include <algorithm>
#include <cstring>

#include "base/sealed_views.hpp"

namespace proffer::base {
namespace {

constexpr std::size_t k_longest_match_bytes = 400;             // 20 bytes in an encoding inside an encoding
constexpr std::size_t k_context_bytes = 112;                   // round a match
constexpr std::size_t k_piece_bytes = std::size_t{64} * 1024;  // so much is decoded at a time
constexpr int k_deepest = 3;

}  // namespace

/// One look at one text.
class SealedIndex::Scan {
 public:
    /// Without `covered` the scan ends at the first match.
    Scan(const SealedIndex& index, std::string_view text, std::vector<char>* covered) : index_(index), text_(text), covered_(covered) {}

    bool run() {
        if (index_.looks_plainly_) find_windows(View(text_, 0), 0);
        for (std::size_t begin = 0; begin < text_.size() && !is_done(); begin += k_piece_bytes)
            decode(View(text_.substr(begin, k_piece_bytes + k_longest_match_bytes + 2 * k_context_bytes), begin), 0);
        return found_;
    }

 private:
    /// The last windows that passed the filter, so that a text that repeats itself costs little.
    struct Known {
        std::string window;
        const SealTag* tag = nullptr;  // null: no window of ours
    };

    [[nodiscard]] bool is_done() const { return found_ && covered_ == nullptr; }

    void look_into(const View& view, int depth) {
        if (is_done()) return;
        find_windows(view, depth);
        if (depth < k_deepest) decode(view, depth);
    }

    void decode(const View& view, int depth) {
        const SeeView see = [&](const View& inner) { look_into(inner, depth + 1); };
        see_base_encodings(view, see);
        see_hexadecimal(view, see);
        see_escapes(view, see);
    }

    void find_windows(const View& view, int depth) {
        find_windows_of<k_short_window_bytes>(view, depth, index_.short_filter_);
        find_windows_of<k_long_window_bytes>(view, depth, index_.long_filter_);
    }

    template <std::size_t window_bytes>
    void find_windows_of(const View& view, int depth, const Filter& filter) {
        const std::string_view bytes = view.bytes();
        if (filter.empty() || bytes.size() < window_bytes) return;
        const SealKey& key = index_.key_;
        const std::uint64_t* words = filter.data();
        const unsigned shift = index_.mark_shift_;
        for (const char *at = bytes.data(), *last = at + bytes.size() - window_bytes; at <= last; ++at) {
            const std::uint32_t mark = key.mark<window_bytes>(at) >> shift;
            if (((words[mark >> 6U] >> (mark & 63U)) & 1U) == 0) continue;
            const SealTag* tag = tag_of({at, window_bytes}, mark);
            if (tag == nullptr) continue;
            const auto position = static_cast<std::size_t>(at - bytes.data());
            report(view.origin(position, position + window_bytes - 1));
            if (depth == 0 && covered_ != nullptr) report_neighbours(*tag, position, window_bytes);
            if (is_done()) return;
        }
    }

    const SealTag* tag_of(std::string_view window, std::uint32_t mark) {
        Known& known = known_[mark % known_.size()];
        if (known.window == window) return known.tag;
        const auto found = index_.windows_.find(index_.key_.tag(window));
        known.window = window;
        known.tag = found == index_.windows_.end() || found->second != window.size() ? nullptr : &found->first;
        return known.tag;
    }

    void report(Origin match) {
        if (match.end - match.begin > k_longest_match_bytes) return;
        mark_covered(match.begin, match.end);
    }

    void mark_covered(std::size_t begin, std::size_t end) {
        found_ = true;
        if (covered_ != nullptr) std::memset(covered_->data() + begin, 1, end - begin);
    }

    void report_neighbours(const SealTag& tag, std::size_t position, std::size_t window_bytes) {
        const auto [first, last] = index_.neighbours_.equal_range(tag);
        for (auto entry = first; entry != last; ++entry) {
            const Neighbour& neighbour = entry->second;
            if (!neighbour.behind && position < neighbour.bytes) continue;
            const std::size_t begin = neighbour.behind ? position : position - neighbour.bytes;
            const std::string_view both = text_.substr(begin, neighbour.bytes + window_bytes);
            if (both.size() != neighbour.bytes + window_bytes || is_covered(begin, both.size())) continue;
            if (index_.key_.tag(both) == neighbour.tag) mark_covered(begin, begin + both.size());
        }
    }

    [[nodiscard]] bool is_covered(std::size_t begin, std::size_t bytes) const {
        const auto first = covered_->begin() + static_cast<std::ptrdiff_t>(begin);
        return std::find(first, first + static_cast<std::ptrdiff_t>(bytes), 0) == first + static_cast<std::ptrdiff_t>(bytes);
    }

    const SealedIndex& index_;
    std::string_view text_;
    std::vector<char>* covered_;
    std::array<Known, 64> known_{};
    bool found_ = false;
};

std::size_t SealedIndex::TagHash::operator()(const SealTag& tag) const {
    std::size_t hash = 0;
    std::memcpy(&hash, tag.data(), sizeof hash);
    return hash;
}

SealedIndex::SealedIndex(const SealContent& content, Plainly plainly)
    : looks_plainly_(plainly == Plainly::too),
      key_(content.salt),
      mark_shift_(k_most_mark_bits - content.mark_bits),
      reach_bytes_(k_longest_match_bytes + k_context_bytes) {
    const std::size_t words = (std::size_t{1} << content.mark_bits) / 64;
    for (const SealedWindow& window : content.windows) {
        Filter& filter = window.bytes == k_short_window_bytes ? short_filter_ : long_filter_;
        if (filter.empty()) filter.assign(words, 0);
        const std::uint32_t mark = window.mark >> mark_shift_;
        filter[mark >> 6U] |= std::uint64_t{1} << (mark & 63U);
        windows_.emplace(window.tag, window.bytes);
    }
    for (const SealedNeighbour& neighbour : content.neighbours) {
        neighbours_.emplace(neighbour.window, Neighbour{neighbour.behind, neighbour.bytes, neighbour.tag});
        reach_bytes_ = std::max<std::size_t>(reach_bytes_, neighbour.bytes + k_long_window_bytes);
    }
}

void SealedIndex::cover(std::string_view text, std::vector<char>& covered) const {
    Scan(*this, text, &covered).run();
}

bool SealedIndex::finds(std::string_view text) const {
    return Scan(*this, text, nullptr).run();
}

}  // namespace proffer::base
