// Writes characters as the file already writes them.
#include "edit/encoding.hpp"

#include "base/text.hpp"

namespace proffer::edit {

Encoding::Encoding(std::string_view content) : content_(content) {
    for (std::size_t position = 0; position < content.size();) {
        const std::size_t begin = position;
        if (!base::next_code_point(content, position)) has_byte_[static_cast<unsigned char>(content[begin])] = true;
    }
}

std::string Encoding::spelling_of(char32_t c, std::string_view as_utf8) {
    constexpr std::size_t k_most_characters = 1000;  // each costs a look through the file
    constexpr char32_t k_replacement = 0xFFFD;
    if (const auto known = known_.find(c); known != known_.end()) return known->second;
    std::string spelling;
    if (c >= 0x80 && c <= 0xFF && has_byte_[c])
        spelling = static_cast<char>(c);
    else if (c != k_replacement && known_.size() < k_most_characters && content_.find(as_utf8) != std::string_view::npos)
        spelling = as_utf8;
    return known_[c] = spelling;
}

std::optional<std::string> Encoding::encode(std::string_view line) {
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
