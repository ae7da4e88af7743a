// How a run ended, decided from facts (product.md, "Every run ends in one conclusion").
#pragma once

#include <optional>
#include <string_view>

#include "base/result.hpp"

namespace proffer::domain {

enum class Conclusion {
    success,
    no_change,
    skipped,
    checks_failed,
    no_usable_reply,
    rejected_edits,
    budget_exhausted,
    timeout,
    usage_error,
    not_authorized,
    disabled,
    fork,
    model_error,
    forge_denied,
    network_error,
    git_error,
    locked,
    cancelled,
    internal_error,
};

/// "checks-failed" and so on; what outputs and reports print.
[[nodiscard]] std::string_view name(Conclusion conclusion);
[[nodiscard]] std::optional<Conclusion> find_conclusion(std::string_view name);

/// The exit status of the process. `cancelled` gives 128 + `signal`.
[[nodiscard]] int exit_status(Conclusion conclusion, int signal = 0);

/// The conclusion of a run that was stopped by `error`.
[[nodiscard]] Conclusion conclusion_of(const Error& error);

/// One line on what to do next; never empty.
[[nodiscard]] std::string_view next_step(Conclusion conclusion);

}  // namespace proffer::domain
