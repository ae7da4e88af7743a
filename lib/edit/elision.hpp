// "The rest of the file is unchanged": comments that stand in for lines a model did not write out.
#pragma once

#include <string_view>
#include <vector>

namespace proffer::edit {

enum class Elision {
    none,
    possible,  ///< a comment with a word such as "existing", or dots where code could have them too
    certain,   ///< "# ... rest of the code unchanged ..."
};

/// `...` or `…` alone on the line.
[[nodiscard]] bool is_dots(std::string_view line);

[[nodiscard]] Elision judge_elision(std::string_view line);

/// The first of `new_lines` that stands in for lost lines, or nothing. A comment counts only if it is new and lines went
/// with it: a tenth of the old ones or more than five.
[[nodiscard]] std::string_view find_elision(const std::vector<std::string_view>& old_lines, const std::vector<std::string_view>& new_lines);

/// The same for a hunk, where any lost line counts.
[[nodiscard]] std::string_view find_elision_in_hunk(const std::vector<std::string_view>& old_lines,
                                                    const std::vector<std::string_view>& new_lines);

}  // namespace proffer::edit
