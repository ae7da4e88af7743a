// The walls on one line, and which level whose text asks for.
#include "domain/isolation.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace proffer::domain {

namespace {

constexpr std::array<std::string_view, 6> k_namespaces = {"user", "mount", "pid", "net", "ipc", "uts"};

bool is_namespace(const std::string& wall) {
    return std::find(k_namespaces.begin(), k_namespaces.end(), wall) != k_namespaces.end();
}

void append(std::string& line, std::string_view separator, const std::string& part) {
    if (!line.empty()) line += separator;
    line += part;
}

std::string join(const std::vector<std::string>& words) {
    std::string line;
    for (const auto& word : words) append(line, ", ", word);
    return line;
}

}  // namespace

std::string Isolation::text() const {
    std::string namespaces;
    std::string others = workspace;
    for (const auto& wall : walls) append(is_namespace(wall) ? namespaces : others, is_namespace(wall) ? "+" : ", ", wall);
    std::string line = "L" + std::to_string(level) + " · " + namespaces;
    line += (namespaces.empty() ? "" : ", ") + others + " · network " + network;
    const std::size_t attempts = blocked.size() + open.size();
    if (attempts > 0) line += " · probe " + std::to_string(blocked.size()) + "/" + std::to_string(attempts) + " blocked";
    if (!open.empty()) line += " (open: " + join(open) + ")";
    if (attempts > 0) line += " · " + std::to_string(set_up_ms) + " ms";
    return line;
}

int minimum_level(Trust trust) {
    switch (trust) {
        case Trust::outsider: return k_strongest_level;
        case Trust::writer: return 3;
        case Trust::configuration: return 2;
        case Trust::own: return 1;
    }
    PROFFER_ASSERT(false, "unknown trust");
}

int parse_level(std::string_view text) {
    const bool is_level = text.size() == 2 && text[0] == 'L' && text[1] >= '1' && text[1] <= '0' + k_strongest_level;
    return is_level ? text[1] - '0' : 0;
}

}  // namespace proffer::domain
