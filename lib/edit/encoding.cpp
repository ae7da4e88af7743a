// Writes characters as the file already writes them.
#include "edit/encoding.hpp"

#include "base/text.hpp"

namespace proffer::edit {

Encoding::Encoding(std::string_view content) : has_character_(0x110000, false) {
    for (std::size_t position = 0; position < content.size();) {
        const std::size_t begin = position;
        if (const std::optional<char32_t> c = base::next_code_point(content, position))
            has_character_[*c] = true;
        else
            has_byte_[static_cast<unsigned char>(content[begin])] = true;
    }
}

std::string Encoding::spelling_of(char32_t c, std::string_view as_utf8) const {
    constexpr char32_t k_replacement = 0xFFFD;
    if (c >= 0x80 && c <= 0xFF && has_byte_[c]) return std::string(1, static_cast<char>(c));
    return c != k_replacement && has_character_[c] ? std::string(as_utf8) : std::string();
}

std::optional<std::string> Encoding::encode(std::string_view line) const {
    std::string out;
    for (std::size_t position = 0; position < line.size();) {
        const std::size_t begin = position;
        const std::optional<char32_t> c = base::next_code_point(line, position);
        const std::string_view bytes = line.substr(begin, position - begin);
        if (!c || *c < 0x80) {
            out += bytes;
            continue;
        }
        const std::string spelling = spelling_of(*c, bytes);
        if (spelling.empty()) return {};
        out += spelling;
    }
    return out;
}

}  // namespace proffer::edit
