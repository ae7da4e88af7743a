// Attempts until one passes. After each that fails, its class decides what is tried next (run/strategy).
#pragma once

#include <optional>
#include <string>

#include "domain/edit.hpp"
#include "run/attempt.hpp"
#include "run/context.hpp"

namespace proffer::run {

struct LoopOutcome {
    bool passed = false;
    domain::EditSet edits;   ///< when passed, the proposal (empty: no change); else the last one that only failed its checks
    CheckResults checks;     ///< of those edits
    std::string last_phase;  ///< of the last failed attempt; decides the conclusion
    std::string last_summary;
    const provider::Provider* provider = nullptr;  ///< the last that was asked; of the scene's models
};

/// Fails only with what stops the whole run: limits, signals, and a provider that cannot be asked when no model of `fallback` is left.
[[nodiscard]] Result<LoopOutcome> run_loop(AttemptScene& scene, const Context& context, const std::string& instruction);

}  // namespace proffer::run
