// git's C-style quoting of paths in diff headers (quote.c there describes the form).
#include "diff/quoted_path.hpp"

#include <array>
#include <optional>
#include <utility>

namespace proffer::diff {
namespace {

constexpr std::array<std::pair<char, char>, 9> k_escapes = {
    {{'\a', 'a'}, {'\b', 'b'}, {'\t', 't'}, {'\n', 'n'}, {'\v', 'v'}, {'\f', 'f'}, {'\r', 'r'}, {'"', '"'}, {'\\', '\\'}}};

bool is_octal(char c) {
    return c >= '0' && c <= '7';
}

void append_escaped(std::string& out, char c) {
    for (const auto& [plain, letter] : k_escapes) {
        if (c != plain) continue;
        out += '\\';
        out += letter;
        return;
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
        out += c;
        return;
    }
    out += '\\';
    for (const unsigned shift : {6U, 3U, 0U}) out += static_cast<char>('0' + ((byte >> shift) & 7U));
}

/// The byte meant by the escape whose letter stands at `position`, which moves behind it.
std::optional<char> unescaped(std::string_view text, std::size_t& position) {
    if (position + 2 < text.size() && is_octal(text[position]) && is_octal(text[position + 1]) && is_octal(text[position + 2])) {
        const int value = (text[position] - '0') * 64 + (text[position + 1] - '0') * 8 + (text[position + 2] - '0');
        position += 3;
        return static_cast<char>(value & 0xff);
    }
    for (const auto& [plain, letter] : k_escapes) {
        if (text[position] != letter) continue;
        ++position;
        return plain;
    }
    return {};
}

std::optional<std::string> unquoted(std::string_view text) {
    std::string path;
    for (std::size_t i = 1; i < text.size();) {
        if (text[i] == '"') return path;
        if (text[i] != '\\') {
            path += text[i++];
            continue;
        }
        if (++i >= text.size()) return {};
        const std::optional<char> byte = unescaped(text, i);
        if (!byte) return {};
        path += *byte;
    }
    return {};
}

}  // namespace

std::string quoted_path(std::string_view path) {
    std::string escaped;
    for (const char c : path) append_escaped(escaped, c);
    return escaped == path ? escaped : "\"" + escaped + "\"";
}

std::string unquoted_path(std::string_view text) {
    if (text.starts_with('"'))
        if (const std::optional<std::string> path = unquoted(text)) return *path;
    return std::string(text.substr(0, text.find('\t')));
}

}  // namespace proffer::diff
