// Paths in diff headers, as git quotes them (core.quotePath=false).
#pragma once

#include <string>
#include <string_view>

namespace proffer::diff {

/// In double quotes with C escapes when it holds a quote, a backslash or a control character; else as it is.
[[nodiscard]] std::string quoted_path(std::string_view path);

/// The path at the start of `text`: a quoted one is unescaped up to its closing quote, a plain one ends at a tab or
/// at the end. Never fails: a broken quotation is taken as it stands.
[[nodiscard]] std::string unquoted_path(std::string_view text);

}  // namespace proffer::diff
