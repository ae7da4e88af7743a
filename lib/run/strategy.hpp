// From what failed to what is tried next. Pure: the facts decide, no model is asked.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "domain/snapshot.hpp"

namespace proffer::run {

struct Failed;

enum class FailureClass {
    no_usable_reply,   ///< no edits could be read from it
    ambiguous_edit,    ///< edits that fit nowhere, or in several places
    out_of_scope,      ///< paths, sizes, secrets: the guard
    syntax,            ///< a file does not parse any more
    tests_weakened,    ///< or the tests of the base commit fail
    check_touched,     ///< a check failed, and not plainly in other code than the proposal's
    check_elsewhere,   ///< the output of the check that failed names other files only
    check_timeout,     ///< a check ran out of time
    unproved,          ///< red-green could not be shown
    truncated_reply,   ///< cut off at a token limit
    refusal,           ///< the model declined
    context_overflow,  ///< the prompt is larger than the model takes
    unreachable,       ///< the service cannot be reached, or does not know the model
};
inline constexpr std::size_t k_failure_classes = 13;

enum class Strategy {
    exact_feedback,   ///< what is wrong, in the same conversation
    other_format,     ///< a new conversation that asks for whole files instead of blocks, or the other way round
    fewer_files,      ///< a new conversation that shows less
    fresh_context,    ///< a new conversation with what was learnt, and the files that the output names
    more_candidates,  ///< twice as many replies, where several are asked for
    diagnosis,        ///< the model is asked for the cause; a new cycle with a corrected instruction
    next_model,       ///< of `fallback`
    stop,
};
inline constexpr std::size_t k_strategies = 8;

/// "check-elsewhere"
[[nodiscard]] std::string_view name(FailureClass failure);
/// "fresh-context"
[[nodiscard]] std::string_view name(Strategy strategy);

/// How much of a run's tokens or time a strategy may use before others are preferred; 1 for `stop`.
[[nodiscard]] double share(Strategy strategy);

/// Where the loop stands when an attempt has failed.
struct Standing {
    FailureClass failure = FailureClass::no_usable_reply;
    int in_a_row = 1;                            ///< failures of this class, with this one
    int retries_left = 0;                        ///< of this cycle
    int cycles_left = 0;                         ///< diagnoses that may follow
    bool has_next_model = false;                 ///< in `fallback`
    bool can_show_less = false;                  ///< the prompt has more than one file
    bool can_ask_for_more = false;               ///< several candidates are asked for, and fewer than the most
    std::array<double, k_strategies> used = {};  ///< part of the run's tokens or time that each strategy has used
};

struct Choice {
    Strategy strategy = Strategy::stop;
    std::string why;  ///< one line
};

/// The first rung of the failure's ladder, from the one that its repetition has reached, that can be taken and has some of its share
/// left; else, the first that can be taken; else what ends a cycle: a diagnosis, the next model, or nothing.
[[nodiscard]] Choice choose(const Standing& standing);

/// What an attempt failed of. `base` tells which words of a check's output are files.
[[nodiscard]] FailureClass classify(const Failed& failed, const domain::Snapshot& base);

/// Files of the base commit that the output of the failed check names, apart from tests and from what the proposal changes; at most 5.
[[nodiscard]] std::vector<std::string> files_named_by(const Failed& failed, const domain::Snapshot& base);

}  // namespace proffer::run
