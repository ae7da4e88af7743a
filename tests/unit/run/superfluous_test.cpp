// Which parts of a proposal could go, and which never.
#include "run/superfluous.hpp"

#include <catch2/catch.hpp>

#include "support/memory_snapshot.hpp"

using namespace proffer;
using domain::EditSet;
using run::Bundle;

namespace {

constexpr const char* k_before =
    "import os\n\n\ndef add(a, b):\n    return a - b\n\n\ndef untouched(a, b):\n    return a * b\n\n\n"
    "def other(a):\n    # a comment\n    x = a\n    return x\n";

domain::Edit edit(const std::string& path, std::optional<std::string> content) {
    return {*domain::RepoPath::parse(path), std::move(content), {}};
}

std::string replaced(std::string text, const std::string& part, const std::string& instead) {
    const auto place = text.find(part);
    REQUIRE(place != std::string::npos);
    return text.replace(place, part.size(), instead);
}

/// "line:kind" of each piece, a bundle in brackets; kind is "layout", "stays" or "open".
std::string told(const EditSet& edits, const std::string& instruction = "Make the sum right.", domain::Settings settings = {}) {
    const support::MemorySnapshot base{
        {"src/a.py", k_before}, {"README.md", "Words.\n\nMore.\n"}, {"src/b.py", "def b():\n    return 1\n"}};
    const diff::Pieces pieces(edits, base);
    std::string text;
    for (const Bundle& bundle : run::bundles_of(pieces, settings, instruction)) {
        text += "[";
        for (const std::size_t piece : bundle.pieces)
            text += pieces.path_of(pieces.all()[piece]).substr(0, 5) + ":" + std::to_string(pieces.all()[piece].line()) + " ";
        text += bundle.layout ? "layout]" : bundle.stays ? "stays]" : "open]";
    }
    return text;
}

std::string fixed() {
    return replaced(k_before, "a - b", "a + b");
}

}  // namespace

TEST_CASE("run: layout goes where nothing else changes in its function", "[run]") {
    CHECK(told({edit("src/a.py", replaced(fixed(), "return a * b", "return  a*b"))}) == "[src/a:5 open][src/a:9 layout]");
    CHECK(told({edit("src/a.py", replaced(replaced(fixed(), "# a comment\n    x = a\n    return x",
                                                   "# a comment\n    x  =  a\n    y = 1\n    return x"),
                                          "a * b", "a  *  b"))}) == "[src/a:5 open][src/a:9 layout][src/a:14 open]");
    SECTION("in a function that changes it stays a part of the change") {
        CHECK(told({edit("src/a.py", replaced(replaced(fixed(), "def other(a):", "def other( a ):"), "return x", "return -x"))}) ==
              "[src/a:5 open][src/a:12 stays][src/a:15 open]");
    }
    SECTION("layout that was asked for stays") {
        CHECK(told({edit("src/a.py", replaced(fixed(), "a * b", "a  *  b"))}, "Reformat the file and fix add.").find("layout") ==
              std::string::npos);
        CHECK(told({edit("src/a.py", replaced(k_before, "a * b", "a  *  b"))}).find("layout") == std::string::npos);
    }
}

TEST_CASE("run: tests, documentation and comments stay", "[run]") {
    CHECK(told({edit("src/a.py", fixed()), edit("tests/test_a.py", "def test_x():\n    assert 1\n")}) == "[src/a:5 open][tests:1 stays]");
    CHECK(told({edit("README.md", "Words.\n\nMore words.\n"), edit("src/a.py", fixed())}) == "[READM:3 stays][src/a:5 open]");
    CHECK(told({edit("src/a.py", replaced(fixed(), "# a comment", "# a better comment"))}) == "[src/a:5 open][src/a:13 stays]");
    CHECK(told({edit("src/a.py", replaced(fixed(), "def other(a):\n", "def other(a):\n    \"\"\"Says what it is.\"\"\"\n"))}) ==
          "[src/a:5 open][src/a:13 stays]");
}

TEST_CASE("run: what the instruction names stays", "[run]") {
    const EditSet edits = {
        edit("src/a.py", replaced(fixed(), "import os\n", "import os, sys_path\n") + "\n\ndef subtract(p, q):\n    return p - q\n")};
    CHECK(told(edits) == "[src/a:1 open][src/a:5 open][src/a:16 open]");
    CHECK(told(edits, "Make the sum right, and subtract too.") == "[src/a:1 open][src/a:5 open][src/a:16 stays]");
    CHECK(told(edits, "Make it right; `sys_path` may be missing.") == "[src/a:1 stays][src/a:5 open][src/a:16 open]");
}

TEST_CASE("run: pieces that bring in or take away one name come and go together", "[run]") {
    CHECK(told({edit("src/a.py", replaced(replaced(fixed(), "import os\n", "import os\nimport json\n"), "x = a\n",
                                          "x = json.dumps(a)\n"))}) == "[src/a:2 src/a:15 open][src/a:6 open]");
    CHECK(told({edit("src/a.py", replaced(fixed(), "x = a\n", "x = a['key_of']\n")),
                edit("src/b.py", "def b():\n    return {'key_of': 1}\n")}) == "[src/a:5 open][src/a:14 src/b:2 open]");
    // What a test speaks of is no more superfluous than the test.
    CHECK(told({edit("src/a.py", fixed() + "\n\ndef twice(n):\n    return n * 2\n"),
                edit("tests/test_a.py", "from src.a import twice\ndef test_x():\n    assert twice(1) == 2\n")}) ==
          "[src/a:5 open][src/a:16 tests:1 stays]");
}

TEST_CASE("run: I4: a proposal of very many pieces is not judged, and kept", "[run]") {
    std::string before, after;
    for (int i = 0; i < 3000; ++i) {
        before += "a" + std::to_string(i) + " = 1\n\n\n";
        after += "a" + std::to_string(i) + " = 2\n\n\n";
    }
    const support::MemorySnapshot base{{"src/a.py", before}};
    const diff::Pieces pieces({edit("src/a.py", after)}, base);
    CHECK(pieces.size() == 3000);
    for (const Bundle& bundle : run::bundles_of(pieces, {}, "x")) CHECK(bundle.stays);
}
