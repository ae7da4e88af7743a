// Finds the spellings of secrets in text, in time linear in the text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace proffer::base {

/// Says "certainly not" for nearly every hash that was not marked.
class BitFilter {
 public:
    explicit BitFilter(std::size_t expected = 0);
    void mark(std::uint64_t hash) { words_[hash >> shift_ >> 6U] |= std::uint64_t{1} << (hash >> shift_ & 63U); }
    [[nodiscard]] const std::uint64_t* words() const { return words_.data(); }
    [[nodiscard]] unsigned shift() const { return shift_; }

 private:
    std::vector<std::uint64_t> words_;
    unsigned shift_ = 0;
};

/// Which bytes of a text belong to a secret. A match is
/// - a spelling under 16 bytes, whole, and one that takes three bytes or more for a byte of a long password;
/// - any 12 bytes in a row of a longer spelling, unless they are weak: shared by all such tokens, or hardly varied;
/// - weak bytes next to such a match, as far as they go on the spelling;
/// - a spelling that has nothing but weak bytes, whole.
class SecretIndex {
 public:
    explicit SecretIndex(const std::vector<std::string>& secrets);

    /// One byte for each of `text`: 1 where it belongs to a match.
    [[nodiscard]] std::vector<char> cover(std::string_view text) const;
    [[nodiscard]] bool finds(std::string_view text) const;

    [[nodiscard]] bool empty() const { return spellings_.empty(); }
    [[nodiscard]] std::size_t longest_bytes() const { return longest_bytes_; }
    /// No single match is longer: what cutting a stream has to keep together.
    [[nodiscard]] std::size_t reach_bytes() const { return reach_bytes_; }

 private:
    struct Key {
        std::uint64_t front;
        std::uint64_t back;
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct Window {
        Key key;
        std::uint32_t spelling = 0;
        std::uint32_t offset = 0;
        std::uint32_t weak_before = 0;
        std::uint32_t weak_after = 0;
    };

    void add_spelling(std::string spelling, std::size_t public_bytes);
    void add_whole(std::string spelling);
    void add_windows(std::uint32_t number, std::size_t public_bytes);
    void add_window(std::uint32_t number, std::size_t offset, const std::vector<char>& weak);
    void build_tables();
    [[nodiscard]] const Window* find_window(const Key& key) const;
    [[nodiscard]] std::string_view match_of_window(std::string_view text, std::size_t position) const;
    [[nodiscard]] std::string_view match_of_short(std::string_view text, std::size_t position) const;
    template <typename Found>
    void scan(std::string_view text, Found&& found) const;

    std::vector<std::string> spellings_;
    std::vector<Window> windows_;       // of equal keys the first counts
    std::vector<std::uint32_t> slots_;  // hash table with linear probing: 1 + index of a window, or 0
    unsigned slots_shift_ = 0;
    std::unordered_multimap<std::uint64_t, std::uint32_t> shorts_;  // first 8 bytes to spelling
    std::vector<std::uint32_t> weak_spellings_;                     // searched one by one
    BitFilter window_filter_;
    BitFilter short_filter_;
    std::size_t longest_bytes_ = 0;
    std::size_t reach_bytes_ = 0;
};

}  // namespace proffer::base
