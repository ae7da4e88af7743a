// Path patterns of the configuration: checked when they are read, so that a slip is not a rule that never matches.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace proffer::config {

/// `text` as a directory, file or glob below the root: "./src" becomes "src", "./" becomes ".". Fails with `config`
/// for what leaves the root, for absolute paths, for `\` and for syntax that is not ours (`!x`, `{a,b}`).
[[nodiscard]] Result<std::string> parse_pattern(std::string_view text);

/// The same for one file or directory: no `*`, no `?`, and not the root itself.
[[nodiscard]] Result<std::string> parse_path(std::string_view text);

}  // namespace proffer::config
