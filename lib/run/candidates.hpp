// Several replies to one prompt at once; the first that passes everything wins.
#pragma once

#include <map>
#include <utility>

#include "run/attempt.hpp"

namespace proffer::run {

/// One attempt with `count` candidates, each on a lane of its own, the first with the model `model` as it is, the others with its varied
/// form. The first that passes stops the others. When none does, the one that came furthest is given back, and `prompt` is its
/// conversation. With `chosen` (a replay) only that candidate is made. Fails when no candidate came to an end, with the first's error.
[[nodiscard]] Result<AttemptOutcome> make_candidates(AttemptScene& scene, domain::Prompt& prompt, const Kept& kept,
                                                     const report::AttemptStarted& started, std::size_t model, int count);

}  // namespace proffer::run
