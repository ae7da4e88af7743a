// One reader for each family of reply formats. Each says what the reply asks for and what is wrong with its form; none
// looks at the text of any file.
#pragma once

#include "edit/paths.hpp"
#include "edit/reply_lines.hpp"
#include "edit/requests.hpp"
#include "edit/tags.hpp"
#include "edit/understand.hpp"

namespace proffer::edit {

/// The family that the reply's first marker belongs to: one outside fences or in the first two lines of one. Without any
/// marker it is named fences, a single fence, or none.
[[nodiscard]] Format detect_format(const ReplyLines& lines, const Paths& paths);

[[nodiscard]] Requests read_modified_tags(const ReplyLines& lines);
[[nodiscard]] Requests read_file_delimiters(const ReplyLines& lines);
[[nodiscard]] Requests read_search_replace(const ReplyLines& lines, const Paths& paths);
[[nodiscard]] Requests read_begin_patch(const ReplyLines& lines);
[[nodiscard]] Requests read_unified_patch(const ReplyLines& lines, const Paths& paths);
[[nodiscard]] Requests read_original_patched(const ReplyLines& lines, const Paths& paths);
[[nodiscard]] Requests read_fenced(const ReplyLines& lines, const Paths& paths);
[[nodiscard]] Requests read_json_edits(const ReplyLines& lines, const Paths& paths);

/// The removal or renaming that a tag without a body spells, whatever the format of the edits round it; nothing for other tags.
[[nodiscard]] std::optional<FileRequest> file_operation(const Tag& tag);

/// What line `index` marks the start of; `Format::none` for ordinary text.
[[nodiscard]] Format marker_at(const ReplyLines& lines, std::size_t index);

}  // namespace proffer::edit
