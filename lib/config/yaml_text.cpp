// Quoting: what is not surely plain goes into double quotes.
#include "config/yaml_text.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace proffer::config {
namespace {

// Words that YAML readers of either version take for something else than text.
constexpr std::array k_words = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"};

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_plain(std::string_view text) {
    if (text.empty()) return false;
    const char first = text.front();
    if (!is_letter(first) && first != '/' && first != '.' && first != '_' && !(first >= '0' && first <= '9')) return false;
    const bool has_plain_characters = std::all_of(text.begin(), text.end(), [](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '/' || c == '*' || c == '+' || c == '=' ||
               c == ' ';
    });
    if (!has_plain_characters || text.back() == ' ' || text.starts_with("...")) return false;
    return std::find(k_words.begin(), k_words.end(), base::to_lower(text)) == k_words.end();
}

bool fits_block(std::string_view text) {
    const std::size_t lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    if (lines == 0 || text.ends_with("\n\n") || text == "\n" || text.find_first_of("\r\t") != std::string_view::npos) return false;
    if (text.front() == ' ' || text.front() == '\n' || base::visible_text(text) != text) return false;
    for (const std::string_view line : base::split_lines(text))
        if (base::trim(line).empty() && line != "\n") return false;
    return true;
}

}  // namespace

std::string yaml_value(std::string_view text) {
    if (is_plain(text)) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        switch (c) {
            case '"': quoted += "\\\""; break;
            case '\\': quoted += "\\\\"; break;
            case '\n': quoted += "\\n"; break;
            case '\r': quoted += "\\r"; break;
            case '\t': quoted += "\\t"; break;
            default: quoted += c;
        }
    }
    return quoted + "\"";
}

std::string yaml_list(const std::vector<std::string>& values) {
    std::string text = "[";
    for (const std::string& value : values) text += (text.size() > 1 ? ", " : "") + yaml_value(value);
    return text + "]";
}

std::string yaml_block(std::string_view text, std::size_t indent) {
    if (!fits_block(text)) return " " + yaml_value(text);
    std::string block = text.ends_with('\n') ? " |" : " |-";
    for (const std::string_view line : base::split_lines(text)) {
        const std::string_view bare = base::trim_right(line).empty() ? std::string_view() : line.substr(0, line.find('\n'));
        block += '\n';
        if (!bare.empty()) block += std::string(indent, ' ') + std::string(bare);
    }
    return block;
}

}  // namespace proffer::config
