// Unified diffs out of two texts.
#include "diff/unified.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "diff/line_diff.hpp"
#include "diff/quoted_path.hpp"

namespace proffer::diff {
namespace {

using Lines = std::vector<std::string_view>;

/// git looks for a NUL in the first 8,000 bytes.
bool is_binary(std::string_view text) {
    constexpr std::size_t k_looked_at = 8000;
    return text.substr(0, k_looked_at).find('\0') != std::string_view::npos;
}

std::string side(std::string_view prefix, std::string_view path, bool exists) {
    if (!exists) return "/dev/null";
    return quoted_path(std::string(prefix) + std::string(path));
}

void append_line(std::string& out, char sign, std::string_view line) {
    out += sign;
    out += line;
    if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
}

/// "3,2" as git writes it: a lone line has no count, an empty range names the line before it.
std::string range(std::size_t begin, std::size_t count) {
    const std::string first = std::to_string(count == 0 ? begin : begin + 1);
    return count == 1 ? first : first + "," + std::to_string(count);
}

/// Changes [first, last) whose context touches, as one hunk.
void append_hunk(std::string& out, const Lines& old_lines, const Lines& new_lines, const std::vector<Change>& changes, std::size_t first,
                 std::size_t last, std::size_t context) {
    const Change& head = changes[first];
    const Change& tail = changes[last - 1];
    const std::size_t before = std::min(context, head.old_begin);
    const std::size_t tail_end = tail.old_begin + tail.old_count;
    const std::size_t after = std::min(context, old_lines.size() - tail_end);
    const std::size_t old_begin = head.old_begin - before;
    const std::size_t new_begin = head.new_begin - before;
    const std::size_t old_end = tail_end + after;
    const std::size_t new_end = tail.new_begin + tail.new_count + after;
    out += "@@ -" + range(old_begin, old_end - old_begin) + " +" + range(new_begin, new_end - new_begin) + " @@\n";

    std::size_t line = old_begin;
    for (std::size_t i = first; i < last; ++i) {
        const Change& change = changes[i];
        for (; line < change.old_begin; ++line) append_line(out, ' ', old_lines[line]);
        for (; line < change.old_begin + change.old_count; ++line) append_line(out, '-', old_lines[line]);
        for (std::size_t n = 0; n < change.new_count; ++n) append_line(out, '+', new_lines[change.new_begin + n]);
    }
    for (; line < old_end; ++line) append_line(out, ' ', old_lines[line]);
}

void append_hunks(std::string& out, std::string_view before, std::string_view after, std::size_t context) {
    const Lines old_lines = base::split_lines(before);
    const Lines new_lines = base::split_lines(after);
    const std::vector<Change> changes = diff_lines(old_lines, new_lines);
    const std::size_t joining_gap = std::min<std::size_t>(context, old_lines.size()) * 2;
    for (std::size_t first = 0; first < changes.size();) {
        std::size_t last = first + 1;
        while (last < changes.size() &&
               changes[last].old_begin - (changes[last - 1].old_begin + changes[last - 1].old_count) <= joining_gap)
            ++last;
        append_hunk(out, old_lines, new_lines, changes, first, last, context);
        first = last;
    }
}

}  // namespace

std::string render_unified(std::string_view path, std::optional<std::string_view> before, std::optional<std::string_view> after,
                           std::size_t context) {
    if (before == after) return "";
    std::string out = "diff --git " + side("a/", path, true) + " " + side("b/", path, true) + "\n";
    if (!before) out += "new file mode 100644\n";
    if (!after) out += "deleted file mode 100644\n";
    const std::string old_side = side("a/", path, before.has_value());
    const std::string new_side = side("b/", path, after.has_value());
    const std::string_view old_text = before.value_or("");
    const std::string_view new_text = after.value_or("");
    if (is_binary(old_text) || is_binary(new_text)) return out + "Binary files " + old_side + " and " + new_side + " differ\n";
    if (old_text == new_text) return out;  // an empty file comes or goes
    // git ends a name that holds a blank with a tab, so that readers know where it stops.
    const std::string tab = path.find(' ') != std::string_view::npos ? "\t" : "";
    out += "--- " + old_side + (before ? tab : "") + "\n+++ " + new_side + (after ? tab : "") + "\n";
    append_hunks(out, old_text, new_text, context);
    return out;
}

std::size_t changed_lines(std::string_view before, std::string_view after) {
    std::size_t count = 0;
    for (const Change& change : diff_lines(base::split_lines(before), base::split_lines(after)))
        count += change.old_count + change.new_count;
    return count;
}

}  // namespace proffer::diff
