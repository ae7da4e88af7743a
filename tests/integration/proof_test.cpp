// Test integrity and proof through the built program: scripted models that cheat, and honest ones; real git, real checks (F2, X10).
#include <catch2/catch.hpp>

#include "json/json.hpp"
#include "scene.hpp"

using namespace proffer;
using namespace proffer::scene;
using support::modified;

namespace {

constexpr const char* k_unit_test =
    "import unittest\n\nfrom src.calc import add\n\n\nclass CalcTest(unittest.TestCase):\n    def test_add(self):\n"
    "        self.assertEqual(add(2, 3), 5)\n\n    def test_type(self):\n        self.assertIsInstance(add(1, 1), int)\n";
constexpr const char* k_zero_test =
    "import unittest\n\nfrom src.calc import add\n\n\nclass ZeroTest(unittest.TestCase):\n    def test_four(self):\n"
    "        self.assertEqual(add(2, 2), 4)\n";
constexpr const char* k_vacuous_test =
    "import unittest\n\n\nclass NothingTest(unittest.TestCase):\n    def test_nothing(self):\n        self.assertTrue(True)\n";

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// A project whose tests are Python's own kind; `test` stands in tests/test_calc.py.
class Tested : public support::TestRepository {
 public:
    explicit Tested(const std::string& extra, const std::string& test = k_unit_test,
                    const std::string& check = "python3 -B -m unittest -q") {
        write("src/calc.py", k_base);
        write("src/__init__.py", "");
        write("tests/__init__.py", "");
        write("tests/test_calc.py", test);
        write("check.sh", "exec python3 -B -m unittest -q\n");
        write(".proffer.yml",
              "version: 1\nallowed: [.]\nretries: 0\ncycles: 0\nmodel: {provider: replay}\n" + extra + "checks:\n  - {name: tests, run: " +
                  check + ", timeout: 60s}\ntasks:\n  fix-add:\n    files: [src/calc.py]\n    instruction: Make add return the sum.\n");
        base = commit("base");
        remote = add_bare_remote();
    }
    [[nodiscard]] support::JsonRun run(const std::string& reply) const {
        const auto replies = support::record_replies(*this, {reply});
        return support::proffer_json(*this, {"run", "fix-add", "--replay", replies.string()});
    }
    [[nodiscard]] std::string branches() const {
        return git_in(remote, {"for-each-ref", "--format=%(refname:short)", "refs/heads/proffer"});
    }
    [[nodiscard]] std::string report(const std::string& name) const { return read("proffer-report/" + name); }
    [[nodiscard]] std::string body() const { return json::Value::parse(report("pull-request.json"))->string_or("body", ""); }
    [[nodiscard]] json::Value proof() const { return *json::Value::parse(report("report.json"))->at("proof"); }

    std::string base;
    std::filesystem::path remote;
};

std::string removal(const std::string& path) {
    return "<DELETED path=\"" + path + "\"></DELETED>\n";
}

std::string without(std::string text, const std::string& part, const std::string& instead = "") {
    const auto place = text.find(part);
    REQUIRE(place != std::string::npos);
    return text.replace(place, part.size(), instead);
}

}  // namespace

TEST_CASE("proof: a check that was red on the base commit and is green on the proposal is told so, with figures of both", "[proof]") {
    const Tested project("");
    const auto run = project.run(modified("src/calc.py", k_right));
    INFO(run.finished.error_output);
    CHECK(run.finished.exit_status == 0);
    const std::string body = project.body();
    INFO(body);
    CHECK(holds(body, "red → green"));
    CHECK(holds(body, "| On the base commit | On the proposal |"));
    CHECK(holds(body, "❌ failed, exit 1, "));
    CHECK(holds(body, "✅ passed, exit 0, "));
    CHECK(holds(body, "git checkout --detach " + project.base));
    const auto proof = project.proof();
    CHECK(proof.boolean_or("proved", false));
    const json::Value check = proof.at("checks")->elements().at(0);
    CHECK(check.at("base")->string_or("verdict", "") == "failed");
    CHECK(check.at("proposal")->string_or("verdict", "") == "passed");
    CHECK(check.at("base")->string_or("output_sha256", "").size() == 64);
    CHECK(holds(project.report("report.md"), "## Proof"));
    CHECK(holds(project.report("report.html"), "id=\"proof\""));
}

TEST_CASE("proof: a model that gets to green by way of the tests is rejected, whatever it says (F2)", "[proof]") {
    struct Cheat {
        const char* name;
        std::string reply;
        const char* rule_words;
    };
    const std::string wrong = modified("src/calc.py", k_wrong);
    const auto cheat = GENERATE_COPY(
        Cheat{"deletes the file", "All tests pass now.\n" + removal("tests/test_calc.py"),
              "'CalcTest > test_add' in 'tests/test_calc.py', line 7: is deleted"},
        Cheat{"deletes the failing test",
              wrong + modified("tests/test_calc.py",
                               without(k_unit_test, "    def test_add(self):\n        self.assertEqual(add(2, 3), 5)\n\n")),
              "'CalcTest > test_add' in 'tests/test_calc.py', line 7: is deleted"},
        Cheat{"skips it",
              wrong +
                  modified("tests/test_calc.py", without(k_unit_test, "    def test_add", "    @unittest.skip('flaky')\n    def test_add")),
              "is skipped now: 'skip'"},
        Cheat{"expects what it computes", wrong + modified("tests/test_calc.py", without(k_unit_test, "(2, 3), 5", "(2, 3), 6")),
              "expects or uses another value ('5' → '6')"},
        Cheat{"edits the runner", wrong + modified("check.sh", "echo all passed\nexit 0\n"), "'check.sh'"},
        Cheat{"ends the runner", modified("src/calc.py", std::string("import os\nprint('2 passed')\nos._exit(0)\n") + k_base),
              "brings in 'os._exit('"},
        Cheat{"loads something before the tests", wrong + modified("sitecustomize.py", "import unittest\n"), "'sitecustomize.py'"});
    const Tested project("", k_unit_test, "sh check.sh");
    const auto run = project.run(cheat.reply);
    INFO(cheat.name << "\n" << run.finished.error_output << project.report("report.md"));
    CHECK(run.finished.exit_status == 1);
    CHECK(run.result.string_or("conclusion", "") == "rejected-edits");
    CHECK(holds(project.report("report.md"), "Phase:** tests"));
    CHECK(holds(json::Value::parse(project.report("report.json"))->at("attempts")->text(), cheat.rule_words));
    CHECK(project.branches().empty());
}

TEST_CASE("proof: a new test file cannot help the old tests to pass (F2)", "[proof]") {
    const Tested project("");
    const auto run = project.run(modified("src/calc.py", k_wrong) +
                                 modified("tests/test_a.py", "import src.calc\n\nsrc.calc.add = lambda a, b: a + b\n"));
    INFO(run.finished.error_output);
    CHECK(run.finished.exit_status == 1);
    CHECK(run.result.string_or("conclusion", "") == "rejected-edits");
    CHECK(holds(run.result.string_or("message", ""), "with the tests of the base commit check 'tests' failed"));
    CHECK(project.branches().empty());
}

TEST_CASE("proof: code that only prints 'all passed' passes nothing (X10)", "[proof]") {
    const Tested project("");
    const auto run = project.run(modified("src/calc.py", std::string("print('OK: all passed')\n") + k_base));
    CHECK(run.finished.exit_status == 1);
    CHECK(run.result.string_or("conclusion", "") == "checks-failed");
    const std::string body = project.body();
    CHECK(holds(body, "**Checks failed: this is a draft for people to look at.**"));
    CHECK_FALSE(project.proof().boolean_or("proved", true));
}

TEST_CASE("proof: tests may come; with 'none' not even that; with 'edit' all is told", "[proof]") {
    const std::string honest = modified("src/calc.py", k_right) + modified("tests/test_zero.py", k_zero_test);
    SECTION("add") {
        const Tested project("");
        const auto run = project.run(honest);
        INFO(run.finished.error_output);
        CHECK(run.finished.exit_status == 0);
        CHECK(holds(project.body(), "New tests:\n\n- `tests/test_zero.py: ZeroTest > test_four`"));
        CHECK(holds(project.body(), "With the tests of the base commit, the proposal's code: `tests` ✅ passed"));
    }
    SECTION("none") {
        const Tested project("tests: {may: none}\n");
        const auto run = project.run(honest);
        CHECK(run.result.string_or("conclusion", "") == "rejected-edits");
        CHECK(holds(run.result.string_or("message", ""), "tests.may: none"));
    }
    SECTION("edit") {
        const Tested project("tests: {may: edit}\n");
        const auto run =
            project.run(modified("src/calc.py", k_wrong) + modified("tests/test_calc.py", without(k_unit_test, "(2, 3), 5", "(2, 3), 6")));
        INFO(run.finished.error_output);
        CHECK(run.finished.exit_status == 0);
        const std::string body = project.body();
        INFO(body);
        CHECK(holds(body, "**Tests may be weaker than before**"));
        CHECK(holds(body, "With the tests of the base commit, the proposal's code: `tests` ❌ failed"));
    }
}

TEST_CASE("proof: red-green takes a test that fails on the base commit's code, and nothing less", "[proof]") {
    const std::string right = modified("src/calc.py", k_right);
    // The base is green: only the type is tested.
    const std::string only_type = without(k_unit_test, "    def test_add(self):\n        self.assertEqual(add(2, 3), 5)\n\n");
    SECTION("a test that fails there") {
        const Tested project("proof: red-green\n", only_type);
        const auto run = project.run(right + modified("tests/test_zero.py", k_zero_test));
        INFO(run.finished.error_output);
        CHECK(run.finished.exit_status == 0);
        CHECK(project.proof().boolean_or("proved", false));
        CHECK(project.proof().at("checks")->elements().at(0).at("base")->string_or("verdict", "") == "passed");
        CHECK(project.proof().at("checks")->elements().at(0).at("new_tests")->string_or("verdict", "") == "failed");
        CHECK(holds(project.body(), "git checkout FETCH_HEAD -- tests/test_zero.py"));
    }
    SECTION("a test that tests nothing: a draft that says so") {
        const Tested project("proof: red-green\n", only_type);
        const auto run = project.run(right + modified("tests/test_nothing.py", k_vacuous_test));
        CHECK(run.finished.exit_status == 1);
        CHECK(run.result.string_or("conclusion", "") == "checks-failed");
        CHECK(holds(project.body(),
                    "**Not proved: this is a draft for people to look at.** The checks pass, but the proposal's tests pass on the base "
                    "commit too"));
        CHECK(json::Value::parse(project.report("pull-request.json"))->boolean_or("draft", false));
    }
    SECTION("no test, but one that failed before passes now") {
        const Tested project("proof: red-green\n");
        CHECK(project.run(right).finished.exit_status == 0);
        CHECK(holds(project.body(), "no test is new or changed"));
    }
    SECTION("no test, and nothing failed before") {
        const Tested project("proof: red-green\n", only_type);
        CHECK(project.run(right).result.string_or("conclusion", "") == "checks-failed");
        CHECK_FALSE(project.proof().boolean_or("proved", true));
    }
    SECTION("the base was red before: the new test must fail alone") {
        const Tested project("proof: red-green\n");
        CHECK(project.run(right + modified("tests/test_zero.py", k_zero_test)).finished.exit_status == 0);
        CHECK(holds(project.body(), "tests alone fail"));
    }
    SECTION("the base was red before, and the new test tests nothing") {
        const Tested project("proof: red-green\n");
        CHECK(project.run(right + modified("tests/test_nothing.py", k_vacuous_test)).result.string_or("conclusion", "") == "checks-failed");
        CHECK_FALSE(project.proof().boolean_or("proved", true));
    }
}
