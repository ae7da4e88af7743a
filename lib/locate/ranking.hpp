// Scores files for a query: the sum of named parts, each from 0 to 1, so that a person can be told why.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "locate/file_kind.hpp"
#include "locate/matches.hpp"
#include "locate/query.hpp"

namespace proffer::locate {

enum class Part : std::size_t {
    words,
    title,
    identifiers,
    definitions,
    path,
    mention,
    frame,
    module,
    recent,
    messages,
    window,
    pairs,
    doc,
    generated,
    init,
    test
};
inline constexpr std::size_t k_parts = 16;

/// "words", "title", …; the names that `proffer locate -v` shows.
[[nodiscard]] std::string_view name(Part part);

/// What each part is multiplied with; those of the design are ones (docs/locate.md). A part of weight 0 is left out.
using Weights = std::array<double, k_parts>;
[[nodiscard]] const Weights& default_weights();

struct File {
    std::string_view path;
    FileKind kind;
    double recent = 0;    ///< 1 for a file of the newest commit, less for older ones, 0 for one not touched in the history at hand
    double messages = 0;  ///< how much commits that touched it resemble the query, 0 to 1
};

struct Ranked {
    std::size_t file = 0;   ///< index
    double score = 0;       ///< sum of the weighted parts
    double confidence = 0;  ///< estimated chance that it is among the files to change, 0 to 1
    std::array<double, k_parts> parts{};
    std::vector<std::string> why;  ///< a few words each, the strongest reason first
};

/// Gives the text of a file, or nothing when it cannot be had.
using ReadText = std::function<std::optional<std::string>(std::size_t file)>;

/// The best `top` files, the best first. `matches` has an entry a file. The text of the best 40 is read for a second look; without
/// `read_text` there is none.
[[nodiscard]] std::vector<Ranked> rank_files(const Query& query, const std::vector<File>& files, const Matches& matches, std::size_t top,
                                             const ReadText& read_text, const Weights& weights = default_weights());

}  // namespace proffer::locate
