// The journal folded: attempts, usage, what a killed run leaves.
#include <catch2/catch.hpp>

#include "report/summary.hpp"
#include "sample_run.hpp"

using namespace proffer;
using namespace proffer::report;

TEST_CASE("report: events belong to the attempt they happened in", "[report]") {
    const RunSummary run = summarise(testing::sample_journal());
    REQUIRE(run.attempts.size() == 3);
    CHECK(run.attempts[0].phase() == "syntax");
    CHECK(run.attempts[1].phase() == "checks");
    CHECK(run.attempts[2].phase() == "passed");
    CHECK(run.attempts[0].checks.empty());
    CHECK(run.attempts[1].checks.size() == 2);
    CHECK(run.attempts[2].checks.size() == 2);
    CHECK(run.attempts[2].passed);
    CHECK(run.attempts[0].edits->edits.size() == 1);
    CHECK(run.targets.size() == 2);
    CHECK(run.warnings.size() == 1);
    CHECK(run.diagnoses.size() == 1);
    CHECK(run.proposal->branch == "proffer/fix-issue-7");
    CHECK(run.published->pull_request_number == 42);
    CHECK(run.finish->conclusion == "success");
}

TEST_CASE("report: an attempt ends where it passed or failed", "[report]") {
    testing::JournalBuilder builder;
    builder.add(RunStarted{}).add(AttemptStarted{0, 1, 1}, 100).add(AttemptFailed{"reply", "no edits", {}, ""}, 500);
    builder.add(Diagnosed{}, 10'000);
    const RunSummary run = summarise(builder.journal());
    CHECK(run.attempts[0].finished_ms - run.attempts[0].started_ms == 500);
    CHECK(run.last_ms - run.attempts[0].finished_ms == 10'000);
}

TEST_CASE("report: usage counts attempts and diagnoses, and an unknown price makes the sum unknown", "[report]") {
    testing::JournalBuilder builder;
    ReplyReceived reply;
    reply.usage = {100, 40, 10, 0.5};
    Diagnosed diagnosis;
    diagnosis.usage = {7, 0, 3, 0.25};
    builder.add(RunStarted{}).add(AttemptStarted{0, 1, 1}).add(reply).add(reply).add(diagnosis);
    RunSummary run = summarise(builder.journal());
    CHECK(run.usage.input_tokens == 207);
    CHECK(run.usage.cached_input_tokens == 80);
    CHECK(run.usage.output_tokens == 23);
    CHECK(run.usage.cost_usd == 1.25);
    reply.usage.cost_usd.reset();
    run = summarise(builder.add(AttemptStarted{1, 1, 2}).add(reply).journal());
    CHECK_FALSE(run.usage.cost_usd.has_value());
}

TEST_CASE("report: a run that was killed has an interrupted attempt and no end", "[report]") {
    testing::JournalBuilder builder;
    builder.add(RunStarted{}).add(AttemptStarted{0, 1, 1}).add(ReplyReceived{});
    const RunSummary run = summarise(builder.journal());
    CHECK(run.attempts[0].phase() == "interrupted");
    CHECK_FALSE(run.finish.has_value());
}

TEST_CASE("report: events outside an attempt do no harm", "[report]") {
    testing::JournalBuilder builder;
    builder.add(RunStarted{}).add(ReplyReceived{}).add(CheckFinished{}).add(EditsUnderstood{}).add(AttemptFailed{}).add(AttemptPassed{});
    CHECK(summarise(builder.journal()).attempts.empty());
}

TEST_CASE("report: lines of lanes that run at once are kept apart", "[report]") {
    testing::JournalBuilder builder;
    const Lane first{1, 0}, second{2, 0};
    builder.add(RunStarted()).add(AttemptStarted{0, 1, 1}, 10, first).add(AttemptStarted{0, 1, 1}, 10, second);
    builder.add(ReplyReceived{"of the second", "complete", "m", {}, 1}, 10, second);
    builder.add(ReplyReceived{"of the first", "complete", "m", {}, 1}, 10, first);
    builder.add(AttemptPassed(), 10, second).add(AttemptFailed{"edits", "none", {}, ""}, 10, first);
    std::string text;
    for (const JournalLine& line : builder.journal().lines) text += render_line(line);
    const auto journal = parse_journal(text);
    REQUIRE(journal);
    const RunSummary run = summarise(*journal);
    REQUIRE(run.attempts.size() == 2);
    CHECK(run.attempts[0].lane == first);
    CHECK(run.attempts[0].reply->text == "of the first");
    CHECK(run.attempts[0].phase() == "edits");
    CHECK(run.attempts[1].lane == second);
    CHECK(run.attempts[1].reply->text == "of the second");
    CHECK(run.attempts[1].passed);
}

TEST_CASE("report: a lane that no run has is none", "[report]") {
    const auto line = parse_journal_line(
        R"({"sequence":1,"time":"2026-01-01T00:00:00.000Z","event":"warned","message":"m","unit":-1,"candidate":99999999999})");
    REQUIRE(line);
    CHECK(line->lane == Lane{});
}

TEST_CASE("report: replies of an earlier try count for the run, but are not paid again", "[report]") {
    domain::Usage usage;
    usage.input_tokens = 10;
    usage.cost_usd = 0.5;
    report::Journal journal;
    const auto add = [&](report::Event event) { journal.lines.push_back({journal.lines.size() + 1, 1000, std::move(event)}); };
    add(report::RunStarted{});
    add(report::PromptSent{});
    add(report::ReplyReceived{"a", "complete", "m", usage, 1, true});
    add(report::PromptSent{});
    add(report::ReplyReceived{"b", "complete", "m", usage, 1, false});
    add(report::Diagnosed{1, "", "", usage, "c", true});
    add(report::Diagnosed{2, "", "", usage, "d", false});
    add(report::PromptSent{});  // under way when the run was killed
    const report::RunSummary run = report::summarise(journal);
    CHECK(run.usage.input_tokens == 40);
    CHECK(run.paid.input_tokens == 20);
    CHECK(run.paid.cost_usd == 1.0);
    CHECK(run.calls == 3);
}
