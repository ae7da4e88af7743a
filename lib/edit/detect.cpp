// Which family of formats a reply is in: the first marker decides.
#include <algorithm>

#include "base/text.hpp"
#include "edit/delimiters.hpp"
#include "edit/fences.hpp"
#include "edit/formats.hpp"
#include "edit/json_text.hpp"
#include "edit/search_markers.hpp"
#include "edit/spoken_paths.hpp"
#include "edit/tags.hpp"

namespace proffer::edit {
namespace {

bool is_edit_tag(const Tag& tag) {
    if (tag.closing) return false;
    for (const std::string_view name : {"MODIFIED", "DELETED", "RENAMED", "DELETE", "RENAME", "REMOVED", "MOVED"})
        if (tag.is(name)) return !tag.attributes.empty();
    return false;
}

/// `<file>` starts an edit only if `<original>` is near: files have such tags of their own.
bool starts_original(const ReplyLines& lines, std::size_t index) {
    constexpr std::size_t k_near = 8;
    const std::string_view line = trim_left(lines[index]);
    if (line.starts_with("<original>")) return true;
    if (!line.starts_with("<file>")) return false;
    for (std::size_t i = index; i < index + k_near && i < lines.size(); ++i)
        if (lines[i].substr(0, 10'000).find("<original>") != std::string_view::npos) return true;
    return false;
}

Format tag_marker(const ReplyLines& lines, std::size_t index) {
    const std::string_view line = trim_left(lines[index]);
    if (const std::optional<Tag> tag = parse_tag(line); tag && is_edit_tag(*tag)) return Format::modified_tags;
    return starts_original(lines, index) ? Format::original_patched : Format::none;
}

bool is_patch_line(std::string_view line) {
    for (const std::string_view start : {"*** Begin Patch", "*** Update File:", "*** Add File:", "*** Delete File:"})
        if (line.starts_with(start)) return true;
    return false;
}

bool is_diff_fence(const Fence& fence) {
    return fence.info == "diff" || fence.info == "patch" || fence.info.starts_with("diff ") || fence.info.starts_with("patch ");
}

/// A diff that is itself a file, named above its fence.
bool is_patch_file(const ReplyLines& lines, std::size_t fence_line, const Paths& paths) {
    const std::optional<SpokenPath> said = path_above(lines, fence_line, 0, Surroundings::plain, paths);
    return said && (said->path.ends_with(".patch") || said->path.ends_with(".diff"));
}

Format without_marker(const ReplyLines& lines, const Paths& paths) {
    if (is_json_edits(lines, paths)) return Format::json;
    const Fences fences = find_fences(lines, paths);
    if (fences.blocks.empty()) return Format::none;
    const bool named =
        std::any_of(fences.blocks.begin(), fences.blocks.end(), [](const FencedBlock& block) { return !block.path.empty(); });
    return named ? Format::fenced_named : Format::fenced_single;
}

}  // namespace

Format marker_at(const ReplyLines& lines, std::size_t index) {
    const std::string_view line = trim_left(lines[index]);
    if (line.empty()) return Format::none;
    if (const SearchMarker marker = parse_search_marker(line); marker.kind == SearchMarker::Kind::head) return Format::search_replace;
    if (line.front() == '<') return tag_marker(lines, index);
    if (line.front() == '*') return is_patch_line(line) ? Format::begin_patch : Format::none;
    if (lines[index].starts_with("diff --git ")) return Format::unified_diff;
    if (line.front() != '-') return Format::none;
    if (const Delimiter::Kind kind = parse_delimiter(line).kind; kind == Delimiter::Kind::begin || kind == Delimiter::Kind::removal)
        return Format::file_delimiters;
    return lines[index].starts_with("--- ") && lines[index + 1].starts_with("+++ ") ? Format::unified_diff : Format::none;
}

Format detect_format(const ReplyLines& lines, const Paths& paths) {
    FenceWatch watch;
    std::size_t fence_line = 0, fences = 0;
    constexpr std::size_t k_lines_of_a_diff = 6;  // "Index: p" and a row may come first
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool was_inside = watch.inside();
        const bool may = watch.may_hold_marker(lines[i]);
        if (watch.inside() && !was_inside) {
            fence_line = i;
            if (++fences > k_most_edits) break;  // more than are read
        }
        const bool in_diff = watch.inside() && was_inside && is_diff_fence(*watch.fence()) && i - fence_line <= k_lines_of_a_diff;
        if (!may && !in_diff) continue;
        Format format = marker_at(lines, i);
        if (in_diff && lines[i].starts_with("@@")) format = Format::unified_diff;
        if (format == Format::unified_diff && watch.inside() && is_patch_file(lines, fence_line, paths)) format = Format::none;
        if (format != Format::none) return format;
    }
    return without_marker(lines, paths);
}

}  // namespace proffer::edit
