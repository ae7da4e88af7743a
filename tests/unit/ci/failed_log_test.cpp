// Logs of jobs, as CI systems write them.
#include <catch2/catch.hpp>

#include "ci/failed_log.hpp"

using namespace proffer;

namespace {

const std::string k_time = "2026-01-01T00:00:00.0000000Z ";
const std::string k_github = k_time + "##[group]Run actions/checkout@v4\n" + k_time + "with: x\n" + k_time + "##[endgroup]\n" + k_time +
                             "##[group]Run make test\n" + k_time + "\x1b[36;1mmake test\x1b[0m\n" + k_time + "##[endgroup]\n" + k_time +
                             "\x1b[31mFAIL\x1b[0m add: 1 != 2\n" + k_time + "##[error]src/calc.py: wrong\n" + k_time +
                             "##[error]Process completed with exit code 2.\n" + k_time + "##[group]Run post\n" + k_time + "cleaning up\n";

}  // namespace

TEST_CASE("failed log: of GitHub's the step that failed, as a person reads it", "[ci]") {
    CHECK(ci::failing_step(k_github) ==
          "Run make test\nmake test\nFAIL add: 1 != 2\nerror: src/calc.py: wrong\nerror: Process completed with exit code 2.");
}

TEST_CASE("failed log: of GitLab's the script", "[ci]") {
    const std::string log =
        "section_start:1700000000:prepare_executor\r\x1b[0KPreparing\nUsing docker\nsection_end:1700000001:prepare_executor\r\x1b[0K\n"
        "section_start:1700000002:step_script\r\x1b[0K\x1b[0K\x1b[36;1mExecuting\x1b[0;m\n$ make test\nFAIL add\n"
        "section_end:1700000003:step_script\r\x1b[0K\n\x1b[31;1mERROR: Job failed: exit code 2\n\x1b[0;m\n";
    CHECK(ci::failing_step(log) == "Executing\n$ make test\nFAIL add\nerror: ERROR: Job failed: exit code 2");
}

TEST_CASE("failed log: without any mark it is all one step", "[ci]") {
    CHECK(ci::failing_step("one\r\ntwo\n") == "one\ntwo");
    CHECK(ci::failing_step("").empty());
}

TEST_CASE("failed log: of a long step the beginning and the end", "[ci]") {
    std::string log = "##[group]Run make\n";
    for (int i = 0; i < 20000; ++i) log += "line " + std::to_string(i) + "\n";
    const std::string step = ci::failing_step(log + "##[error]Process completed with exit code 1.\n");
    CHECK(step.size() < ci::k_failed_log_bytes + 200);
    CHECK(step.find("Run make") == 0);
    CHECK(step.ends_with("error: Process completed with exit code 1."));
}

TEST_CASE("failed log: torn escapes and times are no trouble", "[ci]") {
    CHECK(ci::failing_step("\x1b").empty());
    CHECK(ci::failing_step("\x1b[31").empty());
    CHECK(ci::failing_step("2026-01-01T00:00:00Z").find("2026") == 0);
    CHECK(ci::failing_step("aaaa-bb-ccTdd:ee:ffffffffZ x") == "aaaa-bb-ccTdd:ee:ffffffffZ x");
}
