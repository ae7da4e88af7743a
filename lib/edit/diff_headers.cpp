// Reads hunk headers and tells header lines from others.
#include "edit/diff_headers.hpp"

#include <charconv>

#include "base/text.hpp"

namespace proffer::edit {
namespace {

std::optional<std::size_t> take_number(std::string_view& text) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return {};
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

std::optional<LineRange> take_range(std::string_view& text, char sign) {
    text = trim_left(text);
    if (!text.starts_with(sign)) return {};
    std::string_view rest = text.substr(1);
    LineRange range;
    const std::optional<std::size_t> begin = take_number(rest);
    if (!begin) return {};
    range.begin = *begin;
    if (rest.starts_with(',')) {
        rest.remove_prefix(1);
        const std::optional<std::size_t> count = take_number(rest);
        if (!count) return {};
        range.count = *count;
    }
    text = rest;
    return range;
}

}  // namespace

HunkHeader parse_hunk_header(std::string_view line) {
    HunkHeader header;
    std::string_view rest = line.substr(2);
    header.old_range = take_range(rest, '-');
    header.new_range = take_range(rest, '+');
    rest = base::trim(rest);
    if (const std::size_t row = rest.find("@@"); row != std::string_view::npos) {
        const std::string_view before = base::trim(rest.substr(0, row));
        rest = base::trim(rest.substr(row + 2));
        if (rest.empty() && !header.old_range) rest = before;
    }
    if (rest.find_first_not_of(". ") != std::string_view::npos) header.heading = rest;
    return header;
}

bool is_side_pair(const ReplyLines& lines, std::size_t index) {
    return lines[index].starts_with("--- ") && lines[index + 1].starts_with("+++ ");
}

bool is_signature(std::string_view line) {
    return line == "-- " || line == "--";
}

bool is_extended_header(std::string_view line) {
    for (const std::string_view word :
         {"index ", "old mode ", "new mode ", "new file mode ", "deleted file mode ", "similarity index ", "dissimilarity index ",
          "rename from ", "rename to ", "copy from ", "copy to ", "Binary files ", "GIT binary patch", "Index: ", "====", "Only in "})
        if (line.starts_with(word)) return true;
    return false;
}

}  // namespace proffer::edit
