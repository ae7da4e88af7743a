// Flags that replace values of the configuration, up to the pull request that a forge shows.
#include <catch2/catch.hpp>

#include "staged.hpp"

using namespace proffer;
using scene::has;
using scene::Staged;
using scene::StageKind;

namespace {

support::JsonRun run_with(const Staged& staged, std::vector<std::string> flags, const std::string& path = "src/calc.py") {
    const auto replies = support::record_replies(staged, {support::modified(path, scene::k_right)});
    std::vector<std::string> arguments = {"run", "fix-add", "--replay", replies.string()};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return support::proffer_json(staged, arguments, staged.stage.environment());
}

}  // namespace

TEST_CASE("flags: what they say of the pull request stands above the configuration", "[flags]") {
    Staged staged(StageKind::gitea, "labels: [from-the-file], title: From the file, milestone: from the file, draft: false");
    staged.stage.api().add_milestone("1.0");
    const auto run = run_with(
        staged, {"--title=Add adds, at last", "--body=[Of {{task}}, once]", "--labels=one, two\nthree", "--milestone=1.0", "--draft=true",
                 "--branch=robot/{{task}}", "--branch-suffix=short-commit-hash", "--signoff", "--committer=Ada <ada@example.org>"});
    INFO(scene::text_of(run));
    CHECK(run.finished.exit_status == 0);
    const auto pulls = staged.stage.api().pull_requests();
    REQUIRE(pulls.size() == 1);
    CHECK(pulls[0].title == "Add adds, at last");
    CHECK(has(pulls[0].body, "[Of fix-add, once]"));
    CHECK(pulls[0].labels == std::vector<std::string>{"one", "two", "three"});
    CHECK(pulls[0].milestone == "1.0");
    CHECK(pulls[0].draft);
    CHECK(pulls[0].head == "robot/fix-add-" + staged.base.substr(0, 7));
    CHECK(has(staged.git_in(staged.remote, {"log", "-1", "--format=%B", pulls[0].head}), "\nSigned-off-by: Ada <ada@example.org>"));
    CHECK(staged.is_untouched());
}

TEST_CASE("flags: an empty list empties what the configuration says", "[flags]") {
    Staged staged(StageKind::gitea, "labels: [from-the-file]");
    const auto run = run_with(staged, {"--labels", ""});
    CHECK(run.finished.exit_status == 0);
    REQUIRE(staged.stage.api().pull_requests().size() == 1);
    CHECK(staged.stage.api().pull_requests()[0].labels.empty());
}

TEST_CASE("flags: allowed paths narrow and widen, in both halves of a run and in publish", "[flags]") {
    Staged staged(StageKind::gitea);
    SECTION("narrowed") {
        const auto run = run_with(staged, {"--allowed-paths=docs/"}, "src/__init__.py");
        CHECK(has(run.finished.output, "\"rejected-edits\""));
        CHECK(staged.stage.api().pull_requests().empty());
    }
    SECTION("widened") {
        const auto replies = support::record_replies(staged, {support::modified("notes.txt", "proposed\n")});
        const auto config = staged.beside("config.yml");
        std::ofstream(config) << "version: 1\nallowed: [src/]\npull_request: {labels: []}\nretries: 0\ncycles: 0\n"
                                 "tasks:\n  note:\n    on: manual\n    instruction: Write notes.\n    model: {provider: replay}\n";
        const std::vector<std::string> start = {"--config", config.string()};
        const auto with = [&](std::vector<std::string> arguments) {
            arguments.insert(arguments.end(), start.begin(), start.end());
            return support::proffer_json(staged, arguments, staged.stage.environment());
        };
        CHECK(with({"propose", "note", "--replay", replies.string()}).finished.exit_status == 1);
        REQUIRE(with({"propose", "note", "--replay", replies.string(), "--allowed-paths=src/,notes.txt"}).finished.exit_status == 0);
        CHECK(with({"publish", "proffer-report"}).finished.exit_status != 0);
        CHECK(staged.stage.api().pull_requests().empty());
        CHECK(with({"publish", "proffer-report", "--allowed-paths=notes.txt"}).finished.exit_status == 0);
        CHECK(staged.stage.api().pull_requests().size() == 1);
    }
}

TEST_CASE("flags: values that mean nothing are usage errors, before a model is asked", "[flags]") {
    const auto [flag, message] = GENERATE(table<const char*, const char*>({
        {"--allowed-paths=../x", "'../x' leaves the repository"},
        {"--max-cost=much", "'much' is no amount of money"},
        {"--draft=perhaps", "--draft"},
        {"--branch-suffix=odd", "--branch-suffix"},
        {"--sign=blood", "--sign"},
    }));
    scene::Project project(scene::configuration("provider: replay"));
    const auto replies = support::record_replies(project, {support::modified("src/calc.py", scene::k_right)});
    const auto finished = support::proffer(project, {"run", "fix-add", "--replay", replies.string(), flag});
    CAPTURE(flag, finished.error_output);
    CHECK(finished.exit_status == 2);
    CHECK(has(finished.error_output, message));
    CHECK(project.proposed_branches().empty());
}
