// A name before an opening bracket is a call, unless the line defines it.
#include "run/called.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "locate/definitions.hpp"
#include "locate/outline.hpp"
#include "locate/words.hpp"

namespace proffer::run {
namespace {

constexpr std::size_t k_shortest_name = 3;
constexpr std::size_t k_most_definition_lines = 24;

bool is_keyword(std::string_view word) {
    static const std::set<std::string_view> words = {
        "if",    "for",     "while",  "switch", "catch", "return", "elif",   "assert", "sizeof", "func",   "print", "len",     "range",
        "super", "require", "import", "match",  "with",  "and",    "not",    "except", "async",  "typeof", "def",   "self",    "this",
        "str",   "int",     "list",   "dict",   "set",   "new",    "delete", "throw",  "yield",  "await",  "fn",    "function"};
    return words.contains(word);
}

void count_calls(std::string_view text, std::map<std::string, std::size_t, std::less<>>& calls) {
    std::size_t at = 0;
    for (std::string_view word = locate::next_word(text, at); !word.empty(); word = locate::next_word(text, at)) {
        const auto end = static_cast<std::size_t>(word.data() - text.data()) + word.size();
        const bool is_call = end < text.size() && (text[end] == '(' || (text[end] == '!' && end + 1 < text.size() && text[end + 1] == '('));
        if (is_call && word.size() >= k_shortest_name && !is_keyword(word)) ++calls[std::string(word)];
    }
}

}  // namespace

std::vector<std::string> called_elsewhere(const std::vector<CallingText>& texts, std::size_t most) {
    std::map<std::string, std::size_t, std::less<>> calls;
    for (const CallingText& one : texts) count_calls(one.text, calls);
    for (const CallingText& one : texts)
        for (const locate::Definition& definition : locate::find_definitions(one.text, locate::kind_of(one.path).family))
            if (const auto own = calls.find(definition.name); own != calls.end()) calls.erase(own);
    std::vector<std::string> names;
    for (const auto& [name, count] : calls) names.push_back(name);
    std::stable_sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) { return calls[a] > calls[b]; });
    if (names.size() > most) names.resize(most);
    return names;
}

std::string definitions_in(const std::string& text, locate::Family family, const std::vector<std::string>& names, std::size_t most_bytes,
                           std::vector<std::string>& found) {
    std::set<std::string_view> defined;
    for (const locate::Definition& definition : locate::find_definitions(text, family)) defined.insert(definition.name);
    std::string shown;
    for (const std::string& name : names) {
        if (!defined.contains(name)) continue;
        const std::string lines = locate::definition_of(text, family, name, k_most_definition_lines);
        if (lines.empty() || shown.size() + lines.size() > most_bytes) continue;
        shown += (shown.empty() ? "" : "       …\n") + lines;
        found.push_back(name);
    }
    return shown;
}

}  // namespace proffer::run
