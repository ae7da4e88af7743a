// Linear search for a run of lines (Knuth, Morris and Pratt on line keys).
#include "edit/ladder.hpp"

namespace proffer::edit {
namespace {

using Keys = std::vector<std::uint64_t>;

/// Comparing two lines takes about as long as comparing this many keys.
std::uint64_t steps_to_compare(std::string_view line) {
    return 8 + line.size() / 8;
}

/// For each prefix of `wanted`, the length of its longest border.
std::vector<std::size_t> borders(const Keys& wanted) {
    std::vector<std::size_t> border(wanted.size(), 0);
    for (std::size_t i = 1, length = 0; i < wanted.size(); ++i) {
        while (length > 0 && wanted[i] != wanted[length]) length = border[length - 1];
        if (wanted[i] == wanted[length]) ++length;
        border[i] = length;
    }
    return border;
}

bool stands_at(const FileText& file, std::size_t begin, const std::vector<std::string_view>& wanted, Looseness looseness) {
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (!same_line(file.lines()[begin + i].text, wanted[i], looseness, file.undecodable())) return false;
    return true;
}

}  // namespace

void find_keys(FileText& file, const std::vector<std::string_view>& wanted, Looseness looseness, Budget& budget,
               const std::function<bool(std::size_t)>& visit) {
    if (wanted.empty() || wanted.size() > file.size() || budget.exhausted()) return;
    Keys wanted_keys;
    wanted_keys.reserve(wanted.size());
    for (const std::string_view line : wanted) {
        budget.spend(steps_to_compare(line));
        wanted_keys.push_back(line_key(line, looseness, file.undecodable()));
        if (!file.may_have(looseness, wanted_keys.back())) return;
    }
    const std::vector<std::size_t> border = borders(wanted_keys);
    const Keys& keys = file.keys(looseness);
    budget.spend(keys.size());
    for (std::size_t i = 0, length = 0; i < keys.size() && !budget.exhausted(); ++i) {
        while (length > 0 && keys[i] != wanted_keys[length]) length = border[length - 1];
        if (keys[i] == wanted_keys[length]) ++length;
        if (length < wanted.size()) continue;
        if (!visit(i + 1 - wanted.size())) return;
        length = border[length - 1];
    }
}

std::vector<std::size_t> find_lines(FileText& file, const std::vector<std::string_view>& wanted, Looseness looseness, Budget& budget,
                                    std::size_t most) {
    std::vector<std::size_t> found;
    find_keys(file, wanted, looseness, budget, [&](std::size_t begin) {
        for (const std::string_view line : wanted) budget.spend(steps_to_compare(line));
        if (stands_at(file, begin, wanted, looseness)) found.push_back(begin);
        return found.size() < most;
    });
    return found;
}

}  // namespace proffer::edit
