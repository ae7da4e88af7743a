// The reports of a known run, in full, and of runs that ended otherwise.
#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

#include "json/json.hpp"
#include "oracles.hpp"
#include "report/render.hpp"
#include "sample_run.hpp"
#include "support/golden.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using namespace proffer::report;

namespace {

RunSummary sample_run() {
    return summarise(testing::sample_journal());
}

RunSummary killed_run() {
    Journal journal = testing::sample_journal();
    journal.lines.resize(12);  // inside the second attempt
    return summarise(journal);
}

/// A run whose one attempt passed or failed with these checks.
RunSummary run_with(std::vector<domain::CheckResult> checks, bool passed) {
    RunSummary run = sample_run();
    run.attempts = {run.attempts.back()};
    run.attempts[0].checks = std::move(checks);
    run.attempts[0].passed = passed;
    run.proposal->passed = passed;
    run.proof.reset();
    return run;
}

std::string schema() {
    std::ifstream file(PROFFER_SOURCE_DIR "/docs/report.schema.json", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("report: the sample run in every form", "[report]") {
    const RunSummary run = sample_run();
    support::check_golden("report/report.md", render_markdown(run));
    support::check_golden("report/report.json", render_json(run));
    support::check_golden("report/report.html", render_html(run));
    support::check_golden("report/report.junit.xml", render_junit(run));
    support::check_golden("report/pull-request.json", render_pull_request(run));
    support::check_golden("report/pull-request-body.md", render_pull_request_body(run));
}

TEST_CASE("report: a run that was killed in every form", "[report]") {
    const RunSummary run = killed_run();
    support::check_golden("report/killed.md", render_markdown(run));
    support::check_golden("report/killed.json", render_json(run));
    support::check_golden("report/killed.html", render_html(run));
    support::check_golden("report/killed.junit.xml", render_junit(run));
    CHECK(render_pull_request(run) == "null\n");
}

TEST_CASE("report: the Markdown report has every field of the original loop", "[report]") {
    const std::string text = render_markdown(sample_run());
    for (const std::string_view label : {"Targets", "Dry run", "Backend", "Branch", "Result", "Error", "Commit", "Attempts",
                                         "Autonomous cycles", "Phase", "Edits", "Tokens", "Cost", "Isolation", "Next step"}) {
        CAPTURE(label);
        CHECK(contains(text, "- **" + std::string(label) + ":** "));
    }
    CHECK(contains(text, "## Instruction\n"));
    CHECK(contains(text, "## Warnings\n"));
    CHECK(contains(text, "<b>Reply</b>"));
    CHECK(contains(text, "**Check output:**"));
}

TEST_CASE("report: a killed run says so", "[report]") {
    const RunSummary run = killed_run();
    CHECK(contains(render_markdown(run), "interrupted (the run was killed; this is what had happened)"));
    const auto json = json::Value::parse(render_json(run));
    REQUIRE_OK(json);
    CHECK(json->boolean_or("interrupted", false));
    CHECK(json->string_or("conclusion", "") == "interrupted");
    CHECK(json->at("exit_code")->is_null());
    CHECK(contains(render_junit(run), "failures=\"1\""));
}

TEST_CASE("report: the JSON report keeps to its schema", "[report]") {
    CHECK(json::validate(render_json(sample_run()), schema()));
    const RunSummary runs[] = {sample_run(), killed_run(), summarise(Journal{{{1, 1000, RunStarted{}}}, false, 0, 0}), run_with({}, true),
                               run_with({testing::make_check("t", "c", domain::Verdict::timed_out, 143, 5, "")}, false)};
    for (const RunSummary& run : runs) REQUIRE_OK(json::validate(render_json(run), schema()));
    CHECK_FALSE(json::validate("{\"report_version\": 1}", schema()));
}

TEST_CASE("report: the body says plainly when nothing was proved", "[report]") {
    const std::string body = render_pull_request_body(run_with({}, true));
    CHECK(contains(body, "**No check is configured: nothing has been proved.**"));
    CHECK_FALSE(contains(body, "Repeat it"));
}

TEST_CASE("report: the body of a failed proposal calls it a draft", "[report]") {
    const auto check = testing::make_check("tests", "pytest", domain::Verdict::failed, 1, 1200, "1 failed");
    RunSummary run = run_with({check}, false);
    run.attempts[0].failure = AttemptFailed{"checks", "check 'tests' failed with exit status 1", {"tests: 1 failed"}, ""};
    const std::string body = render_pull_request_body(run);
    CHECK(contains(body, "**Checks failed: this is a draft for people to look at.**"));
    CHECK(contains(body, "| `tests` | `pytest` | ❌ failed | 1 | 1.2 s | `9f86d081884c` |"));
    CHECK(contains(body, "What stopped it: check 'tests' failed with exit status 1"));
}

TEST_CASE("report: the body says what is not proved, and of checks that did not run nothing", "[report]") {
    const auto passed = testing::make_check("tests", "pytest", domain::Verdict::passed, 0, 1200, "1 passed");
    RunSummary run = run_with({passed}, false);
    run.proof = testing::make_proof();
    run.proof->proved = false;
    run.proof->statement = "no test is new";
    CHECK(contains(render_pull_request_body(run),
                   "**Not proved: this is a draft for people to look at.** The checks pass, but no test is new."));
    run = run_with({testing::make_check("tests", "pytest", domain::Verdict::not_run, 0, 0, "")}, true);
    CHECK(contains(render_pull_request_body(run), "**No check had anything to look at: nothing has been proved.**"));
}

TEST_CASE("report: the body can be made before the proposal exists", "[report]") {
    RunSummary run = sample_run();
    run.proposal.reset();
    run.published.reset();
    run.finish.reset();
    const std::string body = render_pull_request_body(run);
    CHECK(contains(body, "2 files changed, +12 −3"));
    CHECK(contains(body, "- `src/shop/cart.py` +5 −3"));
    CHECK(contains(body, "**Both checks passed.**"));
    CHECK(contains(body, "Proposed by proffer 0.1.0 with `anthropic/example-model-1`; a person should review it."));
}

TEST_CASE("report: the body stays under 60,000 bytes and says what is left out", "[report]") {
    RunSummary run = sample_run();
    SECTION("a long instruction is shortened") {
        run.start.instruction = std::string(200'000, 'x');
        const std::string body = render_pull_request_body(run);
        CHECK(body.size() <= 60'000);
        CHECK(contains(body, "bytes left out …]"));
        CHECK(contains(body, "**Both checks passed.**"));
    }
    SECTION("what grows by escaping is left out whole, the proof last") {
        std::string hostile;
        for (int i = 0; i < 100'000; ++i) hostile += "\xc2\x80";
        run.start.instruction = hostile;
        run.proposal->diff.clear();
        for (int i = 0; i < 500; ++i) {
            const std::string path = std::string(200, 'p') + std::to_string(i);
            run.proposal->diff += "diff --git a/" + path + " b/" + path + "\n--- a/" + path + "\n+++ b/" + path + "\n@@ -1 +1 @@\n-a\n+b\n";
        }
        for (auto& check : run.attempts.back().checks) check.name = check.command = hostile;
        const std::string body = render_pull_request_body(run);
        CHECK(body.size() <= 60'000);
        CHECK(contains(body, "Left out here, because it is too long: what was asked. The report has all of it."));
        CHECK(contains(body, "- … and 440 more"));
        CHECK(contains(body, "**Both checks passed.**"));
        CHECK_FALSE(testing::read_markdown(body).open_fence);
    }
    SECTION("even when every text is huge") {
        const std::string huge(1'000'000, '@');
        run.start.task = run.start.model = run.start.provider = run.start.base_ref = run.start.base_commit = run.start.instruction = huge;
        run.start.proffer_version = huge;
        run.isolation->workspace = run.isolation->network = huge;
        run.proposal->branch = run.proposal->commit = run.proposal->tree = run.proposal->diff = huge;
        run.published.reset();
        for (auto& check : run.attempts.back().checks) check.name = check.command = check.output_sha256 = huge;
        run.attempts.back().reply->model = huge;
        CHECK(render_pull_request_body(run).size() <= 60'000);
    }
}

TEST_CASE("report: pull-request.json has nulls for what is not known yet", "[report]") {
    RunSummary run = sample_run();
    run.published.reset();
    const auto json = json::Value::parse(render_pull_request(run));
    REQUIRE_OK(json);
    for (const std::string_view key : {"operation", "number", "url", "compare_url", "forge", "rung"}) CHECK(json->at(key)->is_null());
    CHECK(json->string_or("title", "") == "Round prices commercially (issue 7)");
    CHECK(json->string_or("body", "") == "The body as it was made.\n");
    CHECK(json->string_or("head_sha", "") == "1f7a7a472abf3dd9643fd615f6da379c4acb3e3a");
    CHECK(json->at("labels")->text() == R"(["proffer"])");
}

TEST_CASE("report: JUnit counts failed and skipped checks and the conclusion", "[report]") {
    RunSummary run = run_with({testing::make_check("a", "c", domain::Verdict::passed, 0, 5, ""),
                               testing::make_check("b", "c", domain::Verdict::failed, 1, 5, "no"),
                               testing::make_check("c", "c", domain::Verdict::timed_out, 143, 5, ""),
                               testing::make_check("d", "c", domain::Verdict::not_run, 0, 0, "")},
                              false);
    run.finish = RunFinished{"checks-failed", 1, "two checks failed", "read the report", "", 5};
    const std::string xml = render_junit(run);
    CHECK(contains(xml, R"(<testsuite name="proffer.fix-issue" tests="5" failures="3" errors="0" skipped="1" time="0.005")"));
    CHECK(contains(xml, R"(<failure type="failed" message="exit status 1">no</failure>)"));
    CHECK(contains(xml, R"(<failure type="timed-out" message="timed out"></failure>)"));
    CHECK(contains(xml, R"(<skipped message="not run"/>)"));
    CHECK(contains(xml, R"(<failure type="checks-failed" message="checks-failed: two checks failed">read the report</failure>)"));
}

TEST_CASE("report: no-change and skipped runs are no failures in JUnit", "[report]") {
    RunSummary run = summarise(Journal{{{1, 1000, RunStarted{}}}, false, 0, 0});
    run.finish = RunFinished{"no-change", 0, "nothing to change", "nothing", "", 5};
    CHECK(contains(render_junit(run), "tests=\"1\" failures=\"0\""));
}

TEST_CASE("report: only web addresses become links in HTML (O11)", "[report]") {
    RunSummary run = sample_run();
    CHECK(contains(render_html(run), R"(<a href="https://github.com/example/shop/pull/42" rel="noopener noreferrer">)"));
    run.published->pull_request_url = "javascript:alert(1)";
    run.published->compare_url = "data:text/html,<script>alert(1)</script>";
    CHECK_FALSE(contains(render_html(run), "<a "));
}
