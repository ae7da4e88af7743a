// What `proffer doctor` has to say about one thing it looked at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/conclusion.hpp"

namespace proffer::domain {

enum class Outlook { ok, warning, problem };

/// "ok", "warning", "problem".
[[nodiscard]] std::string_view name(Outlook outlook);

/// Texts may hold what others wrote; whoever prints them makes them visible.
struct Advice {
    std::string name;  ///< what was looked at: "configuration", "token", …
    Outlook outlook = Outlook::ok;
    std::string message;
    std::string remedy;                           ///< what the user can do; empty when nothing is to be done
    Conclusion conclusion = Conclusion::success;  ///< of a run that meets the problem
};

[[nodiscard]] Advice fine(std::string name, std::string message);
[[nodiscard]] Advice warning(std::string name, std::string message, std::string remedy);
[[nodiscard]] Advice problem(std::string name, std::string message, std::string remedy, Conclusion conclusion);
/// The problem that `error` is: its hint is the remedy, or else what usually follows the conclusion.
[[nodiscard]] Advice problem(std::string name, const Error& error, Conclusion conclusion);

/// That of the first problem; 0 when there is none.
[[nodiscard]] int exit_status(const std::vector<Advice>& advice);

}  // namespace proffer::domain
