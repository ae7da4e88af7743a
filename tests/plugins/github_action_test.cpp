// action.yml from an issue's label to an opened pull request, step by step as GitHub's runner takes it.
#include "action_stage.hpp"

#include <filesystem>
#include <random>

using namespace proffer;
using plugins::has;
using plugins::JobResult;
using plugins::k_key;
using plugins::k_title;
using plugins::names_an_error;
using plugins::Stage;

TEST_CASE("action: a labelled issue becomes a pull request, and the outputs tell of it", "[plugins]") {
    Stage stage;
    const JobResult result = stage.run();
    INFO(result.log);
    CHECK(result.exit == 0);
    const auto pulls = stage.staged.stage.api().pull_requests();
    REQUIRE(pulls.size() == 1);
    CHECK(pulls[0].head == "proffer/fix-issue-1");
    CHECK(stage.staged.content(pulls[0].head) == scene::k_right);
    const std::string url = stage.staged.stage.api().web_url() + "/acme/widgets/pull/" + std::to_string(pulls[0].number);
    const std::map<std::string, std::string> expected = {
        {"pull-request-number", std::to_string(pulls[0].number)},
        {"pull-request-url", url},
        {"pull-request-operation", "created"},
        {"pull-request-head-sha", stage.staged.tip(pulls[0].head)},
        {"pull-request-branch", pulls[0].head},
        {"conclusion", "success"},
        {"report-path", (stage.staged.path() / "proffer-report").string()},
        {"attempts", "1"},
    };
    for (const auto& [name, value] : expected) CHECK(result.outputs.at(name) == value);
    CHECK(std::stoi(result.outputs.at("tokens-in")) > 0);
    CHECK(std::stoi(result.outputs.at("tokens-out")) > 0);
    CHECK(result.outputs.size() == 11);
    CHECK(result.summary.starts_with("# proffer: success"));
    CHECK(result.orphans.empty());
    CHECK(stage.staged.is_untouched());
}

TEST_CASE("action: neither token nor key is in the log, the outputs, the summary or the artifact (O8)", "[plugins]") {
    Stage stage;
    const JobResult result = stage.run();
    REQUIRE(result.exit == 0);
    std::string all = result.log + result.summary + stage.staged.artifact();
    for (const auto& [name, value] : result.outputs) all += value;
    CHECK_FALSE(has(all, k_key));
    CHECK_FALSE(has(all, stage.staged.stage.environment().at("PROFFER_TOKEN")));
}

TEST_CASE("action: inputs replace what the configuration says, whatever characters they have", "[plugins]") {
    Stage stage;
    stage.job.with["title"] = "Add `adds` $(touch x) \"now\" & 'ever'; ${HOME}";
    stage.job.with["body"] = "First line: 100% of $HOME\n\nthird \"line\" `x`\n";
    stage.job.with["branch"] = "robot/{{task}}";
    stage.job.with["branch-suffix"] = "short-commit-hash";
    stage.job.with["labels"] = "one\ntwo, three\n";
    stage.job.with["draft"] = "always-true";
    stage.job.with["signoff"] = "true";
    const JobResult result = stage.run();
    INFO(result.log);
    CHECK(result.exit == 0);
    const auto pulls = stage.staged.stage.api().pull_requests();
    REQUIRE(pulls.size() == 1);
    CHECK(pulls[0].title == "Add adds (touch x) now ever HOME");
    CHECK(has(pulls[0].body, "First line: 100% of $HOME\n\nthird \"line\" `x`"));
    CHECK(pulls[0].head == "robot/fix-issue-" + stage.staged.base.substr(0, 7));
    CHECK(pulls[0].labels == std::vector<std::string>{"one", "two", "three"});
    CHECK(pulls[0].draft);
    CHECK(has(stage.staged.git_in(stage.staged.remote, {"log", "-1", "--format=%B", pulls[0].head}), "Signed-off-by: "));
    CHECK_FALSE(std::filesystem::exists(stage.staged.path() / "x"));
}

TEST_CASE("action: a task that is named runs without its label, and another directory is the checkout", "[plugins]") {
    Stage stage;
    stage.job.set("workspace", stage.staged.path().parent_path().string());
    stage.job.set("event_name", "workflow_dispatch");
    stage.job.with["working-directory"] = stage.staged.path().filename().string();
    stage.job.with["task"] = " fix-issue ";
    stage.job.with["instruction"] = "Make add return the sum.";
    const JobResult result = stage.job.run("{}");
    INFO(result.log);
    CHECK(result.exit == 0);
    CHECK(stage.pull_requests() == 1);
}

TEST_CASE("action: a refused or useless event asks no model and says so in the outputs (T1, T2, T3)", "[plugins]") {
    Stage stage;
    JobResult result;
    std::string conclusion = "not-authorized";
    int exit = 3;
    SECTION("the title was edited after the label") {
        result = stage.job.run(stage.job.labelled("Another title"));
    }
    SECTION("the sender may only read") {
        result = stage.job.run(stage.job.labelled(k_title, 102, "bob"));
    }
    SECTION("the sender is not who the event says") {
        result = stage.job.run(stage.job.labelled(k_title, 102, "alice"));
    }
    SECTION("the event is for no task") {
        result = stage.job.run("{\"action\":\"unlabeled\"}");
        conclusion = "skipped";
        exit = 0;
    }
    INFO(result.log);
    CHECK(result.exit == exit);
    CHECK(result.outputs.at("conclusion") == conclusion);
    CHECK(result.outputs.at("pull-request-operation") == "none");
    CHECK(names_an_error(result, "") == (exit != 0));
    CHECK(stage.model.requests().empty());
    CHECK(stage.pull_requests() == 0);
}

TEST_CASE("action: what was answered is not answered again, with a suffix of chance neither (T5)", "[plugins]") {
    Stage stage(std::vector<support::ModelStep>(2, support::reply_with(support::modified("src/calc.py", scene::k_right))));
    const bool has_suffix = GENERATE(false, true);
    if (has_suffix) stage.job.with["branch-suffix"] = "random";
    CHECK(stage.run().outputs.at("conclusion") == "success");
    const JobResult again = stage.run();
    INFO(again.log);
    CHECK(again.exit == 0);
    CHECK(again.outputs.at("conclusion") == "skipped");
    CHECK(stage.model.requests().size() == 1);
    CHECK(stage.pull_requests() == 1);
}

TEST_CASE("action: fifty deliveries of one event give one pull request, and ask the model once (T5)", "[.][redeliveries]") {
    Stage stage(std::vector<support::ModelStep>(50, support::reply_with(support::modified("src/calc.py", scene::k_right))));
    for (int i = 0; i < 50; ++i) CHECK(stage.run().exit == 0);
    CHECK(stage.pull_requests() == 1);
    CHECK(stage.model.requests().size() == 1);
}

TEST_CASE("action: what goes wrong is an annotation, and a failed proposal a draft", "[plugins]") {
    SECTION("checks fail") {
        Stage stage({support::reply_with(support::modified("src/calc.py", scene::k_wrong))});
        const JobResult result = stage.run();
        INFO(result.log);
        CHECK(result.exit == 1);
        CHECK(result.outputs.at("conclusion") == "checks-failed");
        CHECK(names_an_error(result, "task 'fix-issue': "));
        REQUIRE(stage.pull_requests() == 1);
        CHECK(stage.staged.stage.api().pull_requests()[0].draft);
    }
    SECTION("an input that is neither true nor false") {
        Stage stage;
        stage.job.with["dry-run"] = "yes";
        const JobResult result = stage.run();
        CHECK(result.exit == 2);
        CHECK(names_an_error(result, "the input 'dry-run' is neither 'true' nor 'false'"));
    }
    SECTION("an input that the program does not take") {
        Stage stage;
        stage.job.with["max-cost"] = "lots";
        const JobResult result = stage.run();
        CHECK(result.exit == 2);
        CHECK(result.outputs.at("conclusion") == "usage-error");
        CHECK(names_an_error(result, "'lots' is no amount of money"));
    }
    SECTION("no such program") {
        Stage stage;
        stage.job.with["binary-path"] = "/nowhere/proffer\n::set-env name=x::y";
        const JobResult result = stage.run();
        CHECK(result.exit == 2);
        CHECK(names_an_error(result, "'binary-path' names no executable"));
        CHECK(result.commands.size() == 1);
    }
}

TEST_CASE("action: no line of a hostile model or check is a command of the log (O1)", "[plugins]") {
    const std::string hostile = "::set-env name=X::y\n##[add-path]/tmp\n\r::add-mask::a\n::stop-commands::x\n  ::error::z\n";
    const std::string content = "print('''" + hostile + "''')\ndef add(a, b):\n    return a * b\n";
    Stage stage({support::reply_with(hostile + support::modified("src/calc.py", content))});
    const JobResult result = stage.run();
    CHECK(result.exit == 1);
    for (const std::string& command : result.commands) {
        CAPTURE(command);
        const bool is_ours = command.starts_with("group: ") || command.starts_with("endgroup: ") ||
                             command.starts_with("stop-commands: ") || command.starts_with("error: task 'fix-issue': ");
        CHECK(is_ours);
    }
}

TEST_CASE("action: cancelled at any time it leaves no process and no half state, and says so", "[plugins]") {
    // The check takes long, so that some of the times fall into it.
    const std::string slow_check = "python3 -B -m tests.check && sleep 2.71828";
    std::random_device device;
    std::mt19937 random(device());
    const int round = GENERATE(range(0, 6));
    const int after_ms = std::uniform_int_distribution(30, 2500)(random) / 2 * 2 + round % 2;
    CAPTURE(after_ms);
    Stage stage({support::slow_reply(support::modified("src/calc.py", scene::k_right), std::chrono::milliseconds(20))},
                {plugins::labelled_configuration(slow_check)});
    stage.job.cancel_after_ms = after_ms;
    stage.job.cancel_signals = after_ms % 2 == 0 ? std::vector<std::string>{"SIGINT", "SIGTERM"} : std::vector<std::string>{"SIGTERM"};
    const JobResult result = stage.run();
    INFO(result.log);
    CHECK((result.exit == 130 || result.exit == 143 || result.exit == 0));
    CHECK(result.orphans.empty());
    CHECK(stage.staged.is_untouched());
    CHECK(stage.pull_requests() == (result.exit == 0 ? 1 : 0));
    const std::string branches = stage.staged.proposed_branches();
    CHECK((result.exit == 0) == has(branches, "proffer/"));
    if (result.exit == 0 || !std::filesystem::exists(stage.staged.path() / "proffer-report/report.md")) return;
    CHECK(result.outputs.at("conclusion") == "cancelled");
    CHECK(has(stage.staged.report("report.md"), "cancelled"));
}
