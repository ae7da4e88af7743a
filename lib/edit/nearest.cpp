// Numbered excerpts for refusals.
#include "edit/nearest.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/text.hpp"
#include "edit/reply_lines.hpp"

namespace proffer::edit {
namespace {

constexpr std::size_t k_most_lines = 40;
constexpr std::size_t k_longest_line = 300;

std::string numbered(const FileText& file, std::size_t begin, std::size_t end) {
    std::string out;
    for (std::size_t i = begin; i < end; ++i) {
        const std::string number = std::to_string(i + 1);
        out += std::string(number.size() < 4 ? 4 - number.size() : 0, ' ') + number + " | ";
        out += base::prefix(file.lines()[i].text, k_longest_line);
        out += '\n';
    }
    return out;
}

}  // namespace

Window nearest_window(FileText& file, const std::vector<std::string_view>& wanted) {
    std::unordered_set<std::uint64_t> wanted_keys;
    for (const std::string_view line : wanted)
        if (!is_blank(line)) wanted_keys.insert(line_key(line, Looseness::trimmed, file.undecodable()));
    const std::vector<std::uint64_t>& keys = file.keys(Looseness::trimmed);
    const std::size_t width = std::min({std::max<std::size_t>(wanted.size(), 1), k_most_lines, file.size()});
    std::size_t shared = 0, best = 0, best_begin = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        shared += wanted_keys.contains(keys[i]) ? 1 : 0;
        if (i >= width) shared -= wanted_keys.contains(keys[i - width]) ? 1 : 0;
        const std::size_t begin = i + 1 >= width ? i + 1 - width : 0;
        if (shared > best) best = shared, best_begin = begin;
    }
    if (best == 0) return {};
    constexpr std::size_t k_around = 3;
    const std::size_t begin = best_begin > k_around ? best_begin - k_around : 0;
    const std::size_t end = std::min({best_begin + width + k_around, begin + k_most_lines, file.size()});
    return {numbered(file, begin, end), begin + 1};
}

Window places_window(const FileText& file, const std::vector<std::size_t>& places) {
    constexpr std::size_t k_shown = 5, k_around = 2;
    Window window;
    for (std::size_t i = 0; i < places.size() && i < k_shown; ++i) {
        const std::size_t begin = places[i] > k_around ? places[i] - k_around : 0;
        if (i == 0) window.line = places[i] + 1;
        if (i > 0) window.text += "   …\n";
        window.text += numbered(file, begin, std::min(places[i] + k_around + 1, file.size()));
    }
    if (places.size() > k_shown) window.text += "   … and " + base::count_of(places.size() - k_shown, "more place") + "\n";
    return window;
}

}  // namespace proffer::edit
