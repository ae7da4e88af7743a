// What people see on stderr while a run goes on. Results go to stdout, elsewhere.
#pragma once

#include <string>
#include <string_view>

#include "base/redact.hpp"

namespace proffer::base {

enum class LogLevel { quiet, normal, verbose };
enum class Color { automatic, always, never };

/// Whose log it is: how blocks of output are folded there, and how commands inside them are switched off.
enum class LogDialect { plain, github, gitlab };

struct LogSettings {
    LogLevel level = LogLevel::normal;
    Color color = Color::automatic;
    Redactor redactor;
    LogDialect dialect = LogDialect::plain;
};

/// Called once by `main`; before it, only warnings and errors are shown.
void start_log(LogSettings settings);

/// Every text is redacted and made visible (no terminal escapes, no CI commands) before it is printed.
void log_debug(std::string_view text);
void log_info(std::string_view text);
void log_warning(std::string_view text);
void log_error(std::string_view text);

[[nodiscard]] LogDialect log_dialect();

/// An error that GitHub (Gitea, Forgejo) shows on the page of the run, as one command of the log; nothing elsewhere. One line, cut when
/// long.
void annotate_error(std::string_view title, std::string_view text);

/// What a program printed, shown as it comes, each line behind "| ". GitHub and GitLab fold it under its title; on GitHub no line
/// inside can be a command whatever it holds. Ends with the object. Nothing else should be logged meanwhile.
class LogBlock {
 public:
    explicit LogBlock(std::string_view title);
    LogBlock(const LogBlock&) = delete;
    LogBlock& operator=(const LogBlock&) = delete;
    ~LogBlock();

    /// One or more whole lines.
    void print(std::string_view lines);

 private:
    std::string end_;  // our own, to be printed as it is
};

}  // namespace proffer::base
