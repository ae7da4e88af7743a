// Lays the difference between old and new lines on a file.
#include "diff/line_diff.hpp"
#include "edit/ladder.hpp"

namespace proffer::edit {
namespace {

using Lines = std::vector<std::string_view>;

Lines forms_of(const Lines& lines, const FileText& file, Looseness looseness, std::deque<std::string>& owned) {
    if (looseness == Looseness::exact) return lines;
    Lines forms;
    forms.reserve(lines.size());
    for (const std::string_view line : lines) {
        const bool is_its_own_form = looseness == Looseness::canonical && is_ascii(line);
        forms.push_back(is_its_own_form ? line : std::string_view(owned.emplace_back(normal_form(line, looseness, file.undecodable()))));
    }
    return forms;
}

}  // namespace

bool lay_on(FileText& file, const Place& place, diff::Effort& effort) {
    std::deque<std::string> owned;
    const std::vector<diff::Change> changes = diff::diff_lines(forms_of(place.old_lines, file, place.looseness, owned),
                                                               forms_of(place.new_lines, file, place.looseness, owned), effort);
    Lines new_lines = place.new_lines;
    if (!file.is_utf8()) {
        for (const diff::Change& change : changes) {
            for (std::size_t i = change.new_begin; i < change.new_begin + change.new_count; ++i) {
                const std::optional<std::string> line = file.encoding().encode(new_lines[i]);
                if (!line) return false;
                new_lines[i] = owned.emplace_back(*line);
            }
        }
    }
    file.change(place.begin, changes, new_lines);
    return true;
}

}  // namespace proffer::edit
