// Takes out of a proposal that is green what it does not need to be green (docs/proof.md, "Minimal difference").
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "run/attempt.hpp"
#include "run/loop.hpp"

namespace proffer::run {

/// Makes `outcome`, which passed, as small as its checks let it be, within a fifth of the time limit and 50 trials; what was dropped is
/// recorded. Every choice of pieces must pass guard, syntax, the judgement of tests, all checks, those with the base commit's tests and,
/// where it is asked for, the red-green proof. Layout that nobody needs goes in any case; the rest only where checks can tell what is
/// needed: where one fails without the proposal's code.
///
/// `recorded_trials`: those of a run that is played again; they alone end the search then. Fails with what a signal or a disk that is full
/// does to a run; otherwise, in doubt, `outcome` stays as it is.
[[nodiscard]] Result<void> minimise(AttemptScene& scene, const std::string& instruction, std::optional<std::uint64_t> recorded_trials,
                                    LoopOutcome& outcome);

}  // namespace proffer::run
