// Checks on a workspace that only remembers what it was asked.
#include "check/runner.hpp"

#include <functional>

#include "support/require_ok.hpp"

namespace check = proffer::check;
namespace workspace = proffer::workspace;
using proffer::Error;
using proffer::ErrorCode;
using proffer::Result;
using proffer::base::Redactor;
using proffer::domain::CheckResult;
using proffer::domain::CheckSettings;
using proffer::domain::EditSet;
using proffer::domain::Verdict;
using namespace std::chrono_literals;

namespace {

using Answer = std::function<Result<workspace::WorkFinished>(const workspace::WorkCommand&)>;

class FakeFactory : public workspace::WorkspaceFactory {
 public:
    explicit FakeFactory(Answer answer) : answer_(std::move(answer)) {}
    [[nodiscard]] const proffer::domain::Isolation& isolation() const override { return isolation_; }
    Result<std::unique_ptr<workspace::Workspace>> make(const EditSet&) override {
        ++made;
        return std::unique_ptr<workspace::Workspace>(std::make_unique<FakeWorkspace>(*this));
    }

    std::vector<workspace::WorkCommand> commands;
    int made = 0;

 private:
    class FakeWorkspace : public workspace::Workspace {
     public:
        explicit FakeWorkspace(FakeFactory& factory) : factory_(factory) {}
        Result<workspace::WorkFinished> run(const workspace::WorkCommand& command) override {
            factory_.commands.push_back(command);
            return factory_.answer_(command);
        }

     private:
        FakeFactory& factory_;
    };

    Answer answer_;
    proffer::domain::Isolation isolation_;
};

Answer exits(int status) {
    return [status](const workspace::WorkCommand&) {
        workspace::WorkFinished finished;
        finished.exit_status = status;
        return finished;
    };
}

proffer::domain::Edit edit(const std::string& path, std::optional<std::string> content = "x") {
    return {proffer::domain::RepoPath::parse(path).value(), std::move(content), {}};
}

CheckSettings settings(std::string name, std::string run, std::vector<std::string> on = {}) {
    CheckSettings check;
    check.name = std::move(name);
    check.run = std::move(run);
    check.on = std::move(on);
    return check;
}

std::vector<CheckResult> run(const std::vector<CheckSettings>& checks, const EditSet& edits, FakeFactory& factory,
                             std::chrono::milliseconds time_left = 1h, const Redactor& redactor = Redactor(),
                             const check::CheckWatcher& watcher = {}) {
    auto results = check::run_checks(checks, edits, factory, redactor, time_left, watcher);
    REQUIRE_OK(results);
    return *std::move(results);
}

}  // namespace

TEST_CASE("check: all run in order in one workspace", "[check]") {
    FakeFactory factory(exits(0));
    const auto results = run({settings("one", "a"), settings("two", "b")}, {edit("x.py")}, factory);
    REQUIRE(results.size() == 2);
    CHECK(results[0].name == "one");
    CHECK(results[0].verdict == Verdict::passed);
    CHECK(results[1].command == "b");
    CHECK(results[1].verdict == Verdict::passed);
    CHECK(factory.made == 1);
    CHECK(check::all_passed(results));
    CHECK(check::all_passed({}));
}

TEST_CASE("check: X10 the verdict is the exit status; after a failure the others are not run", "[check]") {
    FakeFactory factory([](const workspace::WorkCommand&) {
        workspace::WorkFinished finished;
        finished.exit_status = 3;
        finished.output = "all passed\n";
        return finished;
    });
    const auto results = run({settings("one", "a"), settings("two", "b")}, {edit("x.py")}, factory);
    CHECK(results[0].verdict == Verdict::failed);
    CHECK(results[0].exit_status == 3);
    CHECK(results[0].output == "all passed\n");
    CHECK(results[1].verdict == Verdict::not_run);
    CHECK(results[1].note == "an earlier check did not pass");
    CHECK(factory.commands.size() == 1);
    CHECK_FALSE(check::all_passed(results));
}

TEST_CASE("check: one whose 'on' matches no changed file is not run and counts as passed", "[check]") {
    FakeFactory factory(exits(0));
    const auto results =
        run({settings("lint", "ruff", {"**/*.py", "*.pyi"}), settings("rest", "b", {"docs/"})}, {edit("docs/a.md")}, factory);
    CHECK(results[0].verdict == Verdict::not_run);
    CHECK(results[0].note == "no changed file matches '**/*.py' or '*.pyi'");
    CHECK(results[1].verdict == Verdict::passed);
    CHECK(check::all_passed(results));
    FakeFactory untouched(exits(0));
    CHECK(check::all_passed(run({settings("lint", "ruff", {"*.py"})}, {edit("a.md")}, untouched)));
    CHECK(untouched.made == 0);
}

TEST_CASE("check: C5 {{files}} becomes quoted paths of changed files that match and are there", "[check]") {
    FakeFactory factory(exits(0));
    const EditSet edits = {edit("-rf.py"), edit("a b.py"), edit("gone.py", {}), edit("it's $(x).py"), edit("notes.md")};
    const auto results =
        run({settings("lint", "ruff {{files}} && echo {{files}} {{task}}", {"*.py"}), settings("all", "ls {{files}}")}, edits, factory);
    CHECK(results[0].command == "ruff ./-rf.py 'a b.py' 'it'\\''s $(x).py' && echo ./-rf.py 'a b.py' 'it'\\''s $(x).py' {{task}}");
    CHECK(factory.commands[0].shell_line == results[0].command);
    CHECK(results[1].command == "ls ./-rf.py 'a b.py' 'it'\\''s $(x).py' notes.md");
}

TEST_CASE("check: {{files}} with only removed files is not run", "[check]") {
    FakeFactory factory(exits(0));
    const auto results =
        run({settings("lint", "ruff {{files}}", {"*.py"}), settings("tests", "pytest", {"*.py"})}, {edit("a.py", {})}, factory);
    CHECK(results[0].verdict == Verdict::not_run);
    CHECK(results[0].note == "no changed file is left to check");
    CHECK(results[1].verdict == Verdict::passed);
}

TEST_CASE("check: timeout and network go to the workspace; the time left caps the timeout", "[check]") {
    FakeFactory factory([](const workspace::WorkCommand&) {
        workspace::WorkFinished finished;
        finished.timed_out = true;
        finished.exit_status = 143;
        return finished;
    });
    auto slow = settings("slow", "a");
    slow.timeout = 2s;
    slow.network = true;
    auto results = run({slow}, {edit("x")}, factory);
    CHECK(results[0].verdict == Verdict::timed_out);
    CHECK(results[0].note == "timed out after 2.0 s");
    CHECK(factory.commands[0].timeout == 2s);
    CHECK(factory.commands[0].network);
    CHECK_FALSE(check::all_passed(results));

    results = run({slow}, {edit("x")}, factory, 500ms);
    CHECK(factory.commands[1].timeout <= 500ms);
    CHECK(results[0].note.ends_with(", the time of the run is used up"));

    results = run({slow}, {edit("x")}, factory, 0ms);
    CHECK(factory.commands.size() == 2);
    CHECK(results[0].verdict == Verdict::timed_out);
    CHECK(results[0].note == "the time of the run is used up");
}

TEST_CASE("check: O8 output is redacted, also across chunks, and what is kept is bounded", "[check]") {
    const std::string secret = "canary-0123456789";
    FakeFactory factory([&](const workspace::WorkCommand& command) {
        workspace::WorkFinished finished;
        finished.output = "head " + secret + "\n" + std::string(300'000, 'x') + "\n" + secret + " tail";
        finished.output_bytes = finished.output.size();
        for (std::size_t at = 0; at < finished.output.size(); at += 11) command.on_output(std::string_view(finished.output).substr(at, 11));
        return finished;
    });
    std::string shown;
    check::CheckWatcher watcher;
    watcher.on_output = [&](std::string_view bytes) { shown += bytes; };
    const auto results = run({settings("one", "a")}, {edit("x")}, factory, 1h, Redactor({secret}), watcher);
    CHECK(results[0].output.starts_with("head ***\n"));
    CHECK(results[0].output.ends_with("*** tail"));
    CHECK(results[0].output.size() < 66'000);
    CHECK(results[0].output.find("left out") != std::string::npos);
    CHECK(shown.starts_with("head ***\nxxx"));
    CHECK(shown.ends_with("x\n*** tail"));
    CHECK(shown.size() > 300'000);
}

TEST_CASE("check: the gap tells what the workspace left out too", "[check]") {
    FakeFactory factory([](const workspace::WorkCommand&) {
        workspace::WorkFinished finished;
        finished.output = std::string(500'000, 'a') + "\n[gap]\n" + std::string(500'000, 'b');
        finished.output_bytes = 10'000'000;
        return finished;
    });
    const auto results = run({settings("one", "a")}, {edit("x")}, factory);
    CHECK(results[0].output.find("[… 9934464 bytes left out …]") != std::string::npos);
    CHECK(results[0].output_bytes == 10'000'000);
}

TEST_CASE("check: the watcher hears of each check", "[check]") {
    FakeFactory factory(exits(1));
    std::string heard;
    check::CheckWatcher watcher;
    watcher.on_start = [&](const CheckSettings& check) { heard += "start " + check.name + "\n"; };
    watcher.on_finish = [&](const CheckResult& result) { heard += "finish " + result.name + "\n"; };
    (void)run({settings("one", "a"), settings("two", "b")}, {edit("x")}, factory, 1h, Redactor(), watcher);
    CHECK(heard == "start one\nfinish one\nfinish two\n");
}

TEST_CASE("check: a workspace that cannot run is an error, not a failed check", "[check]") {
    FakeFactory factory([](const workspace::WorkCommand&) { return Error{ErrorCode::interrupted, "stopped", "", {}}; });
    const auto results = check::run_checks({settings("one", "a")}, {edit("x")}, factory, Redactor(), 1h, {});
    REQUIRE_FALSE(results.has_value());
    CHECK(results.error().code == ErrorCode::interrupted);
    CHECK(results.error().trail == std::vector<std::string>{"running check 'one'"});
}
