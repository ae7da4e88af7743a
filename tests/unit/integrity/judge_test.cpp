// What edits do to tests, in the cases that the corpus does not name; the policies; hostile input (F2).
#include "integrity/judge.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>

#include "support/memory_snapshot.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using domain::Edit;
using domain::EditSet;
using domain::TestsPolicy;
using integrity::TestChanges;

namespace {

Edit write(std::string_view path, std::string content) {
    return {*domain::RepoPath::parse(path), std::move(content), {}};
}
Edit removal(std::string_view path) {
    return {*domain::RepoPath::parse(path), {}, {}};
}

constexpr const char* k_test = "from calc import add\n\n\ndef test_add():\n    assert add(1, 2) == 3\n";

TestChanges read(const EditSet& edits, const support::MemorySnapshot& base, const domain::TestsSettings& tests = {},
                 const std::vector<domain::CheckSettings>& checks = {}) {
    return integrity::read_test_changes(edits, base, tests, checks);
}

std::vector<std::string> rules(const std::vector<domain::Violation>& violations) {
    std::vector<std::string> names;
    for (const auto& violation : violations) names.push_back(violation.rule);
    return names;
}

}  // namespace

TEST_CASE("integrity: a finding names the test, the place and what was done to it", "[integrity]") {
    const support::MemorySnapshot base{{"tests/test_calc.py", k_test}};
    const auto changes =
        read({write("tests/test_calc.py", "from calc import add\n\n\ndef test_add():\n    assert add(1, 2) == 4\n")}, base);
    REQUIRE(changes.findings.size() == 1);
    CHECK(integrity::text_of(changes.findings[0]) ==
          "test 'test_add' in 'tests/test_calc.py', line 4: expects or uses another value ('3' → '4')");
    CHECK(changes.changed == std::vector<std::string>{"tests/test_calc.py: test_add"});
    CHECK(changes.touched == std::vector<std::string>{"tests/test_calc.py"});
}

TEST_CASE("integrity: policies", "[integrity]") {
    const support::MemorySnapshot base{{"tests/test_calc.py", k_test}};
    const auto removed = read({removal("tests/test_calc.py")}, base);
    const auto added = read({write("tests/test_new.py", "def test_new():\n    assert 1\n")}, base);
    CHECK(rules(integrity::violations_of(removed, TestsPolicy::add)) == std::vector<std::string>{"test-deleted"});
    CHECK(integrity::violations_of(removed, TestsPolicy::edit).empty());
    CHECK(integrity::violations_of(added, TestsPolicy::add).empty());
    CHECK(rules(integrity::violations_of(added, TestsPolicy::none)) == std::vector<std::string>{"test-files"});
    CHECK(added.added == std::vector<std::string>{"tests/test_new.py: test_new"});
}

TEST_CASE("integrity: 'tests.paths' says where tests are", "[integrity]") {
    const support::MemorySnapshot base{{"proofs/a.py", "def test_a():\n    assert a() == 1\n"}, {"tests/b.py", k_test}};
    domain::TestsSettings tests;
    tests.paths = {"proofs/"};
    CHECK(read({removal("proofs/a.py")}, base, tests).findings.size() == 1);
    CHECK(read({removal("tests/b.py")}, base, tests).findings.empty());
    CHECK(read({removal("proofs/a.py")}, base).findings.empty());
}

TEST_CASE("integrity: a script that a check starts may not be changed, the program it tests may", "[integrity]") {
    const support::MemorySnapshot base{{"run.sh", "set -e\nmake\n"}, {"src/main.py", "print(1)\n"}};
    const std::vector<domain::CheckSettings> checks = {{"a", "sh ./run.sh && python src/main.py", std::chrono::seconds(1), {}, false}};
    CHECK(read({write("run.sh", "exit 0\n")}, base, {}, checks).findings.size() == 1);
    CHECK(read({write("run.sh", "exit 0\n")}, base).findings.empty());
    CHECK(read({write("src/main.py", "print(2)\n")}, base, {}, checks).findings.empty());
}

TEST_CASE("integrity: the sides of a proposal are told apart", "[integrity]") {
    const EditSet edits = {write("src/a.py", "x\n"), write("tests/conftest.py", ""), write("tests/test_a.py", "y\n")};
    CHECK(integrity::without_tests(edits, {}, {}).size() == 1);
    CHECK(integrity::only_tests(edits, {}, {}).size() == 2);
}

TEST_CASE("integrity: texts that no grammar reads are compared line by line", "[integrity]") {
    const support::MemorySnapshot base{{"tests/run.sh", "set -e\n./a | grep one\n"}, {"tests/a.lua", "assert(add(1, 2) == 3)\n"}};
    CHECK_FALSE(read({write("tests/run.sh", "./a | grep one\n")}, base).findings.empty());
    CHECK_FALSE(read({write("tests/run.sh", "set -e\nexit 0\n./a | grep one\n")}, base).findings.empty());
    CHECK_FALSE(read({write("tests/a.lua", "assert(add(1, 2))\n")}, base).findings.empty());
}

TEST_CASE("integrity: words alike but statements apart are no harmless layout", "[integrity]") {
    struct Case {
        const char *path, *before, *after;
    };
    const auto given = GENERATE(Case{"a.test.js", "it('a', () => {\n  return expect(f()).toBe(1);\n});\n",
                                     "it('a', () => {\n  return\n  expect(f()).toBe(1);\n});\n"},
                                Case{"test_a.py", "def test_a():\n    for x in y:\n        f(x)\n        assert x\n",
                                     "def test_a():\n    for x in y:\n        f(x)\n    assert x\n"});
    const support::MemorySnapshot base{{given.path, given.before}};
    CHECK_FALSE(read({write(given.path, given.after)}, base).findings.empty());
    CHECK(read({write(given.path, std::string(given.before) + "\n\n")}, base).findings.empty());
}

TEST_CASE("integrity: hostile texts end in time and without a crash (L2)", "[integrity]") {
    const auto many = [](std::string_view part, std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i) text += part;
        return text;
    };
    const std::vector<std::string> texts = {
        many("(", 200000),      many("@a\n", 60000),       many("def test_a():\n    assert 1\n", 8000),
        many("x = 1\n", 40000), many("class A { ", 20000), many("describe('a', () => {", 5000),
        many("\"", 100001),     many("`${", 50000),        many("/*", 100000),
        many("#[", 50000),      many("\x01;\x01<", 20000), std::string("\0\xff\xfe", 3) + many("\xf0\x9f", 5000)};
    const auto start = std::chrono::steady_clock::now();
    for (const char* path : {"test_a.py", "a.test.js", "a_test.go", "tests/a.rs", "ATest.java", "a_test.rb", "a_test.cc", "ATest.kt",
                             "test/a.txt", "package.json", "Makefile"})
        for (const std::string& text : texts) {
            const support::MemorySnapshot base{{path, text}};
            (void)read({write(path, text + "x")}, base);
            (void)read({write(path, "x\n" + text.substr(0, text.size() / 2))}, base);
            (void)read({removal(path)}, base);
        }
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(300));
}
