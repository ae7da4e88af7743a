// Results on stdout, which terminals and CI runners read as they read the log (security.md O1 to O3).
#pragma once

#include <string_view>

namespace proffer::cmd {

/// Prints text that others wrote. Into a file it goes as it is; anywhere else nothing in it is a command or an escape.
void print_text(std::string_view text);

/// Prints JSON and a line end, the same values spelt so that no line of it is a command or an escape.
void print_json(std::string_view json);

}  // namespace proffer::cmd
