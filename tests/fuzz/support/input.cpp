// Splitting of inputs, the same on every machine.
#include "fuzz/support/input.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace proffer::fuzz {

std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

std::vector<std::string_view> parts_of(std::string_view input) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    for (std::size_t at = input.find(k_separator); at != std::string_view::npos && parts.size() + 1 < k_most_parts;
         at = input.find(k_separator, at + 1)) {
        if (at < begin || (at > 0 && input[at - 1] != '\n')) continue;
        parts.push_back(input.substr(begin, at - begin));
        begin = at + k_separator.size();
    }
    parts.push_back(input.substr(begin));
    return parts;
}

std::string_view part(const std::vector<std::string_view>& parts, std::size_t index) {
    return index < parts.size() ? parts[index] : std::string_view{};
}

std::pair<std::string_view, std::string_view> first_line(std::string_view text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {text, {}};
    return {text.substr(0, end), text.substr(end + 1)};
}

std::vector<std::string> short_list(std::string_view text) {
    std::vector<std::string> lines;
    for (const std::string_view line : base::split(text, '\n'))
        if (!line.empty() && lines.size() < 64) lines.emplace_back(line);
    return lines;
}

std::vector<std::string_view> chunks_of(std::string_view text) {
    std::uint32_t state = 2166136261U;
    for (const char c : text) state = (state ^ static_cast<unsigned char>(c)) * 16777619U;
    std::vector<std::string_view> chunks;
    while (!text.empty()) {
        state = state * 1664525U + 1013904223U;
        const std::size_t count = std::min<std::size_t>(1 + (state >> 16U) % 23U, text.size());
        chunks.push_back(text.substr(0, count));
        text.remove_prefix(count);
    }
    return chunks;
}

std::vector<std::string_view> single_bytes(std::string_view text) {
    std::vector<std::string_view> chunks;
    for (std::size_t i = 0; i < text.size(); ++i) chunks.push_back(text.substr(i, 1));
    return chunks;
}

bool is_printable(std::string_view text, std::string_view allowed) {
    for (std::size_t at = 0; at < text.size();) {
        const auto c = base::next_code_point(text, at);
        if (!c) return false;
        const bool is_control = *c < 0x20 || (*c >= 0x7F && *c < 0xA0);
        if (is_control && (*c > 0x7F || allowed.find(static_cast<char>(*c)) == std::string_view::npos)) return false;
    }
    return true;
}

}  // namespace proffer::fuzz
