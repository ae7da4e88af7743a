// Is a reply a JSON document of edits?
#pragma once

#include "edit/paths.hpp"
#include "edit/reply_lines.hpp"

namespace proffer::edit {

/// The whole reply or its only fence parses, has the shape of edits, and is not itself the file that was asked for.
[[nodiscard]] bool is_json_edits(const ReplyLines& lines, const Paths& paths);

}  // namespace proffer::edit
