// New text for a file that is not UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace proffer::edit {

/// The encoding of such a file is not known; what can be told is which bytes it has.
class Encoding {
 public:
    /// Goes through `content` once and keeps nothing of it.
    explicit Encoding(std::string_view content);

    /// `line`, which a reply has in UTF-8, as the file would have it. A character is written as its Latin-1 byte where
    /// the file has that byte, and as UTF-8 where the file has it so; nothing when neither is the case. Bytes that are
    /// no UTF-8 were copied from the file and stay.
    [[nodiscard]] std::optional<std::string> encode(std::string_view line) const;

 private:
    [[nodiscard]] std::string spelling_of(char32_t c, std::string_view as_utf8) const;

    bool has_byte_[256] = {};          // outside valid UTF-8
    std::vector<bool> has_character_;  // in valid UTF-8, by code point
};

}  // namespace proffer::edit
