// Folds the journal's lines, in their order, into what reports show.
#include "report/summary.hpp"

#include <algorithm>
#include <set>
#include <type_traits>
#include <utility>

namespace proffer::report {

std::string AttemptSummary::phase() const {
    if (passed) return "passed";
    return failure ? failure->phase : "interrupted";
}

std::size_t RunSummary::attempt_count() const {
    std::set<std::pair<int, int>> numbers;
    for (const AttemptSummary& attempt : attempts) numbers.emplace(attempt.lane.unit, attempt.start.number);
    return numbers.size();
}

/// The attempt that events of the lane belong to, or null between attempts.
AttemptSummary* SummaryBuilder::open_attempt(const Lane& lane) {
    const auto open = open_.find(lane);
    return open == open_.end() ? nullptr : &run_.attempts[open->second];
}

void SummaryBuilder::take_unit(int number, const UnitFinished& end) {
    const auto place = std::lower_bound(run_.units.begin(), run_.units.end(), number,
                                        [](const UnitSummary& unit, int wanted) { return unit.number < wanted; });
    if (place != run_.units.end() && place->number == number)
        place->end = end;
    else
        run_.units.insert(place, {number, end});
}

void SummaryBuilder::close_attempt(const JournalLine& line) {
    if (AttemptSummary* const attempt = open_attempt(line.lane)) attempt->finished_ms = line.time_ms;
    open_.erase(line.lane);
}

void SummaryBuilder::pay(const domain::Usage& usage, bool is_paid_already) {
    run_.usage += usage;
    if (!is_paid_already) run_.paid += usage;
}

template <typename E>
void SummaryBuilder::take(const JournalLine& line, const E& event) {
    AttemptSummary* const attempt = open_attempt(line.lane);
    if constexpr (std::is_same_v<E, RunStarted>) {
        run_.start = event;
        run_.started_ms = line.time_ms;
    } else if constexpr (std::is_same_v<E, TargetChosen>) {
        run_.targets.push_back(event);
    } else if constexpr (std::is_same_v<E, Reranked>) {
        pay(event.usage, event.replayed);
        if (!event.replayed) ++run_.calls;
        run_.reranked = event;
    } else if constexpr (std::is_same_v<E, Warned>) {
        run_.warnings.push_back(event.message);
    } else if constexpr (std::is_same_v<E, HiddenTextFound>) {
        run_.hidden_text.push_back(event);
    } else if constexpr (std::is_same_v<E, IsolationChosen>) {
        run_.isolation = event.isolation;
    } else if constexpr (std::is_same_v<E, AttemptStarted>) {
        open_[line.lane] = run_.attempts.size();
        AttemptSummary& started = run_.attempts.emplace_back();
        started.start = event;
        started.lane = line.lane;
        started.started_ms = started.finished_ms = line.time_ms;
    } else if constexpr (std::is_same_v<E, PromptSent>) {
        ++run_.calls;
    } else if constexpr (std::is_same_v<E, ReplyReceived>) {
        pay(event.usage, event.replayed);
        if (event.replayed && run_.calls > 0) --run_.calls;
        if (attempt != nullptr) attempt->reply = event;
    } else if constexpr (std::is_same_v<E, CommandFinished>) {
        if (attempt != nullptr) attempt->command = event.result;
    } else if constexpr (std::is_same_v<E, UnitFinished>) {
        take_unit(line.lane.unit, event);
    } else if constexpr (std::is_same_v<E, EditsUnderstood>) {
        if (attempt != nullptr) attempt->edits = event;
    } else if constexpr (std::is_same_v<E, TestsRead>) {
        if (attempt != nullptr) attempt->tests = event;
    } else if constexpr (std::is_same_v<E, CheckFinished>) {
        if (attempt != nullptr) attempt->checks.push_back(event.result);
    } else if constexpr (std::is_same_v<E, AttemptFailed>) {
        if (attempt != nullptr) attempt->failure = event;
        close_attempt(line);
    } else if constexpr (std::is_same_v<E, StrategyChosen>) {
        const auto last = std::find_if(run_.attempts.rbegin(), run_.attempts.rend(),
                                       [&](const AttemptSummary& done) { return done.lane.unit == line.lane.unit; });
        if (last != run_.attempts.rend()) last->next = event;
    } else if constexpr (std::is_same_v<E, AttemptPassed>) {
        if (attempt != nullptr) attempt->passed = true;
        close_attempt(line);
    } else if constexpr (std::is_same_v<E, Diagnosed>) {
        pay(event.usage, event.replayed);
        if (!event.replayed) ++run_.calls;
        run_.diagnoses.push_back(event);
    } else if constexpr (std::is_same_v<E, Minimised>) {
        run_.minimised = event;
    } else if constexpr (std::is_same_v<E, Proved>) {
        run_.proof = event;
    } else if constexpr (std::is_same_v<E, ProposalMade>) {
        run_.proposal = event;
    } else if constexpr (std::is_same_v<E, Published>) {
        run_.published = event;
    } else if constexpr (std::is_same_v<E, RunFinished>) {
        run_.finish = event;
    } else {
        static_assert(std::is_same_v<E, TrialFinished>, "say what reports show of this event");
    }
}

void SummaryBuilder::add(const JournalLine& line) {
    run_.last_ms = line.time_ms;
    std::visit([&](const auto& event) { take(line, event); }, line.event);
    if (AttemptSummary* const attempt = open_attempt(line.lane)) attempt->finished_ms = line.time_ms;
}

RunSummary summarise(const Journal& journal) {
    SummaryBuilder builder;
    for (const JournalLine& line : journal.lines) builder.add(line);
    return builder.run();
}

}  // namespace proffer::report
