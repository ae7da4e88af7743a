// What ranking needs to know of a file's text, as compact bytes: a pure function of text and family, so that it can be kept by blob id.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "locate/file_kind.hpp"
#include "locate/words.hpp"

namespace proffer::locate {

/// Part of the key under which facts are kept: raised whenever the same text would give other bytes.
inline constexpr std::uint32_t k_facts_version = 1;

inline constexpr std::size_t k_most_text_bytes = 1024 * 1024;  ///< larger files are known by their paths alone

/// A sorted list of hashes, each with how often it stands there (255 at most). Points into the bytes of the facts.
class HashList {
 public:
    HashList() = default;
    HashList(const char* hashes, const char* counts, std::size_t size) : hashes_(hashes), counts_(counts), size_(size) {}
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] WordHash hash(std::size_t index) const;
    [[nodiscard]] std::uint8_t count(std::size_t index) const { return counts_ == nullptr ? 1 : static_cast<std::uint8_t>(counts_[index]); }

 private:
    const char* hashes_ = nullptr;
    const char* counts_ = nullptr;
    std::size_t size_ = 0;
};

struct Facts {
    std::uint32_t length = 0;   ///< parts of words in the text
    bool is_generated = false;  ///< the text says so of itself
    bool is_binary = false;
    HashList stems;        ///< of parts of words
    HashList compounds;    ///< whole compound identifiers
    HashList definitions;  ///< names it defines
};

/// The facts of a text, as bytes to keep. Linear in the text; a text of over `k_most_text_bytes` or with a NUL gives empty facts.
[[nodiscard]] std::string make_facts(std::string_view text, Family family);

/// Reads what `make_facts` wrote, without copying; other bytes give empty facts, never an overrun.
[[nodiscard]] Facts read_facts(std::string_view bytes);

}  // namespace proffer::locate
