// Tags with a nonce and rows of backticks.
#include "prompt/fence.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace proffer::prompt {
namespace {

constexpr std::size_t k_shortest_nonce = 32;
constexpr std::size_t k_shortest_fence = 3;

std::size_t longest_row(std::string_view text, char wanted) {
    std::size_t longest = 0;
    std::size_t current = 0;
    for (const char c : text) {
        current = c == wanted ? current + 1 : 0;
        longest = std::max(longest, current);
    }
    return longest;
}

}  // namespace

Result<void> check_nonce(std::string_view nonce) {
    const bool is_hexadecimal = std::all_of(
        nonce.begin(), nonce.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); });
    if (nonce.size() >= k_shortest_nonce && is_hexadecimal) return {};
    return Error{ErrorCode::internal, "the prompt's nonce is too weak", "", {}};
}

std::string untrusted(std::string_view source, std::string_view text, std::string_view nonce) {
    const std::string tag = "untrusted-" + std::string(nonce);
    std::string fenced = "<" + tag + " source=\"" + attribute(source) + "\">\n";
    fenced += text;
    if (!text.ends_with('\n')) fenced += '\n';
    return fenced + "</" + tag + ">\n";
}

std::string code_fence(std::string_view text) {
    const std::string row(std::max(k_shortest_fence, longest_row(text, '`') + 1), '`');
    std::string fenced = row + "\n";
    fenced += text;
    if (!text.empty() && !text.ends_with('\n')) fenced += '\n';
    return fenced + row + "\n";
}

std::string attribute(std::string_view text) {
    return base::replace_all(base::visible_line(text), "\"", "'");
}

}  // namespace proffer::prompt
