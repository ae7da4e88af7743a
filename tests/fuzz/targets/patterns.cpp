// Patterns of the configuration against paths, held to a slow matcher that is easy to check. Parts: patterns, paths; a line each.
#include <algorithm>

#include "base/text.hpp"
#include "domain/repo_path.hpp"
#include "fuzz/support/input.hpp"
#include "guard/scope.hpp"

using namespace proffer;

namespace {

using Table = std::vector<std::vector<bool>>;

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Whether `pattern` takes all of `name`, by dynamic programming over every pair of ends.
bool component_matches(std::string_view pattern, std::string_view name) {
    Table table(pattern.size() + 1, std::vector<bool>(name.size() + 1, false));
    table[0][0] = true;
    for (std::size_t p = 0; p < pattern.size(); ++p) {
        for (std::size_t n = 0; n <= name.size(); ++n) {
            if (!table[p][n]) continue;
            if (pattern[p] == '*') {
                for (std::size_t end = n; end <= name.size(); ++end) table[p + 1][end] = true;
            } else if (pattern[p] == '?' && n < name.size()) {
                std::size_t end = n + 1;
                while (end < name.size() && is_continuation(name[end])) ++end;
                table[p + 1][end] = true;
            } else if (n < name.size() && pattern[p] == name[n]) {
                table[p + 1][n + 1] = true;
            }
        }
    }
    return table[pattern.size()][name.size()];
}

bool components_match(const std::vector<std::string>& pattern, const std::vector<std::string_view>& path) {
    Table table(pattern.size() + 1, std::vector<bool>(path.size() + 1, false));
    table[0][0] = true;
    for (std::size_t p = 0; p < pattern.size(); ++p) {
        for (std::size_t n = 0; n <= path.size(); ++n) {
            if (!table[p][n]) continue;
            if (pattern[p] == "**")
                for (std::size_t end = n; end <= path.size(); ++end) table[p + 1][end] = true;
            else if (n < path.size() && component_matches(pattern[p], path[n]))
                table[p + 1][n + 1] = true;
        }
    }
    return table[pattern.size()][path.size()];
}

/// As the comment of guard/scope.hpp says, for patterns with a `/` inside; others are left to the relations below.
void check_against_slow(const std::string& pattern, const std::string& path) {
    std::vector<std::string> components;
    for (const std::string_view component : base::split(pattern, '/')) components.emplace_back(component);
    const bool is_simple = components.size() > 1 && std::none_of(components.begin(), components.end(), [](const std::string& component) {
                               return component.empty() || component == ".";
                           });
    if (!is_simple || components.back() == "**") return;
    if (components.back().find_first_of("*?") == std::string::npos) components.emplace_back("**");
    PROFFER_PROMISE(guard::Pattern(pattern).matches(path) == components_match(components, base::split(path, '/')), "matches as documented");
}

void check_pair(const std::string& text, const std::string& path) {
    const guard::Pattern pattern(text);
    const bool matches = pattern.matches(path);
    PROFFER_PROMISE(!matches || pattern.matches_with_ancestors(path), "what is matched is matched with its ancestors");
    const bool is_plain = text.find_first_of("*?/.") == std::string::npos;
    if (is_plain)
        PROFFER_PROMISE(matches == (path == text || path.starts_with(text + "/")), "a plain name covers itself and what is below");
    if (text.size() * path.size() < 40'000) check_against_slow(text, path);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto parts = fuzz::parts_of(fuzz::text_of(data, size));
    std::vector<std::string> patterns = fuzz::short_list(fuzz::part(parts, 0));
    std::vector<std::string> paths = fuzz::short_list(fuzz::part(parts, 1));
    patterns.resize(std::min<std::size_t>(patterns.size(), 12));
    paths.resize(std::min<std::size_t>(paths.size(), 12));
    const guard::Scope scope{patterns, {}, patterns, {}};
    for (const std::string& path : paths) {
        if (!domain::RepoPath::parse(path)) continue;
        for (const std::string& pattern : patterns) check_pair(pattern, path);
        static_cast<void>(scope.protecting_rule(path));
        PROFFER_PROMISE(scope.allows(path) == guard::matches_any(patterns, path), "the scope is its patterns");
    }
    return 0;
}
