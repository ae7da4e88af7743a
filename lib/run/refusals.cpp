// Feedback after refusals: reasons, nearest places, what is kept, and from the second round on whole files.
#include "run/refusals.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "edit/reasons.hpp"
#include "prompt/compose.hpp"

namespace proffer::run {
namespace {

constexpr int k_rounds_of_edits = 2;

std::string refusal_line(const edit::Refusal& refusal) {
    std::string line = refusal.path.empty() ? "the reply" : "'" + refusal.path + "'";
    if (refusal.hunk > 0) line += fmt::format(", edit {}", refusal.hunk);
    line += fmt::format(": {}: {}", refusal.reason, refusal.message);
    if (refusal.already_there) line += "; the new text already stands in the file";
    return line;
}

/// A path each; where other edits of the same file are missing, with the numbers of those that are kept.
std::vector<std::string> describe_kept(const edit::Understood& understood) {
    std::vector<std::string> kept;
    for (const domain::Edit& edit : understood.edits) {
        const std::string& path = edit.path.text();
        const bool is_partly_kept = std::any_of(understood.refusals.begin(), understood.refusals.end(),
                                                [&](const edit::Refusal& refusal) { return refusal.path == path; });
        std::vector<std::string> numbers;
        for (const edit::Placement& placement : understood.placements)
            if (placement.path == path && placement.hunk > 0) numbers.push_back(std::to_string(placement.hunk));
        kept.push_back(is_partly_kept && !numbers.empty() ? fmt::format("{}, edit {}", path, base::join(numbers, ", ")) : path);
    }
    return kept;
}

/// The text of a file with the edits that are kept; nothing when there is no such text file.
std::optional<std::string> current_text(const AttemptScene& scene, const domain::EditSet& kept, const std::string& path) {
    const auto edit = std::find_if(kept.begin(), kept.end(), [&](const domain::Edit& candidate) { return candidate.path.text() == path; });
    std::optional<std::string> text;
    if (edit != kept.end())
        text = edit->content;
    else if (auto base = scene.snapshot.read(path))
        text = *std::move(base);
    if (!text || !base::is_valid_utf8(*text) || text->find(scene.nonce) != std::string::npos) return {};
    return text;
}

/// The files of all refused edits, or nothing when one of them is not small or not there: formats are not mixed in one reply.
std::vector<prompt::Excerpt> small_whole_files(const AttemptScene& scene, const edit::Understood& understood) {
    std::vector<prompt::Excerpt> files;
    std::set<std::string> seen;
    for (const edit::Refusal& refusal : understood.refusals) {
        if (!seen.insert(refusal.path).second) continue;
        const std::optional<std::string> text = current_text(scene, understood.edits, refusal.path);
        if (!text || !prompt::is_small(*text)) return {};
        files.push_back({refusal.path, *text, true, ""});
    }
    return files;
}

edit::Refusal whole_file_in_part(const std::string& path) {
    edit::Refusal refusal;
    refusal.path = path;
    refusal.reason = edit::k_shown_in_part;
    refusal.message = "a whole file would lose the lines that were not shown; change it by blocks or hunks, or ask for it first";
    return refusal;
}

}  // namespace

void refuse_whole_files(const std::set<std::string>& in_part, edit::Understood& understood) {
    // Advice to write out the file would be wrong.
    for (edit::Refusal& refused : understood.refusals)
        if (in_part.contains(refused.path) && (refused.reason == edit::k_too_short || refused.reason == edit::k_elided))
            refused = whole_file_in_part(refused.path);
    for (const edit::Placement& placement : understood.placements) {
        if (placement.how != "whole-file" || !in_part.contains(placement.path)) continue;
        understood.refusals.push_back(whole_file_in_part(placement.path));
        std::erase_if(understood.edits, [&](const domain::Edit& edit) { return edit.path.text() == placement.path; });
    }
}

std::vector<std::string> refusal_lines(const edit::Understood& understood) {
    std::vector<std::string> lines;
    for (const edit::Refusal& refusal : understood.refusals) lines.push_back(refusal_line(refusal));
    return lines;
}

Failed refused_edits(const AttemptScene& scene, const domain::Reply& reply, edit::Understood understood, int rounds) {
    prompt::RefusedEdits told;
    for (const edit::Refusal& refusal : understood.refusals) told.refused.push_back({refusal_line(refusal), refusal.nearest});
    told.kept = describe_kept(understood);
    if (rounds >= k_rounds_of_edits) told.whole_files = small_whole_files(scene, understood);
    Failed failed{"edits", told.refused.front().problem, prompt::feedback_for_refusals(told, scene.nonce), reply.text, {}, {}};
    for (const prompt::Excerpt& file : told.whole_files) failed.shown.whole.insert(file.path);
    if (told.refused.size() > 1) failed.summary += fmt::format(" (and {} more)", told.refused.size() - 1);
    failed.names_files = std::any_of(understood.refusals.begin(), understood.refusals.end(),
                                     [](const edit::Refusal& refusal) { return !refusal.path.empty(); });
    failed.placed = std::move(understood.edits);
    return failed;
}

}  // namespace proffer::run
