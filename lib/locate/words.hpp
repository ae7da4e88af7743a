// Cuts text into the words programs are written in: identifiers, and their parts as camelCase, snake_case and kebab-case make them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace proffer::locate {

/// Stands for a word in facts and queries; the same on every machine. Changing how it is made means a new `k_facts_version`.
using WordHash = std::uint32_t;

inline constexpr std::size_t k_longest_word_bytes = 128;
inline constexpr std::size_t k_most_parts_of_a_word = 16;

/// Letters, digits, '_' and every byte of other scripts.
[[nodiscard]] constexpr bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

/// Moves `position` behind the next word and returns it; empty at the end. Words of digits alone and over-long ones are passed over.
[[nodiscard]] std::string_view next_word(std::string_view text, std::size_t& position);

struct WordParts {
    std::array<WordHash, k_most_parts_of_a_word> stems;  ///< hashed, in order
    std::size_t count = 0;
    bool is_compound = false;  ///< more than one part, as nobody writes prose: `read_file`, `readFile`, `HTTPServer`
};

/// Parts of one letter are dropped, and what everybody writes (`is_common`) is too.
[[nodiscard]] WordParts split_word(std::string_view word);

/// The hash of one lower-case part, after its ending was taken off: "caches", "cached" and "caching" are one.
[[nodiscard]] WordHash hash_stem(std::string_view part);

/// The hash of a whole word, case and all.
[[nodiscard]] WordHash hash_exact(std::string_view word);

/// Words of English prose and of bug reports that tell nothing of the subject, in lower case.
[[nodiscard]] bool is_common(std::string_view part);

}  // namespace proffer::locate
