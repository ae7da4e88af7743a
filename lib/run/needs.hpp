// Answers a model that asks to see more before it edits.
#pragma once

#include <set>
#include <string>

#include "domain/conversation.hpp"
#include "prompt/needs.hpp"
#include "run/attempt.hpp"

namespace proffer::run {

/// What a complete reply asks for; empty when it is anything else.
[[nodiscard]] prompt::Needs needs_of(const domain::Reply& reply);

struct NeedsAnswer {
    std::string text;
    std::set<std::string> whole;  ///< files of which every line is shown
};

/// The files and definitions asked for, as far as they may be read (`obstacle_to_reading`), fenced; for the others the reason.
[[nodiscard]] NeedsAnswer answer_needs(const AttemptScene& scene, const prompt::Needs& needs);

}  // namespace proffer::run
