// Outputs of a run for the CI job it ran in.
#include "report/ci_outputs.hpp"

#include <catch2/catch.hpp>

#include "sample_run.hpp"
#include "sinks/log_oracles.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using namespace proffer::report;

namespace {

const std::string k_nonce = "0123456789abcdef0123456789abcdef";

}  // namespace

TEST_CASE("outputs: a published run tells all that GitHub jobs read", "[report]") {
    const RunSummary run = summarise(testing::sample_journal());
    const auto text = render_github_outputs(ci_outputs(run, "proffer-report"), k_nonce);
    REQUIRE_OK(text);
    auto read = sinks::read_outputs(*text);
    REQUIRE(read.has_value());
    CHECK(read->size() == 11);
    CHECK(read->at("conclusion") == "success");
    CHECK(read->at("pull-request-number") == "42");
    CHECK(read->at("pull-request-url") == "https://github.com/example/shop/pull/42");
    CHECK(read->at("report-path") == "proffer-report");
    CHECK(read->at("attempts") == "3");
}

TEST_CASE("outputs: a run without a pull request has empty values and 'none'", "[report]") {
    const auto outputs = ci_outputs(RunSummary{}, "a b");
    CHECK(render_dotenv(outputs) ==
          "PULL_REQUEST_NUMBER=\nPULL_REQUEST_URL=\nPULL_REQUEST_OPERATION=none\nPULL_REQUEST_HEAD_SHA=\nPULL_REQUEST_BRANCH=\n"
          "CONCLUSION=interrupted\nREPORT_PATH=\nTOKENS_IN=0\nTOKENS_OUT=0\nCOST_USD=0.0000\nATTEMPTS=0\n");
}

TEST_CASE("outputs: a delimiter that is weak or occurs in a value is refused (O9)", "[report]") {
    CHECK_FALSE(render_github_outputs({{"conclusion", "success"}}, "EOF").has_value());
    CHECK_FALSE(render_github_outputs({{"report-path", "x" + k_nonce}}, k_nonce).has_value());
    CHECK_FALSE(render_github_outputs({{"report-path", "x\ny"}}, k_nonce).has_value());
    CHECK(render_dotenv({{"report-path", "$(x)"}}) == "REPORT_PATH=\n");
}

TEST_CASE("outputs: GitLab's annotations link to pull requests, and to nothing else (O4)", "[report]") {
    RunSummary run = summarise(testing::sample_journal());
    CHECK(render_gitlab_annotations({run, RunSummary{}}) ==
          R"({"proffer":[{"external_link":{"label":"pull request 42","url":"https://github.com/example/shop/pull/42"}}]})");
    run.published->pull_request_url = "javascript:alert(1)";
    CHECK(render_gitlab_annotations({run}) == R"({"proffer":[]})");
    CHECK(render_gitlab_annotations({}) == R"({"proffer":[]})");
}

TEST_CASE("outputs: a step summary fits the room it has (O9)", "[report]") {
    RunSummary run = summarise(testing::sample_journal());
    CHECK(render_step_summary(run).starts_with("# proffer: success"));
    run.attempts.back().reply->text.assign(2 * 1024 * 1024, 'x');
    const std::string cut = render_step_summary(run);
    CHECK(cut.size() <= 64 * 1024);
    CHECK(cut.find("too long for a summary") != std::string::npos);
    CHECK(render_step_summary(run, 200).size() <= 200);
    CHECK(render_step_summary(run, 10).empty());
}
