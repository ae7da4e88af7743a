// Candidates, further models and strategies through the built program.
#include <catch2/catch.hpp>

#include "json/json.hpp"
#include "scene.hpp"
#include "support/model_server.hpp"

using namespace proffer;
using namespace proffer::scene;
using support::ModelApi;
using support::ModelServer;
using support::ModelStep;
using support::modified;

namespace {

std::string model_of(const ModelServer& server, const std::string& more) {
    return "provider: ollama, name: scripted, base_url: '" + server.url() + "', " + more;
}

ModelStep delayed(std::string text, std::chrono::milliseconds delay) {
    ModelStep step = support::reply_with(std::move(text));
    step.http.delay_before = delay;
    return step;
}

json::Value report_of(const Project& project) {
    auto value = json::Value::parse(project.report("report.json"));
    REQUIRE(value);
    return *std::move(value);
}

std::vector<std::string> next_steps(const Project& project) {
    std::vector<std::string> steps;
    for (const json::Value& attempt : report_of(project).at("attempts")->elements())
        if (const auto next = attempt.at("next")) steps.push_back(next->string_or("strategy", ""));
    return steps;
}

}  // namespace

TEST_CASE("candidates: the first that passes wins and nobody waits for the others", "[strategies]") {
    using namespace std::chrono_literals;
    ModelServer server(ModelApi::ollama,
                       {delayed(modified("src/calc.py", k_wrong), 120s), support::reply_with(modified("src/calc.py", k_right)),
                        delayed(modified("src/calc.py", k_wrong), 120s)});
    Project project(configuration(model_of(server, "candidates: 3")));
    const auto start = std::chrono::steady_clock::now();
    const auto finished = support::proffer(project, {"run", "fix-add"});
    INFO(finished.error_output);
    CHECK(finished.exit_status == 0);
    CHECK(std::chrono::steady_clock::now() - start < 60s);
    CHECK(project.git_in(project.remote, {"show", "proffer/fix-add:src/calc.py"}) + "\n" == k_right);
    CHECK(server.requests().size() == 3);
    CHECK(project.is_untouched());
    const auto attempts = report_of(project).at("attempts")->elements();
    CHECK(attempts.size() == 3);
    std::size_t stopped = 0;
    for (const json::Value& attempt : attempts) stopped += attempt.string_or("phase", "") == "stopped" ? 1 : 0;
    CHECK(stopped == 2);
    SECTION("and a replay reaches the same tree") {
        const auto replayed = support::proffer(project, {"replay", "proffer-report"});
        INFO(replayed.error_output);
        CHECK(replayed.exit_status == 0);
    }
}

TEST_CASE("candidates: when none passes, the one that came furthest goes on", "[strategies]") {
    ModelServer server(ModelApi::ollama,
                       {support::reply_with("No edits.\n"), support::reply_with(modified("src/calc.py", k_wrong)),
                        support::reply_with(modified("src/calc.py", k_broken)), support::reply_with(modified("src/calc.py", k_right)),
                        support::reply_with(modified("src/calc.py", k_right)), support::reply_with(modified("src/calc.py", k_right))});
    Project project(configuration(model_of(server, "candidates: 3")));
    const auto finished = support::proffer(project, {"run", "fix-add"});
    INFO(finished.error_output);
    CHECK(finished.exit_status == 0);
    REQUIRE(server.requests().size() >= 4);
    CHECK(server.requests()[3].body.find("ADD-IS-WRONG: 6") != std::string::npos);
    CHECK(project.is_untouched());
}

TEST_CASE("fallback: the next model is asked when a server does not know the first", "[strategies]") {
    ModelServer server(ModelApi::ollama, {support::status_with(404, R"({"error":"model 'scripted' not found"})"),
                                          support::reply_with(modified("src/calc.py", k_right))});
    Project project(configuration(model_of(server, "fallback: [spare]")));
    const auto finished = support::proffer(project, {"run", "fix-add"});
    INFO(finished.error_output);
    CHECK(finished.exit_status == 0);
    REQUIRE(server.requests().size() == 2);
    CHECK(server.requests()[0].body.find("\"scripted\"") != std::string::npos);
    CHECK(server.requests()[1].body.find("\"spare\"") != std::string::npos);
    CHECK(next_steps(project) == std::vector<std::string>{"next-model"});
    CHECK(project.report("report.md").find("next-model") != std::string::npos);
}

TEST_CASE("strategies: a prompt that is too large for the model is made smaller", "[strategies]") {
    ModelServer server(
        ModelApi::anthropic,
        {support::status_with(
             400,
             R"({"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}})"),
         support::reply_with(modified("src/calc.py", k_right))});
    Project project(configuration("provider: anthropic, name: scripted, base_url: '" + server.url() + "'"));
    project.write("AGENTS.md", "GUIDANCE-OF-THE-PROJECT\n");
    (void)project.git({"add", "AGENTS.md"});
    (void)project.git({"commit", "-q", "-m", "guidance", "AGENTS.md"});
    const auto finished = support::proffer(project, {"run", "fix-add"},
                                           {{"ANTHROPIC_API_KEY", "key-0123456789abcdef"}, {"PROFFER_ALLOW_HOSTS", server.authority()}});
    INFO(finished.error_output);
    CHECK(finished.exit_status == 0);
    REQUIRE(server.requests().size() == 2);
    CHECK(server.requests()[0].body.find("GUIDANCE-OF-THE-PROJECT") != std::string::npos);
    CHECK(server.requests()[1].body.find("GUIDANCE-OF-THE-PROJECT") == std::string::npos);
    CHECK(next_steps(project) == std::vector<std::string>{"fewer-files"});
}

TEST_CASE("strategies: a failure in other code than the proposal's brings that code into a fresh conversation", "[strategies]") {
    ModelServer server(ModelApi::ollama, std::vector<ModelStep>(3, support::reply_with(modified("src/calc.py", k_wrong))));
    Project project(configuration(model_of(server, "temperature: 0"), "cycles: 0\n"));
    project.write("src/other.py", "OTHER_CODE = 1\n");
    project.write("tests/check.py", "raise SystemExit('src/other.py:1: broken here')\n");
    (void)project.git({"add", "src/other.py", "tests/check.py"});
    (void)project.git({"commit", "-q", "-m", "other", "src/other.py", "tests/check.py"});
    CHECK(support::proffer(project, {"run", "fix-add"}).exit_status == 1);
    REQUIRE(server.requests().size() == 3);
    CHECK(next_steps(project) == std::vector<std::string>{"exact-feedback", "fresh-context", "stop"});
    CHECK(server.requests()[1].body.find("OTHER_CODE") == std::string::npos);
    CHECK(server.requests()[2].body.find("OTHER_CODE") != std::string::npos);
}
