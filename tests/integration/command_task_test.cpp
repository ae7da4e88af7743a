// Tasks whose edits a program makes, through the built program.
#include <catch2/catch.hpp>

#include "pushing.hpp"
#include "scene.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using namespace proffer::scene;

namespace {

/// A task `format` with this command; no model can be reached, and none is needed.
std::string with_command(const std::string& command, const std::string& more = "", const std::string& top = "") {
    return "version: 1\nallowed: [src/]\nmodel: {provider: anthropic}\n" + top +
           "checks:\n  - {name: tests, run: python3 -B -m tests.check, timeout: 60s}\n"
           "tasks:\n  format:\n    on: [manual, pre-push]\n    command: |\n      " +
           command + "\n" + more;
}

const std::map<std::string, std::string> k_no_key = {{"ANTHROPIC_API_KEY", ""}};

support::JsonRun run(const Project& project, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"run", "format"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return support::proffer_json(project, std::move(arguments), k_no_key);
}

}  // namespace

TEST_CASE("command: what a program changes becomes a proposal without any model", "[command]") {
    Project project(with_command("sed -i 's/a - b/a + b/' {{files}}", "    files: [src/*.py]\n"));
    const auto done = run(project);
    INFO(done.finished.error_output);
    CHECK(done.finished.exit_status == 0);
    CHECK(done.result.string_or("conclusion", "") == "success");
    CHECK(project.git_in(project.remote, {"diff", "--name-status", "main", "proffer/format"}) == "M\tsrc/calc.py");
    CHECK(project.git_in(project.remote, {"show", "proffer/format:src/calc.py"}) + "\n" == k_right);
    CHECK(project.is_untouched());
    const std::string message = project.git_in(project.remote, {"log", "-1", "--format=%B", "proffer/format"});
    CHECK_THAT(message, Catch::Matchers::Contains("Run sed -i"));
    CHECK_THAT(message, Catch::Matchers::Contains("Proffer-Command: sed -i"));
    CHECK_THAT(message, !Catch::Matchers::Contains("Assisted-by"));
    const auto body = json::Value::parse(project.report("pull-request.json"))->string_or("body", "");
    CHECK_THAT(body, Catch::Matchers::Contains("The task's command makes the change"));
    CHECK_THAT(body, Catch::Matchers::Contains("no model was asked"));
    CHECK_THAT(body, !Catch::Matchers::Contains("anthropic"));
    CHECK_THAT(body, Catch::Matchers::Contains("red → green"));
    CHECK_THAT(project.report("report.md"), Catch::Matchers::Contains("$ sed -i 's/a - b/a + b/' 'src/__init__.py' 'src/calc.py'") ||
                                                Catch::Matchers::Contains("$ sed -i 's/a - b/a + b/' src/__init__.py src/calc.py"));
    const auto report = json::Value::parse(project.report("report.json"));
    REQUIRE_OK(report);
    CHECK(report->at("attempts")->elements().front().at("command")->string_or("verdict", "") == "passed");
    CHECK_THAT(project.report("report.junit.xml"), Catch::Matchers::Contains("name=\"command\""));
    CHECK_THAT(project.report("report.html"), Catch::Matchers::Contains("<h4>Command</h4>"));
}

TEST_CASE("command: nothing changed is no change, and nothing is published", "[command]") {
    Project project(with_command("touch src/calc.py; mkdir -p cache; echo x > cache/y"));
    const auto done = run(project);
    INFO(done.finished.error_output);
    CHECK(done.finished.exit_status == 0);
    CHECK(done.result.string_or("conclusion", "") == "no-change");
    CHECK(done.result.string_or("message", "") == "the command changes nothing");
    CHECK(project.proposed_branches().empty());
}

TEST_CASE("command: one that fails ends the run with its output in the report, once", "[command]") {
    Project project(with_command("echo half > src/calc.py; echo WHY-IT-FAILED >&2; exit 7", "", "retries: 2\ncycles: 2\n"));
    const auto done = run(project);
    CHECK(done.finished.exit_status == 1);
    CHECK(done.result.string_or("conclusion", "") == "checks-failed");
    CHECK_THAT(done.result.string_or("message", ""), Catch::Matchers::Contains("exit status 7"));
    CHECK(done.result.integer_or("attempts", 0) == 1);
    CHECK(project.proposed_branches().empty());
    for (const char* name : {"report.md", "report.html", "report.json", "report.junit.xml"})
        CHECK_THAT(project.report(name), Catch::Matchers::Contains("WHY-IT-FAILED"));
}

TEST_CASE("command: one that does not end is ended with the time of the run", "[command]") {
    Project project(with_command("echo begun; sleep 300", "    limits: {time: 2s}\n"));
    const auto done = run(project);
    CHECK(done.result.string_or("conclusion", "") == "checks-failed");
    CHECK_THAT(done.result.string_or("message", ""), Catch::Matchers::Contains("did not end in time"));
    CHECK(done.finished.duration < std::chrono::seconds(60));
}

TEST_CASE("command: its edits pass the same guards, tests and checks as a model's", "[command]") {
    SECTION("outside the scope") {
        Project project(with_command("echo x > notes.txt"));
        const auto done = run(project);
        CHECK(done.result.string_or("conclusion", "") == "rejected-edits");
        CHECK_THAT(done.result.string_or("message", ""), Catch::Matchers::Contains("outside-scope"));
    }
    SECTION("links (P3)") {
        Project project(with_command("ln -s /etc/passwd src/passwd"));
        const auto done = run(project);
        CHECK(done.result.string_or("conclusion", "") == "rejected-edits");
        CHECK_THAT(project.report("report.md"), Catch::Matchers::Contains("symbolic link"));
        CHECK_THAT(project.report("report.md"), !Catch::Matchers::Contains("root:"));
    }
    SECTION("checks") {
        Project project(with_command("sed -i 's/a - b/a * b/' src/calc.py"));
        const auto done = run(project);
        CHECK(done.result.string_or("conclusion", "") == "checks-failed");
        CHECK_THAT(project.report("report.md"), Catch::Matchers::Contains("ADD-IS-WRONG: 6"));
    }
}

TEST_CASE("command: neither network nor secrets nor the checkout are there for it (X1, X6, G5)", "[command]") {
    Project project(with_command("(env; cat /proc/net/dev) > src/seen.txt; echo mine > notes.txt; git checkout -q notes.txt; true"));
    auto environment = k_no_key;
    environment["PROFFER_TOKEN"] = "token-0123456789abcdef";
    const auto done = support::proffer_json(project, {"propose", "format", "--isolation", "L1"}, environment);
    INFO(done.finished.error_output);
    const std::string patch = project.report("proposal.patch");
    CHECK_THAT(patch, Catch::Matchers::Contains("PROFFER=1"));
    CHECK_THAT(patch, !Catch::Matchers::Contains("token-0123456789abcdef"));
    if (project.report("report.json").find("\"net\"") != std::string::npos) CHECK_THAT(patch, !Catch::Matchers::Contains("eth0"));
    CHECK(project.is_untouched());
}

TEST_CASE("command: a dry run shows what it would change", "[command]") {
    Project project(with_command("sed -i 's/a - b/a + b/' src/calc.py"));
    const auto done = support::proffer(project, {"run", "format", "--dry-run"}, k_no_key);
    INFO(done.error_output);
    CHECK(done.exit_status == 0);
    CHECK_THAT(done.output, Catch::Matchers::Contains("+    return a + b"));
    CHECK(project.proposed_branches().empty());
    CHECK(project.is_untouched());
}

TEST_CASE("command: files of the command line are what it gets, quoted for the shell", "[command]") {
    Project project(with_command("for f in {{files}}; do echo changed >> \"$f\"; done", "    checks: []\n"));
    project.write("src/it's; touch src/owned", "x\n");
    (void)project.commit("odd name");
    const auto done = run(project, {"--file", "src/it's; touch src/owned", "--file", "src/none.py", "--file", "notes.txt"});
    INFO(done.finished.error_output);
    CHECK(done.result.string_or("conclusion", "") == "success");
    const std::string patch = project.report("proposal.patch");
    CHECK_THAT(patch, Catch::Matchers::Contains("+changed"));
    CHECK_THAT(patch, !Catch::Matchers::Contains("new file"));
}

TEST_CASE("command: without a file to work on there is nothing to do", "[command]") {
    Project project(with_command("echo x > src/new.py # {{files}}", "    files: [src/*.cpp]\n"));
    const auto done = run(project);
    CHECK(done.result.string_or("conclusion", "") == "no-change");
    CHECK(done.result.string_or("message", "") == "there is no file for the command");
}
