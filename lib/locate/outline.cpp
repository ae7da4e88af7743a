// Lines picked by where definitions begin.
#include "locate/outline.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "locate/definitions.hpp"

namespace proffer::locate {
namespace {

constexpr std::size_t k_longest_line_bytes = 200;

std::size_t indentation_of(std::string_view line) {
    return std::min(line.find_first_not_of(" \t"), line.size());
}

std::string numbered(std::size_t number, std::string_view line) {
    return fmt::format("{:>5}  {}\n", number, base::prefix(base::trim_right(line), k_longest_line_bytes));
}

/// The stem without what says that it is a test, in lower case: "test_cache", "cache_test", "CacheTest", "cache.spec" are "cache".
std::string plain_stem(std::string_view path) {
    std::string name = base::to_lower(path.substr(path.rfind('/') + 1));
    name = name.substr(0, name.rfind('.'));
    for (const std::string_view ending : {".test", ".tests", ".spec", "_test", "_tests", "-test", "_spec", "_unittest", "tests", "test"})
        if (name.size() > ending.size() && name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
    for (const std::string_view beginning : {"test_", "test-"})
        if (name.size() > beginning.size() && name.starts_with(beginning)) return name.substr(beginning.size());
    return name;
}

std::size_t shared_bytes(std::string_view a, std::string_view b) {
    return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

}  // namespace

std::string outline_of(std::string_view text, Family family, std::size_t most_lines, const std::vector<LineRange>& shown_parts) {
    const std::vector<std::string_view> lines = base::split_lines(text);
    std::string outline;
    std::size_t shown = 0, last = 0;
    auto part = shown_parts.begin();
    for (const Definition& definition : find_definitions(text, family)) {
        if (definition.line == last || definition.line > lines.size()) continue;
        while (part != shown_parts.end() && part->last < definition.line) ++part;
        if (part != shown_parts.end() && part->first <= definition.line) continue;
        if (shown++ == most_lines) return outline + "       …\n";
        last = definition.line;
        outline += numbered(last, lines[last - 1]);
    }
    return outline;
}

std::string definition_of(std::string_view text, Family family, std::string_view name, std::size_t most_lines) {
    const std::vector<Definition> definitions = find_definitions(text, family);
    const auto found = std::find_if(definitions.begin(), definitions.end(), [&](const Definition& one) { return one.name == name; });
    if (found == definitions.end()) return {};
    const std::vector<std::string_view> lines = base::split_lines(text);
    const std::size_t depth = indentation_of(lines[found->line - 1]);
    const auto next = std::find_if(std::next(found), definitions.end(), [&](const Definition& one) {
        return one.line > found->line && indentation_of(lines[one.line - 1]) <= depth;
    });
    std::size_t end = next == definitions.end() ? lines.size() : next->line - 1;
    end = std::min(end, found->line - 1 + most_lines);
    std::string shown;
    for (std::size_t line = found->line; line <= end; ++line) shown += numbered(line, lines[line - 1]);
    return shown;
}

std::vector<std::string> tests_of(std::string_view path, const std::vector<std::string>& paths, std::size_t most) {
    const std::string stem = plain_stem(path);
    std::vector<std::string> tests;
    for (const std::string& one : paths)
        if (one != path && kind_of(one).is_test && kind_of(one).is_source && plain_stem(one) == stem) tests.push_back(one);
    // Of several, those that lie nearest.
    std::stable_sort(tests.begin(), tests.end(),
                     [&](const std::string& a, const std::string& b) { return shared_bytes(a, path) > shared_bytes(b, path); });
    if (tests.size() > most) tests.resize(most);
    return tests;
}

}  // namespace proffer::locate
