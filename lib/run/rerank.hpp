// `locate: {rerank: true}`: the model chooses among the likeliest files, in one cheap call.
#pragma once

#include <string>
#include <vector>

#include "domain/settings.hpp"
#include "domain/snapshot.hpp"
#include "guard/scope.hpp"
#include "locate/targets.hpp"
#include "run/budget.hpp"
#include "run/ports.hpp"
#include "run/recorder.hpp"

namespace proffer::run {

struct RerankScene {
    Ports& ports;
    Recorder& recorder;
    Budget& budget;
    provider::Provider& provider;
    const domain::Snapshot& snapshot;
    const guard::Scope& scope;
    const domain::Limits& limits;
    const std::string& nonce;
};

/// Puts those of `guesses` first that the model chooses, in its order; the others keep theirs. It sees outlines of those that may be shown
/// and edited, and the instruction. Whatever does not work out changes nothing and is told in `warnings`; only what would stop the run
/// anyway is an error: limits, signals, a key that is refused, a model that is not there.
[[nodiscard]] Result<void> rerank(const RerankScene& scene, const std::string& instruction, std::vector<locate::Guess>& guesses,
                                  std::vector<std::string>& warnings);

}  // namespace proffer::run
