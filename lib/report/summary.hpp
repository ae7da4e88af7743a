// The journal folded into what reports show.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/event.hpp"

namespace proffer::report {

struct AttemptSummary {
    AttemptStarted start;
    std::int64_t started_ms = 0, finished_ms = 0;
    std::optional<ReplyReceived> reply;
    std::optional<EditsUnderstood> edits;
    std::optional<TestsRead> tests;
    std::vector<domain::CheckResult> checks;
    std::optional<AttemptFailed> failure;
    bool passed = false;

    /// "passed", "checks", "syntax", …, or "interrupted" when the journal ends inside it.
    [[nodiscard]] std::string phase() const;
};

struct RunSummary {
    RunStarted start;
    std::int64_t started_ms = 0, last_ms = 0;
    std::vector<TargetChosen> targets;
    std::vector<std::string> warnings;
    std::vector<HiddenTextFound> hidden_text;
    std::optional<domain::Isolation> isolation;
    std::vector<AttemptSummary> attempts;
    std::vector<Diagnosed> diagnoses;
    std::optional<Proved> proof;
    std::optional<ProposalMade> proposal;
    std::optional<Published> published;
    std::optional<RunFinished> finish;  ///< absent: the run was killed
    domain::Usage usage;                ///< attempts and diagnoses together
};

[[nodiscard]] RunSummary summarise(const Journal& journal);

}  // namespace proffer::report
