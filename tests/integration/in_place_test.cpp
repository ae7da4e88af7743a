// Agents that edit the workspace themselves (`edits: in-place`), through the built program.
#include <catch2/catch.hpp>

#include <fstream>

#include "os/files.hpp"
#include "scene.hpp"

using namespace proffer;
using namespace proffer::scene;

namespace {

class WithAgent : public Project {
 public:
    explicit WithAgent(const std::string& script, const std::string& extra = "cycles: 0\n")
        : Project(configuration("provider: command, edits: in-place, name: my-agent, command: 'sh \"$AGENT\"'", extra)) {
        std::ofstream(home() / "agent.sh") << script;
    }
    [[nodiscard]] support::JsonRun run(const std::vector<std::string>& arguments = {"run", "fix-add", "--isolation", "L1"}) const {
        return support::proffer_json(*this, arguments,
                                     {{"AGENT", (home() / "agent.sh").string()}, {"PROFFER_TOKEN", "token-0123456789abcdef"}});
    }
};

}  // namespace

TEST_CASE("in-place: an agent edits the workspace, and its changes are the proposal", "[in-place]") {
    WithAgent project(
        "cat > \"$HOME/asked\"\necho WORKING on it\nenv > \"$HOME/environment\"\n"
        "sed -i 's/a - b/a + b/' src/calc.py\n");
    const auto done = project.run();
    INFO(done.finished.error_output);
    CHECK(done.result.string_or("conclusion", "") == "success");
    CHECK(project.git_in(project.remote, {"show", "proffer/fix-add:src/calc.py"}) + "\n" == k_right);
    CHECK(project.is_untouched());
    const std::string asked = os::read_file(project.home() / "asked").value_or("");
    CHECK_THAT(asked, Catch::Matchers::Contains("edit them there"));
    CHECK_THAT(asked, Catch::Matchers::Contains("Make add return the sum."));
    CHECK_THAT(asked, !Catch::Matchers::Contains("<MODIFIED"));
    CHECK_THAT(os::read_file(project.home() / "environment").value_or(""), !Catch::Matchers::Contains("token-0123456789abcdef"));
    CHECK_THAT(project.report("report.md"), Catch::Matchers::Contains("WORKING on it"));
    CHECK_THAT(project.report("report.md"), Catch::Matchers::Contains("format `in-place`"));
    CHECK_THAT(project.git_in(project.remote, {"log", "-1", "--format=%B", "proffer/fix-add"}),
               Catch::Matchers::Contains("Assisted-by: command my-agent"));
    // What it changed is in its recorded reply, so the run can be replayed without it.
    const auto again = support::proffer(project, {"replay", "proffer-report"});
    INFO(again.error_output);
    CHECK(again.exit_status == 0);
}

TEST_CASE("in-place: a failed check goes back to the agent, which starts from the base again", "[in-place]") {
    WithAgent project(
        "cat > prompt; if grep -q 'ADD-IS-WRONG: 6' prompt; then rm prompt; grep -q 'a - b' src/calc.py || exit 9\n"
        "sed -i 's/a - b/a + b/' src/calc.py; else rm prompt; sed -i 's/a - b/a * b/' src/calc.py; fi\n");
    const auto done = project.run();
    INFO(done.finished.error_output);
    CHECK(done.result.string_or("conclusion", "") == "success");
    CHECK(done.result.integer_or("attempts", 0) == 2);
    CHECK(project.git_in(project.remote, {"show", "proffer/fix-add:src/calc.py"}) + "\n" == k_right);
}

TEST_CASE("in-place: what an agent writes elsewhere is rejected, and one that fails is told", "[in-place]") {
    SECTION("outside the scope") {
        WithAgent project("echo x > notes.txt\n", "retries: 0\ncycles: 0\n");
        const auto done = project.run();
        CHECK(done.result.string_or("conclusion", "") == "rejected-edits");
        CHECK(project.is_untouched());
    }
    SECTION("a failure") {
        WithAgent project("echo NO-LOGIN >&2\nexit 3\n", "retries: 0\ncycles: 0\n");
        const auto done = project.run();
        CHECK(done.result.string_or("conclusion", "") == "model-error");
        CHECK_THAT(done.result.string_or("message", ""), Catch::Matchers::Contains("NO-LOGIN"));
    }
    SECTION("nothing to do") {
        WithAgent project("echo all is well\n");
        CHECK(project.run().result.string_or("conclusion", "") == "no-change");
    }
}
