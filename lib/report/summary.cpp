// Folds the journal's lines, in their order, into what reports show.
#include "report/summary.hpp"

namespace proffer::report {
namespace {

class Folder {
 public:
    explicit Folder(RunSummary& run) : run_(run) {}

    void fold(const JournalLine& line) {
        now_ms_ = line.time_ms;
        run_.last_ms = line.time_ms;
        std::visit([this](const auto& event) { take(event); }, line.event);
        if (AttemptSummary* const attempt = open_attempt()) attempt->finished_ms = now_ms_;
    }

 private:
    void take(const RunStarted& event) {
        run_.start = event;
        run_.started_ms = now_ms_;
    }
    void take(const TargetChosen& event) { run_.targets.push_back(event); }
    void take(const Warned& event) { run_.warnings.push_back(event.message); }
    void take(const HiddenTextFound& event) { run_.hidden_text.push_back(event); }
    void take(const IsolationChosen& event) { run_.isolation = event.isolation; }
    void take(const AttemptStarted& event) {
        AttemptSummary attempt;
        attempt.start = event;
        attempt.started_ms = attempt.finished_ms = now_ms_;
        run_.attempts.push_back(std::move(attempt));
        attempt_is_open_ = true;
    }
    void take(const PromptSent&) {}
    void take(const ReplyReceived& event) {
        run_.usage += event.usage;
        if (AttemptSummary* const attempt = open_attempt()) attempt->reply = event;
    }
    void take(const EditsUnderstood& event) {
        if (AttemptSummary* const attempt = open_attempt()) attempt->edits = event;
    }
    void take(const TestsRead& event) {
        if (AttemptSummary* const attempt = open_attempt()) attempt->tests = event;
    }
    void take(const TrialFinished&) {}
    void take(const Proved& event) { run_.proof = event; }
    void take(const CheckFinished& event) {
        if (AttemptSummary* const attempt = open_attempt()) attempt->checks.push_back(event.result);
    }
    void take(const AttemptFailed& event) {
        AttemptSummary* const attempt = open_attempt();
        if (attempt == nullptr) return;
        attempt->failure = event;
        close(*attempt);
    }
    void take(const AttemptPassed&) {
        AttemptSummary* const attempt = open_attempt();
        if (attempt == nullptr) return;
        attempt->passed = true;
        close(*attempt);
    }
    void take(const Diagnosed& event) {
        run_.usage += event.usage;
        run_.diagnoses.push_back(event);
    }
    void take(const ProposalMade& event) { run_.proposal = event; }
    void take(const Published& event) { run_.published = event; }
    void take(const RunFinished& event) { run_.finish = event; }

    /// The attempt that events belong to, or null between attempts.
    AttemptSummary* open_attempt() { return attempt_is_open_ ? &run_.attempts.back() : nullptr; }
    void close(AttemptSummary& attempt) {
        attempt.finished_ms = now_ms_;
        attempt_is_open_ = false;
    }

    RunSummary& run_;
    std::int64_t now_ms_ = 0;
    bool attempt_is_open_ = false;
};

}  // namespace

std::string AttemptSummary::phase() const {
    if (passed) return "passed";
    return failure ? failure->phase : "interrupted";
}

RunSummary summarise(const Journal& journal) {
    RunSummary run;
    Folder folder(run);
    for (const JournalLine& line : journal.lines) folder.fold(line);
    return run;
}

}  // namespace proffer::report
