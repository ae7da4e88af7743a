// Paths and file names that stand in free text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace proffer::locate {

/// The tracked files that `text` names, in order of their first mention, at most 50: whole paths, ends of paths that fit
/// one file only, and file names that only one file has. Linear in the text, but for a logarithm of the number of paths.
/// `paths` must be sorted.
[[nodiscard]] std::vector<std::string> find_mentions(std::string_view text, const std::vector<std::string>& paths);

}  // namespace proffer::locate
