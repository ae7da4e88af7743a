// Text written in code points that have no shape.
#include <algorithm>

#include "base/text.hpp"
#include "prompt/hidden_marks.hpp"

namespace proffer::prompt {
namespace {

// A text that was copied from a page or begins with a mark of its encoding has a few; a message needs more.
constexpr std::size_t k_most_single_ones = 16;

/// Left behind by editors, pages and bidirectional text.
bool is_common(char32_t c) {
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF || c == 0x61C || c == 0xFE0E || c == 0xFE0F;
}

/// Controls are no hidden text: they are shown as escapes everywhere.
bool is_control(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

bool is_right_to_left(char32_t c) {
    return (c >= 0x590 && c <= 0x8FF) || (c >= 0xFB1D && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFC);
}

struct Run {
    Range range;
    std::size_t count = 0;
    bool is_common = true;
};

std::vector<Run> find_runs(std::string_view text) {
    std::vector<Run> runs;
    for (const base::InvisibleCodePoint& found : base::find_invisible(text)) {
        if (is_control(found.code_point)) continue;
        std::size_t end = found.position;
        static_cast<void>(base::next_code_point(text, end));
        if (runs.empty() || runs.back().range.end != found.position) runs.push_back({{found.position, found.position}, 0, true});
        Run& run = runs.back();
        run.range.end = end;
        ++run.count;
        run.is_common = run.is_common && is_common(found.code_point);
    }
    return runs;
}

}  // namespace

std::vector<HiddenMark> find_hidden_code_points(std::string_view text) {
    const std::vector<Run> runs = find_runs(text);
    std::size_t right_to_left = 0;
    for (std::size_t at = 0; at < text.size() && !runs.empty();) {
        const auto c = base::next_code_point(text, at);
        if (c && is_right_to_left(*c)) ++right_to_left;
    }
    const std::size_t most = k_most_single_ones + right_to_left / 16;
    std::vector<HiddenMark> marks;
    for (const Run& run : runs)
        if (!run.is_common || run.count > 2 || runs.size() > most) marks.push_back({run.range, "invisible-characters", false});
    return marks;
}

std::string spell_code_points(std::string_view text) {
    std::string spelt;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const auto c = base::next_code_point(text, at);
        if (c && *c > 0xE0020 && *c < 0xE007F)
            spelt += static_cast<char>(*c - 0xE0000);
        else if (c && *c >= 0xE0100 && *c <= 0xE01EF)
            spelt += static_cast<char>(static_cast<unsigned char>(*c - 0xE0100 + 16));
        else
            spelt += text.substr(begin, at - begin);
    }
    return spelt;
}

}  // namespace proffer::prompt
