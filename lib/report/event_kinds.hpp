// The word of each event in the journal, in the order of report::Event.
#pragma once

#include <array>
#include <string_view>
#include <variant>

#include "report/event.hpp"

namespace proffer::report {

inline constexpr std::array<std::string_view, std::variant_size_v<Event>> k_event_kinds = {
    "run-started",     "target-chosen",  "reranked",       "warned",           "hidden-text-found", "isolation-chosen",
    "attempt-started", "prompt-sent",    "reply-received", "edits-understood", "tests-read",        "attempt-failed",
    "strategy-chosen", "check-finished", "trial-finished", "attempt-passed",   "diagnosed",         "minimised",
    "proved",          "proposal-made",  "published",      "run-finished",     "command-finished",  "unit-finished"};

/// Where a string that is no UTF-8 keeps its bytes.
inline constexpr std::string_view k_hex_key = "hex";

}  // namespace proffer::report
