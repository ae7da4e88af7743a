// New text for a file that is not UTF-8.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace proffer::edit {

/// The encoding of such a file is not known; what can be told is which bytes it has.
class Encoding {
 public:
    /// `content` must outlive this.
    explicit Encoding(std::string_view content);

    /// `line`, which a reply has in UTF-8, as the file would have it. A character is written as its Latin-1 byte where
    /// the file has that byte, and as UTF-8 where the file has it so; nothing when neither is the case. Bytes that are
    /// no UTF-8 were copied from the file and stay.
    [[nodiscard]] std::optional<std::string> encode(std::string_view line);

 private:
    [[nodiscard]] std::string spelling_of(char32_t c, std::string_view as_utf8);

    std::string_view content_;
    bool has_byte_[256] = {};  ///< outside valid UTF-8
    std::map<char32_t, std::string> known_;
};

}  // namespace proffer::edit
