// A whole reply over a few files: formats recognised, edits placed; then the same reply again on what it made.
#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "edit/file_text.hpp"
#include "fuzz/support/edit_scene.hpp"
#include "fuzz/support/input.hpp"

using namespace proffer;

namespace {

std::map<std::string, std::string> files_of(const domain::Snapshot& snapshot) {
    std::map<std::string, std::string> files;
    for (const std::string& path : snapshot.paths().value_or({})) files[path] = snapshot.read(path).value_or("");
    return files;
}

/// None of the old lines is left in the file in any spelling that a rung would take, so the edit cannot be placed again.
bool is_used_up(const edit::HunkRequest& hunk, const std::string& content) {
    constexpr auto k_loosest = edit::Looseness::trimmed;
    std::vector<std::string> left;
    for (const std::string_view line : edit::lines_of(content)) left.push_back(edit::normal_form(line, k_loosest));
    bool has_text = false;
    for (const std::string_view line : edit::lines_of(hunk.old_text)) {
        // Dots stand for other lines, and a number before a bar is taken off: what is then looked for is not this line.
        if (line.find("..") != std::string_view::npos || line.find('|') != std::string_view::npos) return false;
        if (edit::is_blank(line)) continue;
        has_text = true;
        if (std::find(left.begin(), left.end(), edit::normal_form(line, k_loosest)) != left.end()) return false;
    }
    return has_text;
}

/// Search/replace blocks that were placed and left nothing of their old text are refused the second time.
void check_second_time(const fuzz::Scene& scene, const edit::Understood& first) {
    if (first.format != edit::Format::search_replace || first.edits.size() != 1 || !first.edits.front().content) return;
    const edit::Paths paths(scene.snapshot, scene.targets);
    const edit::Requests requests = edit::read_search_replace(edit::ReplyLines(scene.reply), paths);
    if (requests.files.size() != 1 || requests.files.front().hunks.size() != 1) return;
    if (!base::is_valid_utf8(*first.edits.front().content)) return;
    if (!is_used_up(requests.files.front().hunks.front(), *first.edits.front().content)) return;
    const auto changed = fuzz::with_edits(scene.snapshot, first.edits);
    const edit::Understood second = edit::understand_reply(scene.reply, changed, scene.targets);
    PROFFER_PROMISE(!second.refusals.empty() || second.edits.empty(), "an edit whose old text is gone is not placed again");
}

/// Edits kept from an earlier reply count as files: reading on top of them is reading what they made.
void check_on_top(const fuzz::Scene& scene, const edit::Understood& first) {
    const edit::Understood on_top = edit::understand_reply(scene.reply, scene.snapshot, scene.targets, first.edits);
    const auto changed = fuzz::with_edits(scene.snapshot, first.edits);
    const edit::Understood direct = edit::understand_reply(scene.reply, changed, scene.targets);
    PROFFER_PROMISE(fuzz::digest(on_top) == fuzz::digest(direct), "edits kept from before are read like files");
    PROFFER_PROMISE(files_of(fuzz::with_edits(scene.snapshot, on_top.edits)) == files_of(fuzz::with_edits(changed, direct.edits)),
                    "edits on top of kept ones make the same files");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const fuzz::Scene scene = fuzz::parse_scene(fuzz::text_of(data, size));
    const edit::Understood understood = edit::understand_reply(scene.reply, scene.snapshot, scene.targets);
    fuzz::check_understood(scene, understood);
    PROFFER_PROMISE(!understood.edits.empty() || !understood.placements.empty() || !understood.refusals.empty(),
                    "a reply without edits is refused");
    check_on_top(scene, understood);
    if (understood.refusals.empty()) check_second_time(scene, understood);
    return 0;
}
