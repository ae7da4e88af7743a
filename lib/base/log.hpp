// What people see on stderr while a run goes on. Results go to stdout, elsewhere.
#pragma once

#include <string_view>

#include "base/redact.hpp"

namespace proffer::base {

enum class LogLevel { quiet, normal, verbose };
enum class Color { automatic, always, never };

struct LogSettings {
    LogLevel level = LogLevel::normal;
    Color color = Color::automatic;
    Redactor redactor;
};

/// Called once by `main`; before it, only warnings and errors are shown.
void start_log(LogSettings settings);

/// Every text is redacted and made visible (no terminal escapes, no CI commands) before it is printed.
void log_debug(std::string_view text);
void log_info(std::string_view text);
void log_warning(std::string_view text);
void log_error(std::string_view text);

}  // namespace proffer::base
