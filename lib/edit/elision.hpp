// "The rest of the file is unchanged": comments that stand in for lines a model did not write out.
#pragma once

#include <string_view>
#include <vector>

#include "diff/line_diff.hpp"

namespace proffer::edit {

enum class Elision {
    none,
    possible,  ///< a comment with a word such as "existing", or dots where code could have them too
    certain,   ///< "# ... rest of the code unchanged ..."
};

/// `...` or `…` alone on the line.
[[nodiscard]] bool is_dots(std::string_view line);

[[nodiscard]] Elision judge_elision(std::string_view line);

/// Is there a line at all that may stand in for others?
[[nodiscard]] bool may_elide(const std::vector<std::string_view>& new_lines);

/// The first of `new_lines` that stands in for lost lines, or nothing. A comment counts only if it is new and lines went
/// with it: a tenth of the old ones or more than five. When `effort` is used up, what was lost is not looked at, and any
/// line that may stand in for others counts.
[[nodiscard]] std::string_view find_elision(const std::vector<std::string_view>& old_lines, const std::vector<std::string_view>& new_lines,
                                            diff::Effort& effort);

/// The same for a hunk, where any lost line counts.
[[nodiscard]] std::string_view find_elision_in_hunk(const std::vector<std::string_view>& old_lines,
                                                    const std::vector<std::string_view>& new_lines, diff::Effort& effort);

}  // namespace proffer::edit
