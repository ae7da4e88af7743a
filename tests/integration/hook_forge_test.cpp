// A push to a forge: the proposal becomes a pull request against the pushed branch.
#include <catch2/catch.hpp>

#include <thread>

#include "staged.hpp"

using namespace proffer;
using namespace proffer::scene;

namespace {

std::string push_config() {
    return "version: 1\nallowed: [src/]\nmodel: {provider: command, command: 'cat \"$HOME/reply\"'}\nretries: 0\ncycles: 0\n"
           "pull_request: {labels: []}\nchecks:\n  - {name: tests, run: python3 -B -m tests.check, timeout: 60s}\n"
           "tasks:\n  fix-add:\n    on: [pre-push]\n    files: [src/calc.py]\n    instruction: Make add return the sum.\n";
}

}  // namespace

TEST_CASE("hook: on every forge the proposal is a pull request against the pushed branch", "[hook][publishing]") {
    const StageKind kind = GENERATE(StageKind::github, StageKind::gitlab, StageKind::gitea);
    Staged project(kind);
    project.write(".proffer.yml", push_config());
    std::ofstream(project.home() / "reply") << support::modified("src/calc.py", k_right);
    REQUIRE(support::proffer(project, {"hook", "install", "--where", "file"}).exit_status == 0);

    os::Command push;
    push.environment = project.environment();
    for (const auto& [name, value] : project.stage.environment()) push.environment.set(name, value);
    // The person's own login; proffer has one by its token.
    const std::string url = project.stage.remote_url();
    const std::string user = kind == StageKind::gitlab ? "oauth2" : "x-access-token";
    const std::string with_login = "http://" + user + ":" + project.stage.api().token() + "@" + url.substr(std::string("http://").size());
    (void)project.git({"config", "remote.origin.pushurl", with_login});
    push.environment.set("GIT_ALLOW_PROTOCOL", "http:file");
    push.arguments = {"git", "push", "origin", "HEAD:refs/heads/topic"};
    push.directory = project.path();
    const auto finished = os::run(push);
    REQUIRE(finished);
    INFO(finished->error_output);
    REQUIRE(finished->exit_status == 0);
    std::vector<json::Value> pushes;
    for (int i = 0; i < 600; ++i) {
        pushes = support::proffer_json(project, {"status"}).result.at("pushes")->elements();
        if (!pushes.empty() && pushes[0].string_or("state", "") == "finished") break;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    REQUIRE(pushes.size() == 1);
    INFO(pushes[0].text());
    const auto made = project.stage.api().pull_requests();
    REQUIRE(made.size() == 1);
    CHECK(made[0].base == "topic");
    CHECK(made[0].head == "proffer/fix-add-topic");
    CHECK(project.tip("proffer/fix-add-topic^") == project.base);
    const auto tasks = pushes[0].at("tasks")->elements();
    REQUIRE(tasks.size() == 1);
    CHECK(tasks[0].string_or("conclusion", "") == "success");
    CHECK_FALSE(tasks[0].string_or("pull_request_url", "").empty());
    // The login of a url is shown nowhere (O8).
    CHECK_FALSE(has(pushes[0].text(), project.stage.api().token()));
}
