// What trials prove: a table of outcomes, and the proof as the run records it (F2).
#include "run/proof.hpp"

#include <catch2/catch.hpp>

#include "fakes.hpp"

using namespace proffer;
using domain::CheckResult;
using domain::Verdict;
using run::CheckResults;

namespace {

CheckResults result(Verdict verdict, int exit_status = 0) {
    CheckResult check;
    check.name = "tests";
    check.verdict = verdict;
    check.exit_status = exit_status;
    return {check};
}

const CheckResults k_green = result(Verdict::passed);
const CheckResults k_red = result(Verdict::failed, 1);
const CheckResults k_cannot_start = result(Verdict::failed, 127);
const CheckResults k_hangs = result(Verdict::timed_out, 143);
const CheckResults k_not_run = result(Verdict::not_run);

}  // namespace

TEST_CASE("proof: what counts as red → green", "[run]") {
    struct Case {
        CheckResults base, proposal, new_tests, alone, control;
        bool has_tests, proved;
    };
    const std::vector<Case> cases = {
        {k_green, k_green, k_red, {}, {}, true, true},          {k_green, k_green, k_hangs, {}, {}, true, true},
        {k_green, k_green, k_green, {}, {}, true, false},       {k_green, k_green, k_cannot_start, {}, {}, true, false},
        {k_green, k_green, k_not_run, {}, {}, true, false},     {k_green, k_not_run, k_red, {}, {}, true, false},
        {k_green, k_red, k_red, {}, {}, true, false},           {k_red, k_green, {}, {}, {}, false, true},
        {k_green, k_green, {}, {}, {}, false, false},           {k_not_run, k_green, {}, {}, {}, false, false},
        {k_red, k_green, k_red, {}, {}, true, false},           {k_red, k_green, k_red, k_red, k_green, true, true},
        {k_red, k_green, k_red, k_green, k_green, true, false}, {k_red, k_green, k_red, k_red, k_red, true, false},
    };
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const Case& given = cases[i];
        const auto judged = run::judge_red_green(given.base, given.proposal, given.new_tests, given.alone, given.control, given.has_tests);
        INFO("case " << i << ": " << judged.statement);
        CHECK(judged.proved == given.proved);
        CHECK_FALSE(judged.statement.empty());
    }
}

TEST_CASE("proof: the base is run once and the block is recorded before the proposal", "[run]") {
    run_test::World world;
    world.script.add_file("src/a.txt", "right\n");
    const auto outcome = world.run();
    REQUIRE(outcome.summary.proof);
    CHECK(outcome.summary.proof->proved);
    CHECK(outcome.summary.proof->statement == "red → green: 'tests' failed on the base commit");
    REQUIRE(outcome.summary.proof->base.size() == 1);
    CHECK(outcome.summary.proof->base[0].verdict == Verdict::failed);
    const std::string& journal = world.artifact.journal;
    CHECK(journal.find("\"trial-finished\"") == journal.rfind("\"trial-finished\""));
    CHECK(journal.find("\"proved\"") < journal.find("\"proposal-made\""));
}

TEST_CASE("proof: with red-green a proposal that is not proved is a draft that says so", "[run]") {
    run_test::World world;
    world.repository.tree.add("src/a.txt", "old\n");
    world.request.task.settings.proof = domain::Proof::red_green;
    world.request.task.settings.retries = 0;
    world.request.task.settings.allowed = {"."};
    world.script.add("<MODIFIED path=\"src/a.txt\">\nright\n</MODIFIED>\n<MODIFIED path=\"tests/test_a.py\">\nimport right\n</MODIFIED>\n");
    const auto outcome = world.run();
    CHECK(outcome.conclusion == domain::Conclusion::checks_failed);
    REQUIRE(world.published.size() == 1);
    CHECK(world.published[0].draft);
    CHECK(world.published[0].body.find("**Not proved: this is a draft for people to look at.**") != std::string::npos);
}

TEST_CASE("proof: checks that had nothing to look at prove nothing", "[run]") {
    run_test::World world;
    world.request.task.settings.checks[0].on = {"*.c"};
    world.script.add_file("src/a.txt", "right\n");
    CHECK(world.run().conclusion == domain::Conclusion::success);
    REQUIRE(world.published.size() == 1);
    CHECK(world.published[0].draft);
    CHECK(world.published[0].body.find("nothing has been proved") != std::string::npos);
}

TEST_CASE("proof: a weakened test ends the attempt and is fed back by name", "[run]") {
    run_test::World world;
    world.repository.tree.add("tests/test_a.py", "def test_a():\n    assert a() == 1\n");
    world.request.task.settings.allowed = {"."};
    world.script.add("<MODIFIED path=\"src/a.txt\">\nright\n</MODIFIED>\n<DELETED path=\"tests/test_a.py\"/>\n");
    world.script.add_file("src/a.txt", "right\n");
    CHECK(world.run().conclusion == domain::Conclusion::success);
    REQUIRE(world.script.asked.size() == 2);
    CHECK(world.script.asked[1].messages.back().text.find("test 'test_a' is deleted with its file") != std::string::npos);
}
