// Joins what was found into the parts to tell and the text that is left.
#include "prompt/hidden_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "prompt/hidden_marks.hpp"

namespace proffer::prompt {
namespace {

constexpr std::size_t k_most_text_bytes = 256 * 1024;
constexpr std::size_t k_most_parts = 200;
constexpr std::size_t k_most_part_bytes = 4 * 1024;

/// Bytes that are no UTF-8 as `\xff`: with something taken out between them they could become a character that nobody sees.
std::string readable(std::string_view text) {
    if (base::is_valid_utf8(text)) return std::string(text);
    std::string escaped;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        if (base::next_code_point(text, at))
            escaped += text.substr(begin, at - begin);
        else
            escaped += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[begin]));
    }
    return escaped;
}

/// Sorted, what is inside another taken out; neighbours of a kind become one.
std::vector<HiddenMark> in_order(std::vector<HiddenMark> marks) {
    std::sort(marks.begin(), marks.end(), [](const HiddenMark& a, const HiddenMark& b) {
        return a.range.begin != b.range.begin ? a.range.begin < b.range.begin : a.range.end > b.range.end;
    });
    std::vector<HiddenMark> joined;
    for (HiddenMark mark : marks) {
        if (mark.range.begin >= mark.range.end) continue;
        if (!joined.empty() && mark.range.begin < joined.back().range.end) mark.range.begin = joined.back().range.end;
        if (mark.range.begin >= mark.range.end) continue;
        const bool goes_on = !joined.empty() && joined.back().kind == mark.kind && joined.back().range.end == mark.range.begin;
        if (goes_on)
            joined.back().range.end = mark.range.end;
        else
            joined.push_back(mark);
    }
    return joined;
}

/// Lines are counted from 1 as the text goes on.
class LineCount {
 public:
    explicit LineCount(std::string_view text) : text_(text) {}
    std::size_t at(std::size_t position) {
        line_ += static_cast<std::size_t>(
            std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_), text_.begin() + static_cast<std::ptrdiff_t>(position), '\n'));
        counted_ = position;
        return line_;
    }

 private:
    std::string_view text_;
    std::size_t counted_ = 0;
    std::size_t line_ = 1;
};

HiddenPart part_of(std::string_view text, const HiddenMark& mark, std::size_t line) {
    const std::string_view hidden = text.substr(mark.range.begin, mark.range.end - mark.range.begin);
    const std::string spelt = mark.kind == "invisible-characters" ? spell_code_points(hidden) : std::string(hidden);
    return {std::string(mark.kind), line, base::head_and_tail(spelt, k_most_part_bytes), mark.kept};
}

std::vector<HiddenPart> parts_of(std::string_view text, std::vector<HiddenMark> marks) {
    std::sort(marks.begin(), marks.end(), [](const HiddenMark& a, const HiddenMark& b) { return a.range.begin < b.range.begin; });
    std::vector<HiddenPart> parts;
    LineCount lines(text);
    for (const HiddenMark& mark : marks) {
        if (parts.size() + 1 >= k_most_parts && marks.size() > k_most_parts) {
            parts.push_back({"more", lines.at(mark.range.begin), fmt::format("{} more", marks.size() - parts.size()), false});
            break;
        }
        parts.push_back(part_of(text, mark, lines.at(mark.range.begin)));
    }
    return parts;
}

SplitText split(std::string_view text, std::vector<HiddenMark> marks, std::size_t missing_bytes) {
    const auto first_kept = std::stable_partition(marks.begin(), marks.end(), [](const HiddenMark& mark) { return !mark.kept; });
    std::vector<HiddenMark> kept(first_kept, marks.end());
    marks.erase(first_kept, marks.end());
    marks = in_order(std::move(marks));
    SplitText split;
    std::size_t at = 0;
    for (const HiddenMark& mark : marks) {
        split.visible += text.substr(at, mark.range.begin - at);
        at = mark.range.end;
    }
    split.visible += text.substr(at);
    marks.insert(marks.end(), kept.begin(), kept.end());
    split.hidden = parts_of(text, std::move(marks));
    if (missing_bytes > 0) split.hidden.push_back({"too-long", 1, base::count_of(missing_bytes, "byte") + " at the end", false});
    return split;
}

}  // namespace

bool SplitText::has_hidden() const {
    return std::any_of(hidden.begin(), hidden.end(), [](const HiddenPart& part) { return !part.kept; });
}

SplitText split_hidden(std::string_view markdown) {
    const std::string text = readable(base::prefix(markdown, k_most_text_bytes));
    std::vector<HiddenMark> marks = find_hidden_markup(text);
    const std::vector<HiddenMark> code_points = find_hidden_code_points(text);
    marks.insert(marks.end(), code_points.begin(), code_points.end());
    return split(text, std::move(marks), markdown.size() - std::min(markdown.size(), k_most_text_bytes));
}

SplitText split_invisible(std::string_view whole) {
    const std::string text = readable(base::prefix(whole, k_most_text_bytes));
    return split(text, find_hidden_code_points(text), whole.size() - std::min(whole.size(), k_most_text_bytes));
}

}  // namespace proffer::prompt
