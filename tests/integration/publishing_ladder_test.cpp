// What is refused, and the rung that is left: push options, AGit, branch, patch; each told with its remedy.
#include <catch2/catch.hpp>

#include "staged.hpp"

using namespace proffer;
using namespace proffer::scene;

namespace {

std::string rung_of(const support::JsonRun& run) {
    return run.result.string_or("rung", "");
}

void check_denied(const support::JsonRun& run, const std::string& rung, const std::string& remedy) {
    CHECK(run.finished.exit_status == 4);
    CHECK(run.result.string_or("conclusion", "") == "forge-denied");
    CHECK(rung_of(run) == rung);
    INFO(remedy);
    CHECK(has(run.result.string_or("next_step", ""), remedy));
    CHECK(has(run.finished.error_output, remedy));
}

}  // namespace

TEST_CASE("ladder: who may push but open no pull request gets a branch with a compare link, told on the issue once", "[ladder]") {
    const auto [kind, remedy, compare] = GENERATE(table<StageKind, std::string, std::string>({
        {StageKind::github, "Allow GitHub Actions to create and approve pull requests", "/acme/widgets/compare/main...proffer/fix-add"},
        {StageKind::gitlab, "the scopes 'api'", "/acme/widgets/-/merge_requests/new?"},
        {StageKind::gitea, "write:repository", "/acme/widgets/compare/main...proffer/fix-add"},
    }));
    Staged project(kind);
    INFO(project.stage.name());
    const auto issue = project.stage.api().add_issue("add is wrong");
    project.stage.api().refuse_pull_requests();
    project.propose();
    project.make_of_issue(issue);
    const auto run = project.publish();
    INFO(text_of(run));
    check_denied(run, "branch", remedy);
    CHECK(has(run.result.string_or("next_step", ""), compare));
    CHECK(project.content("proffer/fix-add") == k_right);
    CHECK(project.stage.api().pull_requests().empty());
    const auto comments = project.stage.api().comments(issue);
    REQUIRE(comments.size() == 1);
    CHECK(has(comments.front(), compare));
    CHECK(has(comments.front(), remedy));

    const auto again = project.publish();
    INFO(text_of(again));
    CHECK(again.finished.exit_status == 4);
    CHECK(project.stage.api().comments(issue) == comments);
    CHECK(project.proposed_branches() == "proffer/fix-add");
}

TEST_CASE("ladder: a token without any right on the API still pushes", "[ladder]") {
    const auto [kind, rung] = GENERATE(table<StageKind, std::string>(
        {{StageKind::github, "branch"}, {StageKind::gitlab, "push-options"}, {StageKind::gitea, "push-options"}}));
    Staged project(kind);
    INFO(project.stage.name());
    project.stage.api().refuse_token();
    const auto run = project.run(k_right);
    INFO(text_of(run));
    CHECK(rung_of(run) == rung);
    CHECK(has(project.report("report.md"), "pull request: "));
    if (kind == StageKind::github) {
        check_denied(run, "branch", "PROFFER_TOKEN");
        CHECK(project.content("proffer/fix-add") == k_right);
        return;
    }
    CHECK(run.finished.exit_status == 0);
    REQUIRE(project.stage.api().pull_requests().size() == 1);
    CHECK(run.result.integer_or("pull_request_number", 0) == 1);
    // Again: nothing is made twice.
    const auto same = project.publish();
    INFO(text_of(same));
    CHECK(project.stage.api().pull_requests().size() == 1);
    // Another reply arrives in the same pull request.
    const auto other = project.run(k_other_right);
    INFO(text_of(other));
    CHECK(other.finished.exit_status == 0);
    CHECK(other.result.integer_or("pull_request_number", 0) == 1);
    CHECK(project.stage.api().pull_requests().size() == 1);
}

TEST_CASE("ladder: a GitLab token that reads the API and pushes opens the pull request by push options", "[ladder]") {
    Staged project(StageKind::gitlab, "labels: [proffer], draft: true");
    project.stage.api().only_read();
    const auto run = project.run(k_right);
    INFO(text_of(run));
    CHECK(run.finished.exit_status == 0);
    CHECK(rung_of(run) == "push-options");
    REQUIRE(project.stage.api().pull_requests().size() == 1);
    const StagedPullRequest made = project.stage.api().pull_requests().front();
    CHECK(made.draft);
    CHECK(made.labels == std::vector<std::string>{"proffer"});
    CHECK(has(project.report("report.md"), "scope"));
    const auto again = project.publish();
    INFO(text_of(again));
    CHECK(again.finished.exit_status == 0);
    CHECK(again.result.string_or("pull_request_operation", "") == "none");
    CHECK(again.result.integer_or("pull_request_number", 0) == 1);
}

TEST_CASE("ladder: who may not create branches on Gitea publishes by AGit, and updates the same pull request", "[ladder]") {
    Staged project(StageKind::gitea);
    project.stage.refuse_branches();
    const auto run = project.run(k_right);
    INFO(text_of(run));
    CHECK(run.finished.exit_status == 0);
    CHECK(rung_of(run) == "push-options");
    CHECK(run.result.string_or("pull_request_operation", "") == "created");
    REQUIRE(project.stage.api().pull_requests().size() == 1);
    const StagedPullRequest made = project.stage.api().pull_requests().front();
    CHECK(made.title == "Make add return the sum.");
    CHECK(has(made.body, "tests"));
    CHECK(project.git_in(project.remote, {"show", "refs/pull/1/head:src/calc.py"}) + "\n" == k_right);
    CHECK(project.proposed_branches().empty());
    CHECK(run.result.string_or("pull_request_url", "") == project.stage.api().web_url() + "/acme/widgets/pulls/1");

    const auto same = project.publish();
    INFO(text_of(same));
    CHECK(same.finished.exit_status == 0);
    CHECK(same.result.string_or("pull_request_operation", "") == "none");
    CHECK(same.result.integer_or("pull_request_number", 0) == 1);

    const auto other = project.run(k_other_right);
    INFO(text_of(other));
    CHECK(other.finished.exit_status == 0);
    CHECK(other.result.string_or("pull_request_operation", "") == "updated");
    CHECK(other.result.integer_or("pull_request_number", 0) == 1);
    CHECK(project.git_in(project.remote, {"show", "refs/pull/1/head:src/calc.py"}) + "\n" == k_other_right);
    CHECK(project.stage.api().pull_requests().size() == 1);
}

TEST_CASE("ladder: who may not push keeps a patch that git am takes, and publish makes it good once rights are given", "[ladder]") {
    Staged project(GENERATE(StageKind::github, StageKind::gitlab));
    INFO(project.stage.name());
    project.stage.refuse_branches();
    const auto run = project.run(k_right);
    INFO(text_of(run));
    check_denied(run, "patch", "token");
    CHECK(project.proposed_branches().empty());
    CHECK(project.stage.api().pull_requests().empty());
    CHECK(project.git_am_takes_the_patch());
    CHECK(run.result.string_or("pull_request_url", "").empty());

    project.stage.allow_branches();
    const auto later = project.publish();
    INFO(text_of(later));
    CHECK(later.finished.exit_status == 0);
    CHECK(later.result.string_or("rung", "") == "pull-request");
    CHECK(project.stage.api().pull_requests().size() == 1);
    CHECK(project.content("proffer/fix-add") == k_right);
}

TEST_CASE("ladder: rules and hooks of the remote are told in the server's words", "[ladder]") {
    const auto kind = GENERATE(StageKind::github, StageKind::gitlab, StageKind::gitea);
    const auto said = GENERATE(as<std::string>(), "GH006: Protected branch update failed for refs/heads/proffer/fix-add.",
                               "GitLab: You are not allowed to push code to protected branches on this project.",
                               "GL-HOOK-ERR: commit message has no ticket", "error: branch names must begin with feature/");
    Staged project(kind);
    INFO(project.stage.name() << " " << said);
    project.stage.add_hook("pre-receive", "cat >/dev/null; echo '" + said + "' >&2; exit 1");
    const auto run = project.run(k_right);
    INFO(text_of(run));
    check_denied(run, "patch", "a rule or hook of the remote");
    CHECK(has(project.report("report.md"), said.substr(0, 30)));
    CHECK(project.git_am_takes_the_patch());
    project.stage.remove_hook("pre-receive");
    CHECK(project.publish().finished.exit_status == 0);
    CHECK(project.stage.api().pull_requests().size() == 1);
}

TEST_CASE("ladder: a patch is told on the issue where a comment is allowed", "[ladder]") {
    Staged project(StageKind::github);
    const auto issue = project.stage.api().add_issue("add is wrong");
    project.stage.refuse_branches();
    project.propose();
    project.make_of_issue(issue);
    for (int i = 0; i < 2; ++i) CHECK(project.publish().finished.exit_status == 4);
    REQUIRE(project.stage.api().comments(issue).size() == 1);
    CHECK(has(project.stage.api().comments(issue).front(), "proposal.patch"));
    project.stage.allow_branches();
    const auto later = project.publish();
    CHECK(later.finished.exit_status == 0);
    // One comment, changed: what it said no longer holds.
    REQUIRE(project.stage.api().comments(issue).size() == 1);
    CHECK(has(project.stage.api().comments(issue).front(), later.result.string_or("pull_request_url", "?")));
    CHECK_FALSE(has(project.stage.api().comments(issue).front(), "proposal.patch"));
}

TEST_CASE("ladder: a remote that shows nothing to this token leaves the patch", "[ladder]") {
    Staged project(GENERATE(StageKind::github, StageKind::gitlab, StageKind::gitea));
    INFO(project.stage.name());
    auto variables = project.stage.environment();
    variables["PROFFER_TOKEN"] = "ghp_AAAAbbbbCCCCddddEEEEffffGGGGhhhhIIII";
    const auto run = project.run(k_right, variables);
    INFO(text_of(run));
    check_denied(run, "patch", "token");
    CHECK(project.git_am_takes_the_patch());
    CHECK(project.publish().finished.exit_status == 0);
    CHECK(project.stage.api().pull_requests().size() == 1);
}
