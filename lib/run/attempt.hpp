// One attempt: prompt → reply → edits → guard → syntax → tests → checks → proof. Every step is recorded; the first that disappoints ends
// it.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "domain/conversation.hpp"
#include "domain/edit.hpp"
#include "domain/settings.hpp"
#include "guard/scope.hpp"
#include "run/budget.hpp"
#include "run/context.hpp"
#include "run/models.hpp"
#include "run/proof.hpp"
#include "run/recorder.hpp"
#include "run/shared_checks.hpp"

namespace proffer::run {

/// What the model has seen in the conversation.
struct Shown {
    std::set<std::string> whole;                       ///< files of which it saw every line
    std::set<std::string> in_part;                     ///< files of which it saw some
    std::size_t room_bytes = std::size_t{128} * 1024;  ///< that an answer to `<NEED …/>` may have
};

/// What all attempts of a task share.
struct AttemptScene {
    Ports& ports;
    LaneRecorder recorder;
    Budget& budget;
    provider::Provider& provider;
    const domain::Task& task;
    const domain::Snapshot& snapshot;
    const guard::Scope& scope;
    const std::vector<domain::RepoPath>& targets;
    const std::string& nonce;
    const domain::Oid& base;  ///< commit
    TrialCache& trials;
    SharedChecks& shared_checks;
    CheckSlots& slots;
    Models& models;
    /// Of a run that is replayed: which candidate passed, by unit and number of the attempt.
    const std::map<std::pair<int, int>, int>& winners;
    bool runs_checks = true;  ///< false in a dry run
    std::function<Result<workspace::WorkspaceFactory*>()> workspaces;
    Rank rank = {};  ///< to find symbols that the model asks for
    Shown shown = {};
};

/// The same scene on another lane.
[[nodiscard]] AttemptScene at_lane(const AttemptScene& scene, Ports& ports, report::Lane lane, provider::Provider& provider);

struct Passed {
    domain::EditSet edits;  ///< empty: the model proposes no change
    CheckResults checks;
};

struct Failed {
    std::string phase;         ///< "reply", "edits", "guard", "syntax", "tests", "checks", "proof"
    std::string summary;       ///< one line
    std::string feedback;      ///< for the next prompt
    std::string reply;         ///< for the conversation
    domain::EditSet placed;    ///< edits kept in memory while the others are asked for again (phase "edits")
    domain::EditSet proposal;  ///< edits that passed guard and syntax but not the checks or the proof; else empty
    CheckResults checks = {};
    domain::StopReason stop = domain::StopReason::complete;  ///< of the reply
    Shown shown = {};                                        ///< with what it asked for, and what the feedback holds
    bool names_files = true;                                 ///< the edits of phase "edits" say what they are for
};

/// What the attempts before left to this one.
struct Kept {
    domain::EditSet placed;  ///< edits that could be placed
    int refused_rounds = 0;  ///< how often in a row others could not
};

using AttemptOutcome = std::variant<Passed, Failed>;

/// In the trail of an error: the machine does not give the isolation that the run asks for.
inline constexpr std::string_view k_isolating_checks = "isolating the checks";
/// The trail of every error that came from the provider: it concludes as `model-error`.
inline constexpr std::string_view k_asking_the_model = "asking the model";

/// Told what is about to be sent; an error is the end of it.
using OnPrompt = std::function<Result<void>(const domain::Prompt& sent, std::uint64_t tokens)>;

/// One call within what the budget still allows; its usage is spent. Secrets of this run are taken out of the prompt (security.md I5).
/// A reply is no longer than `most_output_tokens`, unless that is 0.
[[nodiscard]] Result<domain::Reply> ask_provider(Ports& ports, provider::Provider& provider, const domain::Prompt& prompt, Budget& budget,
                                                 const OnPrompt& on_prompt = {}, report::Lane lane = {},
                                                 std::uint64_t most_output_tokens = 0);

/// What edits must pass before they are a proposal, however they came about: guard, syntax, tests, checks, proof. `reply` goes into the
/// conversation.
[[nodiscard]] Result<AttemptOutcome> try_edits(AttemptScene& scene, const domain::Reply& reply, domain::EditSet edits);

/// The same for what a program changed in its workspace; `how` ("command", "in-place") names it in the journal.
[[nodiscard]] Result<AttemptOutcome> try_changes(AttemptScene& scene, const domain::Reply& reply, domain::Changes changes,
                                                 const std::string& how);

/// When the model first asks to see more, that is answered once, and stays in `prompt`. Fails only with what stops the whole run: the
/// provider's errors, limits, signals.
[[nodiscard]] Result<AttemptOutcome> make_attempt(AttemptScene& scene, domain::Prompt& prompt, const Kept& kept);

}  // namespace proffer::run
