// Line diffs between two texts, their rendering as unified diffs, and three readings of those. Parts: path, old text, new text.
#include <algorithm>

#include "base/text.hpp"
#include "diff/line_diff.hpp"
#include "diff/quoted_path.hpp"
#include "diff/unified.hpp"
#include "edit/understand.hpp"
#include "fuzz/support/input.hpp"
#include "support/memory_snapshot.hpp"

using namespace proffer;

namespace {

using Lines = std::vector<std::string_view>;

/// The old lines with the changes carried out, everything else as it was.
Lines changed(const Lines& old_lines, const Lines& new_lines, const std::vector<diff::Change>& changes) {
    Lines result;
    std::size_t line = 0;
    for (const diff::Change& change : changes) {
        PROFFER_PROMISE(change.old_begin >= line && change.old_begin + change.old_count <= old_lines.size(), "changes are in order");
        PROFFER_PROMISE(change.old_count + change.new_count > 0, "no change is empty");
        PROFFER_PROMISE(change.new_begin + change.new_count <= new_lines.size(), "changes are inside the new text");
        for (; line < change.old_begin; ++line) result.push_back(old_lines[line]);
        PROFFER_PROMISE(result.size() == change.new_begin, "lines between changes are the same ones");
        for (std::size_t i = 0; i < change.new_count; ++i) result.push_back(new_lines[change.new_begin + i]);
        line += change.old_count;
    }
    result.insert(result.end(), old_lines.begin() + static_cast<std::ptrdiff_t>(line), old_lines.end());
    return result;
}

std::vector<std::string> without_ends(std::string_view text) {
    std::vector<std::string> lines;
    for (std::string_view line : base::split_lines(text)) {
        if (line.ends_with('\n')) line.remove_suffix(1);
        lines.emplace_back(line);
    }
    return lines;
}

/// Hunks as the report has them, carried out on the old lines.
std::vector<std::string> patched(const std::vector<std::string>& old_lines, const diff::FileDiff& file) {
    std::vector<std::string> result;
    std::size_t line = 0;
    for (const diff::Hunk& hunk : file.hunks) {
        for (const diff::HunkLine& one : hunk.lines) {
            const std::size_t until = one.kind == diff::LineKind::added ? line : one.old_line - 1;
            PROFFER_PROMISE(until >= line && until <= old_lines.size(), "hunk lines are in order");
            for (; line < until && one.kind != diff::LineKind::added; ++line) result.push_back(old_lines[line]);
            if (one.kind == diff::LineKind::added) {
                // Lines between hunks come first; a hunk without context begins where the new numbers say.
                for (; result.size() + 1 < one.new_line && line < old_lines.size(); ++line) result.push_back(old_lines[line]);
                result.push_back(one.text);
                continue;
            }
            PROFFER_PROMISE(line < old_lines.size() && old_lines[line] == one.text, "context and removed lines are the old ones");
            if (one.kind == diff::LineKind::context) result.push_back(one.text);
            ++line;
        }
    }
    result.insert(result.end(), old_lines.begin() + static_cast<std::ptrdiff_t>(line), old_lines.end());
    return result;
}

/// As a reply, the diff must make the new text or be refused.
void check_as_reply(const std::string& path, std::string_view before, std::string_view after, const std::string& rendered) {
    const auto is_plain = [](std::string_view text) {
        return base::is_valid_utf8(text) && text.find('\r') == std::string_view::npos && !text.starts_with("\xEF\xBB\xBF");
    };
    if (!is_plain(before) || !is_plain(after) || rendered.empty()) return;
    const auto target = domain::RepoPath::parse(path);
    // Blanks and line ends round a path in a reply are the model's.
    if (!target || base::trim(path) != path) return;
    const support::MemorySnapshot files{{path, std::string(before)}};
    const edit::Understood understood = edit::understand_reply(rendered, files, {*target});
    if (!understood.refusals.empty()) return;
    PROFFER_PROMISE(understood.edits.size() == 1 && understood.edits.front().path.text() == path, "a diff changes the file it names");
    PROFFER_PROMISE(understood.edits.front().content == after, "a diff that is taken makes the text it was made from");
}

void check_rendered(const std::string& path, std::string_view before, std::string_view after) {
    const std::string rendered = diff::render_unified(path, before, after);
    PROFFER_PROMISE(rendered.empty() == (before == after), "what differs has a diff");
    const std::vector<diff::FileDiff> files = diff::parse_unified(rendered);
    PROFFER_PROMISE(files.size() == (rendered.empty() ? 0U : 1U), "one file, one diff");
    if (files.empty()) return;
    PROFFER_PROMISE(files.front().old_path == path && files.front().new_path == path, "a diff names its file");
    if (files.front().binary) return;
    PROFFER_PROMISE(patched(without_ends(before), files.front()) == without_ends(after), "a diff read back makes the new text");
    PROFFER_PROMISE(files.front().added() + files.front().removed() == diff::changed_lines(before, after),
                    "changed lines are counted alike");
    check_as_reply(path, before, after, rendered);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = fuzz::text_of(data, size);
    const auto parts = fuzz::parts_of(input);
    const std::string_view before = fuzz::part(parts, 1);
    const std::string_view after = fuzz::part(parts, 2);
    const Lines old_lines = base::split_lines(before);
    const Lines new_lines = base::split_lines(after);
    PROFFER_PROMISE(changed(old_lines, new_lines, diff::diff_lines(old_lines, new_lines)) == new_lines, "the changes make the new text");
    const std::string path(fuzz::first_line(parts.front()).first);
    PROFFER_PROMISE(diff::unquoted_path(diff::quoted_path(path)) == path || path.find('\t') != std::string::npos,
                    "a quoted path is read back");
    if (domain::RepoPath::parse(path)) check_rendered(path, before, after);
    for (const diff::FileDiff& file : diff::parse_unified(input))  // anything at all
        PROFFER_PROMISE(file.added() + file.removed() <= input.size(), "no more lines than there are bytes");
    return 0;
}
