// Attempts until one passes; then cycles: a diagnosis of the failures, and the corrected instruction from the start.
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
};

/// Fails only with what stops the whole run: provider, limits, signals.
[[nodiscard]] Result<LoopOutcome> run_loop(AttemptScene& scene, const Context& context, const std::string& instruction);

}  // namespace proffer::run
