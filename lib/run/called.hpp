// What the files to be changed call, and where that is defined.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "locate/file_kind.hpp"

namespace proffer::run {

struct CallingText {
    std::string path;
    std::string text;
};

/// Names that are called somewhere in these texts and defined in none of them, the most frequent first, at most `most`. Pure; a heuristic
/// that reads no grammar.
[[nodiscard]] std::vector<std::string> called_elsewhere(const std::vector<CallingText>& texts, std::size_t most);

/// The definitions of those of `names` that a text holds, as numbered lines, at most `most_bytes`; `found` gets their names.
[[nodiscard]] std::string definitions_in(const std::string& text, locate::Family family, const std::vector<std::string>& names,
                                         std::size_t most_bytes, std::vector<std::string>& found);

}  // namespace proffer::run
