// Line by line; what is no such line must be short prose.
#include "prompt/needs.hpp"

#include "base/text.hpp"

namespace proffer::prompt {
namespace {

constexpr std::size_t k_most_needs = 10;
constexpr std::size_t k_most_prose_lines = 4;
constexpr std::size_t k_longest_value_bytes = 4096;
constexpr std::string_view k_start = "<NEED ";

/// The value of `name="…"` in one tag; empty when it is not there.
std::string_view attribute_of(std::string_view tag, std::string_view name) {
    const std::string opening = std::string(name) + "=\"";
    const std::size_t begin = tag.find(opening);
    if (begin == std::string_view::npos) return {};
    const std::string_view rest = tag.substr(begin + opening.size());
    const std::size_t end = rest.find('"');
    return end == std::string_view::npos || end > k_longest_value_bytes ? std::string_view() : rest.substr(0, end);
}

bool is_tag(std::string_view line) {
    return line.starts_with(k_start) && line.ends_with('>') && line.find('<', 1) == std::string_view::npos;
}

/// Prose looks like no edit: no tag, fence, marker or hunk begins here.
bool is_prose(std::string_view line) {
    return line.find_first_of("<>`@{") == std::string_view::npos && !line.starts_with("---") && !line.starts_with("***") &&
           !line.starts_with("===");
}

}  // namespace

Needs parse_needs(std::string_view reply) {
    Needs needs;
    std::size_t prose = 0;
    for (const std::string_view raw : base::split_lines(reply)) {
        const std::string_view line = base::trim(raw);
        if (line.empty()) continue;
        if (!is_tag(line)) {
            if (!is_prose(line) || ++prose > k_most_prose_lines) return {};
            continue;
        }
        const std::string_view path = attribute_of(line, "path"), symbol = attribute_of(line, "symbol");
        if (needs.paths.size() + needs.symbols.size() >= k_most_needs) continue;
        if (!path.empty()) needs.paths.emplace_back(path);
        if (!symbol.empty()) needs.symbols.emplace_back(symbol);
    }
    return needs;
}

}  // namespace proffer::prompt
