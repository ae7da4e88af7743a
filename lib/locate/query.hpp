// An instruction or an issue, read for what it says of files: words, identifiers, paths, stack frames, modules.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "locate/words.hpp"

namespace proffer::locate {

/// More is cut in the middle, where logs are pasted.
inline constexpr std::size_t k_most_query_bytes = 64 * 1024;

struct Term {
    WordHash hash = 0;
    double weight = 0;  ///< how often, or how much where it stands says
    std::string text;   ///< as it was first written, for people
};

/// Where the term of that hash stands among those sorted by it, or their number when there is none.
[[nodiscard]] std::size_t find_term(const std::vector<Term>& terms, WordHash hash);

/// A path or file name of the text, in lower case, with '/' between its parts.
struct Mention {
    std::string path;
    double weight = 1;
};

struct Query {
    // Each sorted by hash, without doubles.
    std::vector<Term> words;        ///< stems, weight: how often in the whole text
    std::vector<Term> title;        ///< stems of the first line
    std::vector<Term> identifiers;  ///< exact compound ones; title 2, in backticks 1.5, else 1
    std::vector<Term> names;        ///< what may be defined somewhere: identifiers, and plain words that are marked as code

    std::vector<Mention> mentions;                     ///< paths and file names
    std::vector<Mention> frames;                       ///< of tracebacks; the one nearest to the failure weighs 1
    std::vector<Mention> modules;                      ///< dotted names, as paths without an ending
    std::vector<std::pair<WordHash, WordHash>> pairs;  ///< stems that stand side by side; sorted, without doubles

    [[nodiscard]] bool empty() const { return words.empty() && names.empty() && mentions.empty() && frames.empty(); }
};

/// Linear in the text. HTML comments, links and tables of versions are passed over.
[[nodiscard]] Query parse_query(std::string_view text);

}  // namespace proffer::locate
