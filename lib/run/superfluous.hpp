// Which parts of a proposal may be taken out of it, as far as its text tells. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "diff/pieces.hpp"
#include "domain/settings.hpp"

namespace proffer::run {

/// Pieces that come and go together.
struct Bundle {
    std::vector<std::size_t> pieces;
    bool layout = false;  ///< changes nothing but layout, in functions that are not touched otherwise: not needed by anybody
    bool stays = false;   ///< asked for, or nothing that checks could tell: tests, documentation, comments, what the instruction names
};

/// Pieces that bring in or take away the same name are one bundle. A test or a document ties what it speaks of.
[[nodiscard]] std::vector<Bundle> bundles_of(const diff::Pieces& pieces, const domain::Settings& settings, std::string_view instruction);

/// "src/a.py:12 (+1 −1)".
[[nodiscard]] std::string describe(const diff::Pieces& pieces, const diff::Piece& piece);

}  // namespace proffer::run
