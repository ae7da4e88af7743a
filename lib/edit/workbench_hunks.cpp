// Hunks of one file, each placed in the text as the hunks before it left it.
#include <algorithm>

#include "base/text.hpp"
#include "edit/elision.hpp"
#include "edit/nearest.hpp"
#include "edit/reasons.hpp"
#include "edit/reply_lines.hpp"
#include "edit/search_markers.hpp"
#include "edit/whole_file.hpp"
#include "edit/workbench.hpp"

namespace proffer::edit {
namespace {

/// Computing what is near costs a look through the file.
constexpr std::size_t k_explained_refusals = 20;

constexpr const char* k_too_many_lines = "the edit makes a file too long, or the reply changes too many lines";

bool has_text(const FileText& file) {
    return std::any_of(file.lines().begin(), file.lines().end(), [](const FileLine& line) { return !is_blank(line.text); });
}

std::string_view elision_in(const HunkRequest& hunk, diff::Effort& effort) {
    const std::vector<std::string_view> new_lines = lines_of(hunk.new_text);
    return may_elide(new_lines) ? find_elision_in_hunk(lines_of(hunk.old_text), new_lines, effort) : std::string_view{};
}

}  // namespace

void Workbench::change(const FileRequest& request) {
    const bool only_adds = !request.hunks.empty() && std::all_of(request.hunks.begin(), request.hunks.end(),
                                                                 [](const HunkRequest& hunk) { return is_blank(hunk.old_text); });
    OpenFile* file = open(request, only_adds ? Wanted::any : Wanted::existing);
    if (file == nullptr) return;
    if (file->removed || (file->whole && file->existed) || (!file->text && !only_adds)) {
        refuse(request.path, 0, k_conflicting,
               "the reply has several edits for '" + base::visible_line(file->path.text()) + "' that contradict each other");
        return;
    }
    bool all_placed = true;
    for (const HunkRequest& hunk : request.hunks) all_placed = change_lines(*file, request, hunk) && all_placed;
    if (!request.move_to.empty() && all_placed) move(*file, request);
}

bool Workbench::change_lines(OpenFile& file, const FileRequest& request, const HunkRequest& hunk) {
    ++file.hunks;
    bool stop = false;
    if (repeats(file, request, hunk, stop)) return !stop;
    file.changed_by_hunks = true;
    if (is_too_large(hunk.old_text) || is_too_large(hunk.new_text))
        return refuse(request.path, file.hunks, k_too_large, "the edit is larger than a file may be");
    if (file.text && file.text->is_binary()) return refuse(request.path, file.hunks, k_unsupported, "the file is binary");
    if (is_blank(hunk.old_text)) return fill_empty(file, request, hunk);
    return place_hunk(file, request, hunk);
}

/// The same edit twice counts once; the same old text with another new one is a contradiction. Edits that say where
/// they belong may repeat.
bool Workbench::repeats(OpenFile& file, const FileRequest& request, const HunkRequest& hunk, bool& stop) {
    if (hunk.line != 0 || !hunk.anchors.empty() || hunk.at_end) return false;
    const auto [seen, is_new] = file.seen.emplace(hunk.old_text, hunk.new_text);
    if (is_new) return false;
    stop = seen->second != hunk.new_text;
    if (stop) refuse(request.path, file.hunks, k_conflicting, "two edits have the same old text but different new text");
    return true;
}

/// An edit without old text makes a new file, fills an empty one or, in a patch that says so, goes to the end.
bool Workbench::fill_empty(OpenFile& file, const FileRequest& request, const HunkRequest& hunk) {
    // A file that an earlier edit of the reply has emptied is not one to fill, nor one with more blank lines than the edit knows of: what
    // was placed, or is still to be, would be lost.
    const bool fills = hunk.old_text.empty() || (file.text && lines_of(hunk.old_text).size() >= file.text->size());
    if (!file.text || (fills && !has_text(*file.text) && !file.whole && file.hunks == 1)) {
        const bool is_new = !file.text;
        std::string content = new_file(hunk.new_text);
        if (!hunk.final_newline.value_or(true) && content.ends_with('\n')) content.pop_back();
        file.text = std::make_unique<FileText>(std::move(content));
        placed(file, file.hunks, is_new ? "new-file" : "exact", is_new ? 0 : 1);
        return true;
    }
    if (hunk.at_end && hunk.old_text.empty()) {
        const std::size_t line = file.text->size();
        const std::vector<std::string_view> added = lines_of(hunk.new_text);
        if (!has_room(file, added.size())) return refuse(request.path, file.hunks, k_too_large, k_too_many_lines);
        file.text->change(line, {{0, 0, 0, added.size()}}, added);
        placed(file, file.hunks, "end-of-file", line + 1);
        return true;
    }
    return refuse(request.path, file.hunks, k_empty_search,
                  "the edit has no old text, and the file is not empty; give the lines it goes next to");
}

bool Workbench::place_hunk(OpenFile& file, const FileRequest& request, const HunkRequest& hunk) {
    if (!file.text) return refuse(request.path, file.hunks, k_no_file, "there is no such file");
    if (!has_room(file, static_cast<std::size_t>(std::count(hunk.new_text.begin(), hunk.new_text.end(), '\n'))))
        return refuse(request.path, file.hunks, k_too_large, k_too_many_lines);
    if (const std::string_view elision = elision_in(hunk, effort_); !elision.empty())
        return refuse(request.path, file.hunks, k_elided,
                      "'" + base::visible_line(base::prefix(base::trim(elision), 80)) + "' stands in for lines; write them out");
    const std::variant<Found, NotFound> result = find_place(*file.text, hunk, budget_, owned_);
    if (const NotFound* why = std::get_if<NotFound>(&result)) return refuse_place(file, request, hunk, *why);
    const Found& found = std::get<Found>(result);
    if (hunk.several_dividers) {
        // The rows may be text of the file; then the old text would go on with one.
        const std::size_t behind = found.places.back().begin + found.places.back().old_lines.size();
        const bool row_follows =
            behind < file.text->size() && parse_search_marker(file.text->lines()[behind].text).kind == SearchMarker::Kind::divider;
        if (row_follows || found.how != "exact")
            return refuse(request.path, file.hunks, k_malformed,
                          "the block has several '=======' lines; write a backslash before those that are text");
    }
    const std::size_t line = file.text->base_line_at(found.places.front().begin);
    if ((found.places.size() > 1 && !file.text->is_utf8()) || !lay_on_all(file, found, hunk))
        return refuse(request.path, file.hunks, k_encoding, "the file is not UTF-8; keep to ASCII in the lines you change");
    placed(file, file.hunks, hunk.old_text == hunk.new_text ? "unchanged" : found.how, line);
    owned_.clear();  // the file has copies of its own
    return true;
}

bool Workbench::lay_on_all(OpenFile& file, const Found& found, const HunkRequest& hunk) {
    const Place& last = found.places.back();
    const bool to_the_end = last.begin + last.old_lines.size() == file.text->size();
    for (auto place = found.places.rbegin(); place != found.places.rend(); ++place)
        if (!lay_on(*file.text, *place, effort_)) return false;
    if (hunk.final_newline && to_the_end) file.text->set_final_newline(*hunk.final_newline);
    budget_.spend(file.text->size() / 8);
    return true;
}

bool Workbench::refuse_place(OpenFile& file, const FileRequest& request, const HunkRequest& hunk, const NotFound& why) {
    refuse(request.path, file.hunks, why.reason, why.message);
    if (left_out_ > 0 || refusals_.size() > k_explained_refusals || budget_.exhausted()) return false;
    Refusal& refusal = refusals_.back();
    const Window window = why.places.empty() ? nearest_window(*file.text, lines_of(hunk.old_text)) : places_window(*file.text, why.places);
    refusal.nearest = window.text;
    refusal.nearest_line = window.line;
    if (why.places.empty() && !is_blank(hunk.new_text)) {
        refusal.already_there = !find_lines(*file.text, lines_of(hunk.new_text), Looseness::trailing, budget_).empty();
        if (refusal.already_there) refusal.message += "; the new text is already there";
    }
    return false;
}

}  // namespace proffer::edit
