// A run makes its proposal no larger than its checks need.
#include "run/minimise.hpp"

#include <catch2/catch.hpp>

#include "fakes.hpp"

using namespace proffer;
using domain::Conclusion;
using run_test::World;

namespace {

constexpr const char* k_before = "def f():\n    return 'old'\n\n\ndef g(a, b):\n    return a * b\n\n\ndef h():\n    x = 1\n    return x\n";
constexpr const char* k_after = "def f():\n    return 'right'\n\n\ndef g(a, b):\n    return  a*b\n\n\ndef h():\n    x = 2\n    return x\n";
constexpr const char* k_smallest =
    "def f():\n    return 'right'\n\n\ndef g(a, b):\n    return a * b\n\n\ndef h():\n    x = 1\n    return x\n";

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// Checks pass where "right" is among the edits; the reply fixes f, lays out g and changes h.
struct Minimising : World {
    Minimising() {
        request.task.files = {"src/a.py"};
        request.task.instruction = "Do it.";
        repository.tree.add("src/a.py", k_before);
        script.add_file("src/a.py", k_after);
    }
    std::string proposed() {
        CHECK(run().conclusion == Conclusion::success);
        REQUIRE(repository.committed.size() == 1);
        return repository.committed[0].content.value_or("");
    }
};

}  // namespace

TEST_CASE("run: what is not needed for green is dropped, and told everywhere", "[run]") {
    Minimising world;
    CHECK(world.proposed() == k_smallest);
    CHECK(contains(world.artifact.journal,
                   "\"event\":\"minimised\",\"hunks\":3,\"dropped\":[\"src/a.py:6 (+1 −1), layout only\","
                   "\"src/a.py:10 (+1 −1)\"]"));
    CHECK(contains(world.artifact.journal, "\"why_stopped\":\"complete\""));
    CHECK(world.artifact.journal.find("\"minimised\"") < world.artifact.journal.find("\"proved\""));
    REQUIRE(world.published.size() == 1);
    CHECK(contains(world.published[0].body, "- Minimal difference: 2 of 3 hunks were dropped"));
    CHECK(contains(world.published[0].body, "1 file changed, +1 −1"));
    CHECK(contains(world.artifact.files.at("report.md"), "## Minimal difference"));
    CHECK(contains(world.artifact.files.at("report.md"), "`src/a.py:10 (+1 −1)`"));
    CHECK(contains(world.artifact.files.at("report.html"), "id=\"minimal\""));
    CHECK(contains(world.artifact.files.at("report.json"), "\"why_stopped\": \"complete\""));
    CHECK(contains(world.artifact.files.at("report.junit.xml"), "2 of 3 hunks were dropped"));
}

TEST_CASE("run: the key switches it off; a failed proposal stays as it is", "[run]") {
    Minimising world;
    SECTION("off") {
        world.request.task.settings.minimise = false;
        CHECK(world.proposed() == k_after);
    }
    SECTION("failed") {
        world.script.replies.clear();
        world.request.task.settings.retries = 0;
        world.script.add_file("src/a.py", "def f():\n    return 'wrong'\n");
        CHECK(world.run().conclusion == Conclusion::checks_failed);
    }
    CHECK_FALSE(contains(world.artifact.journal, "\"event\":\"minimised\""));
}

TEST_CASE("run: without checks only layout goes", "[run]") {
    Minimising world;
    const bool is_dry = GENERATE(true, false);
    world.request.dry_run = is_dry;
    if (!is_dry) world.request.task.settings.checks.clear();
    const std::string text = world.proposed();
    CHECK(contains(text, "return a * b"));
    CHECK(contains(text, "x = 2"));
    CHECK(contains(world.artifact.journal, "\"trials\":0"));
}

TEST_CASE("run: a replay takes as many trials as the run took, whatever the time", "[run]") {
    Minimising world;
    SECTION("none") {
        world.request.minimising_trials = 0;
        CHECK(world.proposed() == k_after);
        CHECK_FALSE(contains(world.artifact.journal, "\"event\":\"minimised\""));
    }
    SECTION("one: for the layout") {
        world.request.minimising_trials = 1;
        const std::string text = world.proposed();
        CHECK(contains(text, "return a * b"));
        CHECK(contains(text, "x = 2"));
        CHECK(contains(world.artifact.journal, "\"why_stopped\":\"trials\""));
    }
    SECTION("enough") {
        world.request.minimising_trials = 30;
        CHECK(world.proposed() == k_smallest);
    }
}

TEST_CASE("run: something of a file that the instruction names stays", "[run]") {
    Minimising world;
    world.repository.tree.add("src/other.py", "def o():\n    return 1\n");
    world.request.task.files = {};
    world.request.task.instruction = "Change src/a.py and src/other.py.";
    world.script.replies.clear();
    world.script.add(std::string("<MODIFIED path=\"src/a.py\">\n") + k_after +
                     "</MODIFIED>\n<MODIFIED path=\"src/other.py\">\ndef o():\n    return 2\n</MODIFIED>\n");
    CHECK(world.run().conclusion == Conclusion::success);
    REQUIRE(world.repository.committed.size() == 2);
    CHECK(world.repository.committed[0].content == k_smallest);
}
