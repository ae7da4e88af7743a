// Proposals published to each forge through the built program: made, updated, left alone, and what happens with people around.
#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "staged.hpp"

using namespace proffer;
using namespace proffer::scene;

namespace {

const auto k_all = {StageKind::github, StageKind::gitlab, StageKind::gitea};

const std::string k_details = "labels: [proffer, bug], assignees: [alice], reviewers: [bob], milestone: v1";

StagedPullRequest only_pull_request(Staged& project) {
    const auto all = project.stage.api().pull_requests();
    REQUIRE(all.size() == 1);
    return all.front();
}

std::int64_t number_in(const support::JsonRun& run) {
    return run.result.integer_or("pull_request_number", 0);
}

std::string operation_in(const support::JsonRun& run) {
    return run.result.string_or("pull_request_operation", "");
}

/// Asked as its description allows, and git with the right login only.
void check_manners(Staged& project) {
    CHECK(project.stage.api().violations().empty());
    CHECK(project.stage.foreign_git_requests() == 0);
    CHECK(project.is_untouched());
}

}  // namespace

TEST_CASE("publishing: a proposal becomes a branch and a pull request with all its details", "[publishing]") {
    const auto kind = GENERATE(values(k_all));
    Staged project(kind, k_details);
    INFO(project.stage.name());
    project.stage.api().add_milestone("v1");
    auto variables = project.stage.environment();
    const auto outputs = project.beside("outputs");
    std::ofstream(outputs).flush();
    variables["GITHUB_OUTPUT"] = outputs.string();
    const auto run = project.run(k_right, variables);
    INFO(text_of(run));
    CHECK(run.finished.exit_status == 0);
    CHECK(run.result.string_or("conclusion", "") == "success");
    CHECK(run.result.string_or("rung", "") == "pull-request");
    CHECK(operation_in(run) == "created");
    const StagedPullRequest made = only_pull_request(project);
    CHECK(number_in(run) == made.number);
    const std::string folder = kind == StageKind::github ? "pull" : kind == StageKind::gitlab ? "-/merge_requests" : "pulls";
    const std::string url = project.stage.api().web_url() + "/acme/widgets/" + folder + "/" + std::to_string(made.number);
    CHECK(run.result.string_or("pull_request_url", "") == url);
    CHECK(made.title == "Make add return the sum.");
    CHECK(has(made.body, "tests"));
    CHECK(made.head == "proffer/fix-add");
    CHECK(made.base == "main");
    CHECK_FALSE(made.draft);
    CHECK(std::set<std::string>(made.labels.begin(), made.labels.end()) == std::set<std::string>{"bug", "proffer"});
    CHECK(made.assignees == std::vector<std::string>{"alice"});
    CHECK(made.reviewers == std::vector<std::string>{"bob"});
    CHECK(made.milestone == "v1");
    CHECK(project.content("proffer/fix-add") == k_right);
    CHECK(project.git_in(project.remote, {"rev-parse", "proffer/fix-add^"}) == project.base);
    const std::string told = project.read(outputs);
    for (const std::string& part : {std::string("pull-request-number"), std::string("created"), url, project.tip("proffer/fix-add")})
        CHECK(has(told, part));
    CHECK(has(project.report("report.json"), "\"warnings\": []"));
    check_manners(project);
}

TEST_CASE("publishing: another reply moves the branch and updates the same pull request; the same one changes nothing", "[publishing]") {
    Staged project(GENERATE(values(k_all)));
    INFO(project.stage.name());
    const auto first = project.run(k_right);
    INFO(text_of(first));
    REQUIRE(first.finished.exit_status == 0);
    const std::string before = project.tip("proffer/fix-add");
    const auto second = project.run(k_other_right);
    INFO(text_of(second));
    CHECK(second.finished.exit_status == 0);
    CHECK(operation_in(second) == "updated");
    CHECK(number_in(second) == number_in(first));
    CHECK(project.tip("proffer/fix-add") != before);
    CHECK(project.content("proffer/fix-add") == k_other_right);
    const std::string body = only_pull_request(project).body;
    CHECK(has(body, "tests"));

    const auto writes = project.stage.writes();
    const auto again = project.publish();
    INFO(text_of(again));
    CHECK(again.finished.exit_status == 0);
    CHECK(operation_in(again) == "none");
    CHECK(number_in(again) == number_in(first));
    CHECK(project.stage.writes() == writes);
    CHECK(only_pull_request(project).body == body);
    CHECK(project.proposed_branches() == "proffer/fix-add");
    check_manners(project);
}

TEST_CASE("publishing: a branch that people committed to stays as it is; the proposal gets a name with a number", "[publishing]") {
    Staged project(GENERATE(values(k_all)));
    INFO(project.stage.name());
    REQUIRE(project.run(k_right).finished.exit_status == 0);
    const std::string theirs = project.commit_of_person("proffer/fix-add");
    const auto run = project.run(k_other_right);
    INFO(text_of(run));
    CHECK(run.finished.exit_status == 0);
    CHECK(run.result.string_or("branch", "") == "proffer/fix-add-2");
    CHECK(operation_in(run) == "created");
    CHECK(project.tip("proffer/fix-add") == theirs);
    CHECK(project.content("proffer/fix-add-2") == k_other_right);
    CHECK(has(project.report("report.md"), "holds commits of people"));
    CHECK(project.stage.api().pull_requests().size() == 2);
    const auto again = project.run(k_right);
    CHECK(operation_in(again) == "updated");
    CHECK(again.result.string_or("branch", "") == "proffer/fix-add-2");
    CHECK(project.tip("proffer/fix-add") == theirs);
}

TEST_CASE("publishing: what a person closed is not made again unless asked; what was merged may be", "[publishing]") {
    Staged project(GENERATE(values(k_all)));
    INFO(project.stage.name());
    const auto issue = project.stage.api().add_issue("add is wrong");
    const auto first = project.run(k_right);
    REQUIRE(first.finished.exit_status == 0);

    SECTION("closed, and started by an event") {
        project.stage.api().finish(number_in(first), false);
        const std::string before = project.tip("proffer/fix-add");
        project.propose(k_other_right);
        project.make_of_issue(issue);
        const auto writes = project.stage.writes();
        const auto run = project.publish();
        INFO(text_of(run));
        CHECK(run.finished.exit_status == 0);
        CHECK(run.result.string_or("conclusion", "") == "skipped");
        CHECK(has(run.result.string_or("message", ""), "was closed"));
        CHECK(project.tip("proffer/fix-add") == before);
        CHECK(project.stage.writes() == writes);
        CHECK(project.stage.api().pull_requests().size() == 1);
    }
    SECTION("closed, and a person asks") {
        project.stage.api().finish(number_in(first), false);
        const auto run = project.run(k_other_right);
        INFO(text_of(run));
        CHECK(run.finished.exit_status == 0);
        CHECK(operation_in(run) == "created");
        CHECK(number_in(run) != number_in(first));
    }
    SECTION("merged") {
        project.stage.api().finish(number_in(first), true);
        project.propose(k_other_right);
        project.make_of_issue(issue);
        const auto run = project.publish();
        INFO(text_of(run));
        CHECK(run.finished.exit_status == 0);
        CHECK(operation_in(run) == "created");
        CHECK(number_in(run) != number_in(first));
        CHECK(project.stage.api().pull_requests().size() == 2);
        REQUIRE(project.stage.api().comments(issue).size() == 1);
        CHECK(has(project.stage.api().comments(issue).front(), run.result.string_or("pull_request_url", "?")));
    }
}

TEST_CASE("publishing: a proposal that fails its checks is a draft, and the run fails", "[publishing]") {
    Staged project(GENERATE(values(k_all)));
    INFO(project.stage.name());
    const auto run = project.run(k_wrong);
    INFO(text_of(run));
    CHECK(run.finished.exit_status == 1);
    CHECK(run.result.string_or("conclusion", "") == "checks-failed");
    CHECK(only_pull_request(project).draft);
    CHECK(run.result.boolean_or("draft", false));
    // The next one passes: the same pull request; a person says that it is ready.
    const auto better = project.run(k_right);
    INFO(text_of(better));
    CHECK(better.finished.exit_status == 0);
    CHECK(operation_in(better) == "updated");
    CHECK(project.content("proffer/fix-add") == k_right);
    check_manners(project);
}

TEST_CASE("publishing: a checkout that is on no branch goes to the forge's default branch", "[publishing]") {
    Staged project(GENERATE(values(k_all)));
    INFO(project.stage.name());
    (void)project.git({"checkout", "--quiet", "--detach"});
    const auto run = project.run(k_right);
    INFO(text_of(run));
    CHECK(run.finished.exit_status == 0);
    CHECK(only_pull_request(project).base == "main");
}

TEST_CASE("publishing: details that the forge refuses are told, and the pull request stands", "[publishing]") {
    Staged project(GENERATE(values(k_all)), "labels: [proffer], assignees: [nobody-here], milestone: v9");
    INFO(project.stage.name());
    project.stage.meddle([](const support::HttpRequest& request, const auto& really) -> support::HttpAnswer {
        const bool sets_labels =
            request.target.find("/labels") != std::string::npos || request.body.find("add_labels") != std::string::npos;
        if (request.method == "GET" || !sets_labels) return really();
        return {.status = 403, .headers = {{"Content-Type", "application/json"}}, .body = R"({"message":"403 Forbidden"})"};
    });
    const auto run = project.run(k_right);
    INFO(text_of(run));
    CHECK(run.finished.exit_status == 0);
    CHECK(run.result.string_or("rung", "") == "pull-request");
    const std::string report = project.report("report.md");
    for (const char* part : {"labels: ", "assignees: ", "nobody-here", "milestone: ", "v9"}) {
        INFO(part);
        CHECK(has(report, part));
    }
    CHECK(only_pull_request(project).labels.empty());
}

TEST_CASE("publishing: a job's own variables are enough where its token may open pull requests", "[publishing]") {
    const auto kind = GENERATE(StageKind::github, StageKind::gitea);
    Staged project(kind);
    INFO(project.stage.name());
    const auto run = project.run(k_right, project.stage.job_environment());
    INFO(text_of(run));
    CHECK(run.finished.exit_status == 0);
    CHECK(run.result.string_or("rung", "") == "pull-request");
    CHECK(project.stage.api().pull_requests().size() == 1);
    check_manners(project);
}

TEST_CASE("publishing: a GitLab job's token, which the API refuses, opens the pull request by push", "[publishing]") {
    Staged project(StageKind::gitlab, "labels: []", GENERATE(as<std::string>(), "", "/gitlab"));
    const auto run = project.run(k_right, project.stage.job_environment());
    INFO(text_of(run));
    CHECK(run.finished.exit_status == 0);
    CHECK(run.result.string_or("rung", "") == "push-options");
    CHECK(operation_in(run) == "created");
    CHECK(number_in(run) == 1);
    const StagedPullRequest made = only_pull_request(project);
    CHECK(made.title == "Make add return the sum.");
    CHECK(made.head == "proffer/fix-add");
    CHECK(has(made.body, "tests"));
    CHECK(run.result.string_or("pull_request_url", "") == project.stage.api().web_url() + "/acme/widgets/-/merge_requests/1");
    check_manners(project);
}

TEST_CASE("publishing: a GitLab job below a sub-path finds its API with a token of its own", "[publishing]") {
    Staged project(StageKind::gitlab, "labels: []", "/gitlab");
    auto variables = project.stage.job_environment();
    variables["GITLAB_TOKEN"] = project.stage.api().token();
    const auto run = project.run(k_right, variables);
    INFO(text_of(run));
    CHECK(run.finished.exit_status == 0);
    CHECK(run.result.string_or("rung", "") == "pull-request");
    CHECK(only_pull_request(project).head == "proffer/fix-add");
    check_manners(project);
}

TEST_CASE("publishing: without a named forge, the server is asked what it is, and not shown the token before", "[publishing]") {
    Staged project(StageKind::gitea);
    const auto run = project.run(k_right, {{"PROFFER_TOKEN", project.stage.api().token()}});
    INFO(text_of(run));
    CHECK(run.finished.exit_status == 0);
    CHECK(run.result.string_or("rung", "") == "pull-request");
    CHECK(project.stage.api().pull_requests().size() == 1);
    const auto requests = project.stage.api().requests();
    const auto asked = std::find_if(requests.begin(), requests.end(), [](const auto& one) { return one.target == "/api/v1/version"; });
    REQUIRE(asked != requests.end());
    CHECK(asked->header("authorization").empty());
    check_manners(project);
}

TEST_CASE("publishing: the token is in no file of the artifact and in nothing that is printed (O1)", "[publishing]") {
    Staged project(GENERATE(values(k_all)));
    INFO(project.stage.name());
    // A server that says it back.
    const std::string token = project.stage.api().token();
    project.stage.meddle([&](const support::HttpRequest& request, const auto& really) -> support::HttpAnswer {
        if (request.method == "GET") return really();
        return {.status = 403, .headers = {{"Content-Type", "application/json"}}, .body = R"({"message":"not with )" + token + "\"}"};
    });
    const auto run = project.run(k_right);
    CHECK(run.finished.exit_status == 4);
    CHECK_FALSE(has(text_of(run), token));
    CHECK_FALSE(has(project.artifact(), token));
}
