// Paths in what a model says round its edits: headings, bold names, "Here is `src/a.py`:", info strings of fences.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "edit/paths.hpp"
#include "edit/reply_lines.hpp"

namespace proffer::edit {

/// Could be a path and nothing else: no blanks, no brackets, with a slash or an extension.
[[nodiscard]] bool looks_like_path(std::string_view text);

/// The path when `line` is one, apart from decoration such as `**src/a.py**:` or "### File: a.py".
[[nodiscard]] std::optional<std::string> path_alone_on(std::string_view line, const Paths& paths);

/// How sure it is that a path names what follows it.
enum class Said { for_itself, in_a_sentence };

struct SpokenPath {
    std::string path;
    Said said = Said::for_itself;
};

/// The same, or else the only known file that a sentence names.
[[nodiscard]] std::optional<SpokenPath> path_on(std::string_view line, const Paths& paths);

/// "python src/a.py", "src/a.py", "python:src/a.py", "js title=\"a.js\"".
[[nodiscard]] std::optional<std::string> path_in_info(std::string_view info, const Paths& paths);

enum class Surroundings { plain, inside_fence };

/// The path said for a block that starts at line `block`: on one of the lines above it, not above `from`, or in the line
/// of the fence that it is in. Looks over blank lines, and never further than a few lines.
[[nodiscard]] std::optional<SpokenPath> path_above(const ReplyLines& lines, std::size_t block, std::size_t from, Surroundings surroundings,
                                                   const Paths& paths);

}  // namespace proffer::edit
