// Connections that break and processes that race: one branch and one pull request in the end.
#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

#include "staged.hpp"

using namespace proffer;
using namespace proffer::scene;
using support::HttpAnswer;
using support::HttpRequest;

namespace {

void check_exactly_one(Staged& project) {
    CHECK(project.proposed_branches() == "proffer/fix-add");
    CHECK(project.content("proffer/fix-add") == k_right);
    CHECK(project.stage.api().pull_requests().size() == 1);
    CHECK(project.git_in(project.remote, {"fsck", "--strict", "--no-dangling"}).find("error") == std::string::npos);
}

bool opens_pull_request(const HttpRequest& request) {
    return request.method == "POST" && (request.path().ends_with("/pulls") || request.path().ends_with("/merge_requests"));
}

HttpAnswer broken_answer(const std::string& how) {
    HttpAnswer answer;
    answer.headers = {{"Content-Type", "application/json"}};
    if (how == "silent") {
        answer.silent = true;
    } else if (how == "cut") {
        answer.body = R"({"number": 1, "title": "Make)";
        answer.cut_after_bytes = 20;
    } else {
        answer.status = std::stoi(how);
        answer.body = R"({"message":"no"})";
    }
    return answer;
}

}  // namespace

TEST_CASE("publishing faults: a push cut anywhere, then publish: one branch, one pull request", "[publishing-faults]") {
    const auto kind = GENERATE(StageKind::github, StageKind::gitlab, StageKind::gitea);
    const auto [where, cut, forget] = GENERATE(table<std::string, std::optional<std::size_t>, std::optional<std::size_t>>({
        {"service=git-receive-pack", 0, {}},
        {"/git-receive-pack", 30, {}},
        {"/git-receive-pack", {}, 0},
        {"/git-receive-pack", {}, 400},
        {"/git-receive-pack", {}, 100'000},
        {"/git-upload-pack", 10, {}},
    }));
    INFO(where << " " << cut.value_or(999) << " " << forget.value_or(999));
    Staged project(kind);
    INFO(project.stage.name());
    project.stage.fault = {where, {}, cut, forget, {}};
    const auto broken = project.run(k_right);
    INFO(text_of(broken));
    CHECK((broken.finished.exit_status == 4 || broken.finished.exit_status == 0));
    CHECK_FALSE(project.report("proposal.patch").empty());
    project.stage.fault = ForgeStage::nothing_wrong();
    const auto again = project.publish();
    INFO(text_of(again));
    CHECK(again.finished.exit_status == 0);
    CHECK(again.result.string_or("rung", "") == "pull-request");
    check_exactly_one(project);
}

TEST_CASE("publishing faults: an API that fails after the push is taken up by publish, to one pull request", "[publishing-faults]") {
    const auto kind = GENERATE(StageKind::github, StageKind::gitlab, StageKind::gitea);
    const auto how = GENERATE(as<std::string>(), "503", "silent", "cut");
    const bool is_done = GENERATE(false, true);
    Staged project(kind);
    INFO(project.stage.name() << " " << how << (is_done ? " after it was made" : " before"));
    // Nothing works from the request that opens the pull request on.
    bool fails = false;
    project.stage.meddle([&](const HttpRequest& request, const auto& really) {
        if (opens_pull_request(request)) {
            if (is_done && !fails) (void)really();
            fails = true;
        }
        return fails ? broken_answer(how) : really();
    });
    const auto broken = project.run(k_right);
    INFO(text_of(broken));
    CHECK(broken.finished.exit_status == 4);
    CHECK(broken.result.string_or("conclusion", "") == "network-error");
    CHECK(project.content("proffer/fix-add") == k_right);
    project.stage.meddle({});
    const auto again = project.publish();
    INFO(text_of(again));
    CHECK(again.finished.exit_status == 0);
    CHECK(again.result.string_or("rung", "") == "pull-request");
    check_exactly_one(project);
}

TEST_CASE("publishing faults: an answer that is lost once costs nothing", "[publishing-faults]") {
    const auto kind = GENERATE(StageKind::github, StageKind::gitlab, StageKind::gitea);
    const auto how = GENERATE(as<std::string>(), "502", "silent", "cut");
    Staged project(kind);
    INFO(project.stage.name() << " " << how);
    bool is_lost = false;
    project.stage.meddle([&](const HttpRequest& request, const auto& really) {
        if (is_lost || !opens_pull_request(request)) return really();
        is_lost = true;
        (void)really();
        return broken_answer(how);
    });
    const auto run = project.run(k_right);
    INFO(text_of(run));
    CHECK(run.finished.exit_status == 0);
    check_exactly_one(project);
}

TEST_CASE("publishing faults: many processes publish one artifact at once: one branch, one pull request, all succeed",
          "[publishing-faults]") {
    const auto kind = GENERATE(StageKind::github, StageKind::gitlab, StageKind::gitea);
    const std::size_t processes = GENERATE(2U, 5U, 8U);
    Staged project(kind);
    INFO(project.stage.name() << " " << processes);
    project.propose();
    std::vector<std::filesystem::path> clones;
    for (std::size_t i = 0; i < processes; ++i) {
        clones.push_back(project.beside("clone" + std::to_string(i)));
        (void)project.git({"clone", "--quiet", project.remote.string(), clones.back().string()});
        (void)project.git_in(clones.back(), {"config", "remote.origin.url", project.stage.remote_url()});
        std::filesystem::copy(project.path() / "proffer-report", clones.back() / "proffer-report",
                              std::filesystem::copy_options::recursive);
    }
    std::vector<std::string> failures(processes);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < processes; ++i)
        threads.emplace_back([&, i] {
            os::Command command;
            command.arguments = {PROFFER_BINARY, "publish", "proffer-report", "--json"};
            command.environment = project.environment();
            for (const auto& [name, value] : project.stage.environment()) command.environment.set(name, value);
            command.directory = clones[i].string();
            const auto finished = os::run(command);
            if (!finished || finished->exit_status != 0) failures[i] = finished ? finished->output + finished->error_output : "not started";
        });
    for (std::thread& thread : threads) thread.join();
    for (const std::string& failure : failures) CHECK(failure.empty());
    check_exactly_one(project);
}
