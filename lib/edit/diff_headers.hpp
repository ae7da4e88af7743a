// The header lines of unified diffs.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "edit/reply_lines.hpp"

namespace proffer::edit {

struct LineRange {
    std::size_t begin = 0;
    std::size_t count = 1;
};

struct HunkHeader {
    std::optional<LineRange> old_range, new_range;
    std::string_view heading;  ///< the line above that the header quotes
};

/// "@@ -1,2 +3,4 @@ heading", "@@ ... @@", "@@ heading", "@@".
[[nodiscard]] HunkHeader parse_hunk_header(std::string_view line);

/// Is line `index` a `---` line with its `+++` line below it?
[[nodiscard]] bool is_side_pair(const ReplyLines& lines, std::size_t index);

/// What git and svn write above the `---` line.
[[nodiscard]] bool is_extended_header(std::string_view line);

/// What `git format-patch` puts under a patch, above its version.
[[nodiscard]] bool is_signature(std::string_view line);

}  // namespace proffer::edit
