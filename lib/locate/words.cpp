// One pass over bytes; nothing here allocates.
#include "locate/words.hpp"

#include <algorithm>

namespace proffer::locate {
namespace {

constexpr std::size_t k_longest_part_bytes = 48;

constexpr auto k_common = std::to_array<std::string_view>({
    "about",   "above",   "actually",  "added",     "after",    "again",     "all",     "already",   "also",      "although", "always",
    "am",      "an",      "and",       "another",   "any",      "are",       "aren",    "around",    "as",        "at",       "avoid",
    "be",      "because", "been",      "before",    "behavior", "behaviour", "being",   "between",   "bit",       "both",     "bug",
    "but",     "by",      "can",       "cannot",    "case",     "cases",     "cause",   "causes",    "change",    "changes",  "code",
    "could",   "correct", "correctly", "currently", "describe", "did",       "didn",    "different", "do",        "does",     "doesn",
    "doing",   "don",     "done",      "due",       "during",   "each",      "either",  "else",      "etc",       "even",     "ever",
    "every",   "example", "expected",  "fail",      "fails",    "fix",       "fixed",   "fixes",     "following", "for",      "from",
    "get",     "gets",    "getting",   "give",      "given",    "gives",     "got",     "had",       "handle",    "happens",  "has",
    "have",    "having",  "he",        "here",      "hi",       "how",       "however", "if",        "in",        "instead",  "into",
    "is",      "isn",     "issue",     "it",        "its",      "just",      "know",    "like",      "look",      "looks",    "ll",
    "made",    "make",    "makes",     "may",       "maybe",    "me",        "might",   "more",      "most",      "much",     "must",
    "my",      "need",    "needs",     "new",       "no",       "not",       "now",     "of",        "off",       "ok",       "on",
    "one",     "only",    "or",        "other",     "our",      "out",       "over",    "own",       "please",    "possible", "problem",
    "rather",  "really",  "reproduce", "run",       "running",  "same",      "see",     "seems",     "should",    "shouldn",  "since",
    "so",      "some",    "something", "steps",     "still",    "such",      "sure",    "than",      "that",      "the",      "their",
    "them",    "then",    "there",     "these",     "they",     "thing",     "think",   "this",      "those",     "though",   "through",
    "to",      "too",     "try",       "trying",    "under",    "until",     "up",      "us",        "use",       "used",     "uses",
    "using",   "ve",      "very",      "want",      "was",      "way",       "we",      "well",      "were",      "what",     "when",
    "where",   "whether", "which",     "while",     "who",      "why",       "will",    "with",      "without",   "won",      "work",
    "working", "works",   "would",     "wrong",     "yes",      "yet",       "you",     "your",
});

constexpr bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr char lower(char c) {
    return is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c;
}
constexpr bool is_vowel(char c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

constexpr WordHash finish(std::uint64_t hash) {
    hash ^= hash >> 29;
    hash *= 0x9E3779B97F4A7C15U;
    return static_cast<WordHash>(hash >> 32);
}

std::uint64_t hash_bytes(std::string_view bytes) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    return hash;
}

/// A word in a buffer of its own, of which endings are taken off.
struct Stem {
    std::array<char, k_longest_part_bytes> bytes;
    std::size_t size;

    [[nodiscard]] std::string_view view() const { return {bytes.data(), size}; }
    [[nodiscard]] bool ends_with(std::string_view ending) const { return view().ends_with(ending); }
    [[nodiscard]] bool has_vowel_before(std::size_t end) const { return std::any_of(bytes.begin(), bytes.begin() + end, is_vowel); }

    void drop_plural() {
        if (ends_with("ies") && size > 4) {
            bytes[size - 3] = 'y';
            size -= 2;
        } else if (ends_with("sses")) {
            size -= 2;
        } else if (ends_with("s") && !ends_with("ss") && !ends_with("us") && !ends_with("is")) {
            --size;
        }
    }
    bool drop(std::string_view ending, std::size_t shortest) {
        if (size < shortest + ending.size() || !ends_with(ending) || !has_vowel_before(size - ending.size())) return false;
        size -= ending.size();
        return true;
    }
    void drop_doubled_letter() {
        if (size > 3 && bytes[size - 1] == bytes[size - 2] && !is_vowel(bytes[size - 1]) && bytes[size - 1] != 'l' &&
            bytes[size - 1] != 's')
            --size;
    }
    void cut() {
        if (size < 4) return;
        drop_plural();
        if (drop("ing", 3) || drop("ed", 3) || drop("er", 4))
            drop_doubled_letter();
        else if (ends_with("tion") || ends_with("sion"))
            drop("ion", 4);
        if (size > 3 && ends_with("e")) --size;
    }
};

/// The end of the part that begins at `begin`: at '_', where a capital follows a small letter, and before the last of several
/// capitals that a small letter follows ("HTTPServer").
std::size_t end_of_part(std::string_view word, std::size_t begin) {
    std::size_t end = begin + 1;
    for (; end < word.size() && word[end] != '_'; ++end) {
        if (!is_upper(word[end])) continue;
        const bool after_small = !is_upper(word[end - 1]);
        const bool before_small = end + 1 < word.size() && is_lower(word[end + 1]);
        if (after_small || before_small) break;
    }
    return end;
}

}  // namespace

std::string_view next_word(std::string_view text, std::size_t& position) {
    while (position < text.size()) {
        while (position < text.size() && !is_word_byte(text[position])) ++position;
        const std::size_t begin = position;
        bool has_letter = false;
        for (; position < text.size() && is_word_byte(text[position]); ++position)
            has_letter = has_letter || text[position] > '9' || text[position] < 0;
        if (has_letter && position - begin <= k_longest_word_bytes) return text.substr(begin, position - begin);
    }
    return {};
}

WordHash hash_exact(std::string_view word) {
    return finish(hash_bytes(word));
}

WordHash hash_stem(std::string_view part) {
    Stem stem{};
    stem.size = std::min(part.size(), k_longest_part_bytes);
    std::copy_n(part.begin(), stem.size, stem.bytes.begin());
    stem.cut();
    return finish(hash_bytes(stem.view()));
}

bool is_common(std::string_view part) {
    static const auto sorted = [] {
        auto words = k_common;
        std::sort(words.begin(), words.end());
        return words;
    }();
    return std::binary_search(sorted.begin(), sorted.end(), part);
}

WordParts split_word(std::string_view word) {
    WordParts parts{};
    std::size_t pieces = 0;
    std::array<char, k_longest_word_bytes> buffer;
    word = word.substr(0, k_longest_word_bytes);
    for (std::size_t begin = 0; begin < word.size();) {
        if (word[begin] == '_') {
            ++begin;
            continue;
        }
        const std::size_t end = end_of_part(word, begin);
        std::transform(word.begin() + static_cast<std::ptrdiff_t>(begin), word.begin() + static_cast<std::ptrdiff_t>(end), buffer.begin(),
                       lower);
        const std::string_view part(buffer.data(), end - begin);
        begin = end;
        ++pieces;
        const bool is_number = std::all_of(part.begin(), part.end(), is_digit);
        if (part.size() < 2 || is_number || parts.count == k_most_parts_of_a_word || is_common(part)) continue;
        parts.stems[parts.count++] = hash_stem(part);
    }
    parts.is_compound = pieces > 1;
    return parts;
}

}  // namespace proffer::locate
