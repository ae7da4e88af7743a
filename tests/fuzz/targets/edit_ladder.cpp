// One hunk on one file: where the ladder finds its place, and what laying it on changes. Parts: options, old text, new text, file.
#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "edit/ladder.hpp"
#include "edit/reply_lines.hpp"
#include "fuzz/support/input.hpp"

using namespace proffer;

namespace {

/// Words of the options line: a line number, "end", "signs", "adds", "=anchor".
edit::HunkRequest parse_hunk(const std::vector<std::string_view>& parts) {
    edit::HunkRequest hunk;
    for (const std::string_view word : base::split(base::trim(fuzz::part(parts, 0)), ' ')) {
        if (word == "end") hunk.at_end = true;
        if (word == "signs") hunk.has_signs = true;
        if (word == "adds") hunk.removes = false;
        if (word.starts_with('=')) hunk.anchors.push_back(word.substr(1));
        std::from_chars(word.data(), word.data() + word.size(), hunk.line);
    }
    hunk.old_text = fuzz::part(parts, 1);
    hunk.new_text = fuzz::part(parts, 2);
    return hunk;
}

std::size_t exact_places(const edit::FileText& file, const std::vector<std::string_view>& wanted) {
    std::size_t places = 0;
    for (std::size_t begin = 0; begin + wanted.size() <= file.size(); ++begin) {
        std::size_t i = 0;
        while (i < wanted.size() && file.lines()[begin + i].text == wanted[i]) ++i;
        if (i == wanted.size()) ++places;
    }
    return places;
}

/// Where only the indentation was off, blank lines stand for each other.
bool is_same(std::string_view line, std::string_view wanted, const edit::Place& place, const edit::FileText& file) {
    return edit::same_line(line, wanted, place.looseness, file.undecodable()) || (edit::is_blank(line) && edit::is_blank(wanted));
}

void check_found(const edit::Found& found, const edit::HunkRequest& hunk, const edit::FileText& file) {
    std::size_t end = 0;
    PROFFER_PROMISE(!found.places.empty(), "found is somewhere");
    for (const edit::Place& place : found.places) {
        PROFFER_PROMISE(place.begin >= end && !place.old_lines.empty(), "places are in order and do not overlap");
        end = place.begin + place.old_lines.size();
        PROFFER_PROMISE(end <= file.size(), "a place is inside the file");
        for (std::size_t i = 0; i < place.old_lines.size(); ++i)
            PROFFER_PROMISE(is_same(file.lines()[place.begin + i].text, place.old_lines[i], place, file),
                            "the lines of a place are the old lines, as loosely as its rung says");
    }
    const bool says_where = hunk.line != 0 || hunk.at_end || !hunk.anchors.empty();
    if (found.how == "exact" && !says_where)
        PROFFER_PROMISE(exact_places(file, edit::lines_of(hunk.old_text)) == 1, "an exact text that says no place stands in one only");
}

struct OwnLine {
    std::string text;
    edit::LineEnd end;
    friend bool operator==(const OwnLine&, const OwnLine&) = default;
};

std::vector<OwnLine> own_lines(const edit::FileText& file) {
    std::vector<OwnLine> lines;
    for (const edit::FileLine& line : file.lines()) lines.push_back({std::string(line.text), line.end});
    return lines;
}

/// Lines outside the place keep bytes and ends; those inside are the file's own or the new ones.
void check_laid_on(const std::vector<OwnLine>& before, const edit::Place& place, const edit::FileText& file) {
    const std::vector<OwnLine> after = own_lines(file);
    const std::size_t old_count = place.old_lines.size();
    const std::size_t new_count = place.new_lines.size();
    PROFFER_PROMISE(after.size() + old_count == before.size() + new_count, "as many lines as the hunk says");
    const auto at = static_cast<std::ptrdiff_t>(place.begin);
    PROFFER_PROMISE(std::equal(before.begin(), before.begin() + at, after.begin()), "lines above the place keep their bytes");
    PROFFER_PROMISE(std::equal(before.begin() + at + static_cast<std::ptrdiff_t>(old_count), before.end(),
                               after.begin() + at + static_cast<std::ptrdiff_t>(new_count), after.end()),
                    "lines below the place keep their bytes");
    if (!file.is_utf8()) return;  // new lines are then in the file's encoding
    for (std::size_t i = 0; i < new_count; ++i)
        PROFFER_PROMISE(is_same(after[place.begin + i].text, place.new_lines[i], place, file), "the new lines are those asked for");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto parts = fuzz::parts_of(fuzz::text_of(data, size));
    const edit::HunkRequest hunk = parse_hunk(parts);
    edit::FileText file{std::string(fuzz::part(parts, 3))};
    PROFFER_PROMISE(file.render() == fuzz::part(parts, 3), "an unchanged file is written as it was");
    if (edit::is_blank(hunk.old_text)) return 0;
    edit::Budget budget(50'000'000);
    std::deque<std::string> owned;
    const auto result = edit::find_place(file, hunk, budget, owned);
    PROFFER_PROMISE(file.render() == file.original(), "looking for a place changes nothing");
    const auto* found = std::get_if<edit::Found>(&result);
    if (found == nullptr) {
        PROFFER_PROMISE(fuzz::is_printable(std::get<edit::NotFound>(result).message), "a refusal is told on one line");
        return 0;
    }
    check_found(*found, hunk, file);
    for (auto place = found->places.rbegin(); place != found->places.rend(); ++place) {
        const std::vector<OwnLine> before = own_lines(file);
        if (edit::lay_on(file, *place))
            check_laid_on(before, *place, file);
        else
            PROFFER_PROMISE(own_lines(file) == before, "what cannot be written changes nothing");
    }
    return 0;
}
