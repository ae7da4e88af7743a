// The journal folded into what reports show.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "report/event.hpp"

namespace proffer::report {

struct AttemptSummary {
    AttemptStarted start;
    Lane lane = {};
    std::int64_t started_ms = 0, finished_ms = 0;
    std::optional<ReplyReceived> reply;
    std::optional<domain::CheckResult> command;  ///< a task's `command`
    std::optional<EditsUnderstood> edits;
    std::optional<TestsRead> tests;
    std::vector<domain::CheckResult> checks;
    std::optional<AttemptFailed> failure;
    std::optional<StrategyChosen> next;  ///< what its failure led to
    bool passed = false;

    /// "passed", "checks", "syntax", …, or "interrupted" when the journal ends inside it.
    [[nodiscard]] std::string phase() const;
};

struct UnitSummary {
    int number = 0;  ///< its lane
    UnitFinished end;
};

struct RunSummary {
    RunStarted start;
    std::int64_t started_ms = 0, last_ms = 0;
    std::vector<TargetChosen> targets;
    std::optional<Reranked> reranked;
    std::vector<std::string> warnings;
    std::vector<HiddenTextFound> hidden_text;
    std::optional<domain::Isolation> isolation;
    std::vector<AttemptSummary> attempts;
    std::vector<Diagnosed> diagnoses;
    std::optional<Minimised> minimised;
    std::vector<UnitSummary> units;  ///< by number
    std::optional<Proved> proof;
    std::optional<ProposalMade> proposal;
    std::optional<Published> published;
    std::optional<RunFinished> finish;  ///< absent: the run was killed
    domain::Usage usage;                ///< attempts, diagnoses and the choice of files together
    domain::Usage paid;                 ///< of these, what no earlier run has paid for
    std::uint64_t calls = 0;            ///< of a model that this run began

    /// Candidates of one attempt count once.
    [[nodiscard]] std::size_t attempt_count() const;
};

/// Takes the lines in their order, one by one; lines of several lanes may interleave.
class SummaryBuilder {
 public:
    void add(const JournalLine& line);
    [[nodiscard]] const RunSummary& run() const { return run_; }

 private:
    template <typename E>
    void take(const JournalLine& line, const E& event);
    AttemptSummary* open_attempt(const Lane& lane);
    void close_attempt(const JournalLine& line);
    void pay(const domain::Usage& usage, bool is_paid_already);
    void take_unit(int number, const UnitFinished& end);

    RunSummary run_;
    std::map<Lane, std::size_t> open_;  // the attempt a lane is in
};

[[nodiscard]] RunSummary summarise(const Journal& journal);

}  // namespace proffer::report
