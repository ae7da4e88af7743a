// Minimal differences through the built program: replies that do more than they must; real git, real checks.
#include <catch2/catch.hpp>

#include "json/json.hpp"
#include "scene.hpp"

using namespace proffer;
using support::modified;

namespace {

constexpr const char* k_before =
    "def add(a, b):\n    return a - b\n\n\ndef times(a, b):\n    return a * b\n\n\ndef half(a):\n    rest = a / 2\n    rest += 0\n    "
    "return rest\n";
/// The sum is right; `times` is laid out anew, `half` and its name are rewritten, and there is a helper that nobody asked for.
constexpr const char* k_after =
    "def add(a, b):\n    return a + b\n\n\ndef times(a, b):\n    return  a*b\n\n\ndef half(a):\n    rest = a * 0.5\n    rest += 0\n    "
    "return rest\n"
    "\n\ndef unasked(value):\n    return value\n";
constexpr const char* k_smallest =
    "def add(a, b):\n    return a + b\n\n\ndef times(a, b):\n    return a * b\n\n\ndef half(a):\n    rest = a / 2\n    rest += 0\n    "
    "return rest\n";
constexpr const char* k_test =
    "import unittest\n\nfrom src.calc import add\n\n\nclass CalcTest(unittest.TestCase):\n    def test_add(self):\n"
    "        self.assertEqual(add(2, 3), 5)\n";

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

class Surplus : public support::TestRepository {
 public:
    explicit Surplus(const std::string& extra = "", const std::string& test = k_test,
                     const std::string& check = "python3 -B -m unittest -q") {
        write("src/calc.py", k_before);
        write("src/__init__.py", "");
        write("tests/__init__.py", "");
        if (!test.empty()) write("tests/test_calc.py", test);
        write(".proffer.yml", "version: 1\nallowed: [.]\nretries: 0\ncycles: 0\nmodel: {provider: replay}\n" + extra +
                                  "checks:\n  - {name: tests, run: " + check +
                                  ", timeout: 60s}\ntasks:\n  fix-add:\n    files: [src/calc.py]\n    instruction: Make the sum right.\n");
        commit("base");
        remote = add_bare_remote();
    }
    [[nodiscard]] os::Finished run(const std::string& reply) const {
        return support::proffer(*this, {"run", "fix-add", "--replay", support::record_replies(*this, {reply}).string()});
    }
    [[nodiscard]] std::string proposed(const std::string& path = "src/calc.py") const {
        return git_in(remote, {"show", "proffer/fix-add:" + path});
    }
    [[nodiscard]] json::Value report() const { return *json::Value::parse(read("proffer-report/report.json")); }
    [[nodiscard]] std::string body() const { return json::Value::parse(read("proffer-report/pull-request.json"))->string_or("body", ""); }
    std::filesystem::path remote;
};

std::string without_end(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

}  // namespace

TEST_CASE("minimise: of one hunk that is needed and three that are not, one is proposed; a replay reaches the same tree", "[minimise]") {
    const Surplus project;
    const auto run = project.run(modified("src/calc.py", k_after));
    INFO(run.error_output);
    REQUIRE(run.exit_status == 0);
    CHECK(without_end(project.proposed()) == without_end(k_smallest));
    const json::Value minimised = *project.report().at("minimised");
    CHECK(minimised.number_or("hunks", 0) == 4);
    CHECK(minimised.find("dropped")->elements().size() == 3);
    CHECK(minimised.string_or("why_stopped", "") == "complete");
    const std::string body = project.body();
    INFO(body);
    CHECK(holds(body, "- Minimal difference: 3 of 4 hunks were dropped: the checks are as green without"));
    CHECK(holds(body, "1 file changed, +1 −1"));
    CHECK(holds(body, "red → green"));
    CHECK(holds(project.read("proffer-report/report.md"), "`src/calc.py:6 (+1 −1), layout only`"));
    const auto replayed = support::proffer(project, {"replay", "proffer-report"});
    INFO(replayed.error_output << replayed.output);
    CHECK(replayed.exit_status == 0);
}

TEST_CASE("minimise: false leaves the reply as it is", "[minimise]") {
    const Surplus project("minimise: false\n");
    REQUIRE(project.run(modified("src/calc.py", k_after)).exit_status == 0);
    CHECK(without_end(project.proposed()) == without_end(k_after));
    CHECK(project.report().at("minimised")->is_null());
    CHECK(support::proffer(project, {"replay", "proffer-report"}).exit_status == 0);
}

TEST_CASE("minimise: with checks that are green on the base as well only layout goes", "[minimise]") {
    const Surplus project("", "", "python3 -B -m src.calc");
    const auto run = project.run(modified("src/calc.py", k_after));
    INFO(run.error_output);
    REQUIRE(run.exit_status == 0);
    const std::string proposed = project.proposed();
    CHECK(holds(proposed, "return a + b"));
    CHECK(holds(proposed, "return a * b"));
    CHECK(holds(proposed, "a * 0.5"));
    CHECK(holds(proposed, "unasked"));
}

TEST_CASE("minimise: red-green: the new test stays, and what it does not need goes", "[minimise]") {
    const Surplus project("proof: red-green\n", "");
    const auto run =
        project.run(modified("src/calc.py", k_after) + modified("tests/test_calc.py", k_test) + modified("README.md", "A calculator.\n"));
    INFO(run.error_output);
    REQUIRE(run.exit_status == 0);
    CHECK(without_end(project.proposed()) == without_end(k_smallest));
    CHECK(holds(project.proposed("tests/test_calc.py"), "assertEqual"));
    CHECK(holds(project.proposed("README.md"), "calculator"));
    CHECK(project.report().at("proof")->boolean_or("proved", false));
}

TEST_CASE("minimise: checks that take long are not run again and again", "[minimise]") {
    const Surplus project("limits: {time: 12s}\n", k_test, "sleep 2.5 && python3 -B -m unittest -q");
    const auto run = project.run(modified("src/calc.py", k_after));
    INFO(run.error_output);
    REQUIRE(run.exit_status == 0);
    CHECK(without_end(project.proposed()) == without_end(k_after));
    CHECK(support::proffer(project, {"replay", "proffer-report"}).exit_status == 0);
}
