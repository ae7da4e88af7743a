// Failed jobs of a workflow run and their logs.
#include "forge/github_runs.hpp"

#include "github_fixture.hpp"

using namespace proffer;
using namespace proffer::forge;
using support::HttpAnswer;
using support::HttpRequest;

namespace {

/// Leads every log to another place.
void send_logs_to(GithubScene& scene, const std::string& location) {
    scene.server.meddle([location](const HttpRequest& request, const auto& really) {
        if (!request.target.ends_with("/logs")) return really();
        return HttpAnswer{.status = 302, .headers = {{"Location", location}}};
    });
}

}  // namespace

TEST_CASE("github runs: the failed jobs are found on all pages, each with the end of its log", "[forge][github]") {
    GithubScene scene;
    for (int i = 1; i <= 120; ++i) scene.server.jobs.push_back({i, "job " + std::to_string(i), "success", ""});
    scene.server.jobs[3] = {4, "lint", "failure", "warning: x\nerror: y\n"};
    scene.server.jobs[110] = {111, "slow", "timed_out", std::string(300000, 'a') + "\nthe end\n"};
    const auto failed = failed_jobs_on_github(*scene.client, scene.settings, 77);
    REQUIRE_OK(failed);
    REQUIRE(failed->size() == 2);
    CHECK((*failed)[0].name == "lint");
    CHECK((*failed)[0].log == "warning: x\nerror: y\n");
    CHECK((*failed)[1].log == "the end\n");
}

TEST_CASE("github runs: N2 a log is fetched without credentials", "[forge][github]") {
    GithubScene scene;
    support::HttpServer storage({{.headers = {{"Content-Type", "text/plain"}}, .body = "the log\n"}});
    scene.server.jobs = {{4, "lint", "failure", ""}};
    send_logs_to(scene, storage.url() + "/blob?sig=secret");
    const auto failed = failed_jobs_on_github(*scene.client, scene.settings, 77);
    REQUIRE_OK(failed);
    CHECK(failed->front().log == "the log\n");
    REQUIRE(storage.requests().size() == 1);
    CHECK(storage.requests().front().header("authorization").empty());
    CHECK(storage.requests().front().header("x-github-api-version").empty());
}

TEST_CASE("github runs: C3 a log at an odd place is told and not fetched, and its address is not shown", "[forge][github]") {
    GithubScene scene;
    scene.server.jobs = {{4, "lint", "failure", ""}};
    const std::string place = GENERATE(as<std::string>{}, "", "file:///etc/passwd", "http://169.254.169.254/secret",
                                       "http://10.0.0.1/secret", "ftp://h/secret", "http://user:secret@127.0.0.1/", "/relative");
    INFO(place);
    send_logs_to(scene, place);
    const auto failed = failed_jobs_on_github(*scene.client, scene.settings, 77);
    REQUIRE_OK(failed);
    CHECK(failed->front().log.empty());
    CHECK_FALSE(failed->front().log_problem.empty());
    CHECK(failed->front().log_problem.find("secret") == std::string::npos);
}

TEST_CASE("github runs: a second redirect is not followed", "[forge][github]") {
    GithubScene scene;
    support::HttpServer further({{.body = "no"}});
    support::HttpServer storage({{.status = 302, .headers = {{"Location", further.url()}}}});
    scene.server.jobs = {{4, "lint", "failure", ""}};
    send_logs_to(scene, storage.url());
    const auto failed = failed_jobs_on_github(*scene.client, scene.settings, 77);
    REQUIRE_OK(failed);
    CHECK(failed->front().log_problem == "the log's host answered 302");
    CHECK(further.requests().empty());
}

TEST_CASE("github runs: a log that has expired is told", "[forge][github]") {
    GithubScene scene;
    scene.server.jobs = {{4, "lint", "failure", ""}};
    scene.server.meddle([](const HttpRequest& request, const auto& really) {
        return request.target.ends_with("/logs") ? support::github_refusal_answer(410, "Gone") : really();
    });
    const auto failed = failed_jobs_on_github(*scene.client, scene.settings, 77);
    REQUIRE_OK(failed);
    CHECK(failed->front().log_problem.find("410") != std::string::npos);
}

TEST_CASE("github runs: answers of another shape are refused", "[forge][github]") {
    GithubScene scene;
    const std::string body =
        GENERATE(as<std::string>{}, "[]", "{}", R"({"jobs":{}})", R"({"jobs":[{"conclusion":"failure","id":-4,"name":"x"}]})",
                 R"({"jobs":[{"conclusion":"failure","id":4,"name":"a\u0000b"}]})");
    scene.server.meddle([&](const HttpRequest&, const auto&) { return support::github_answer(200, body); });
    CHECK(failed_jobs_on_github(*scene.client, scene.settings, 77).error().code == ErrorCode::protocol);
}
