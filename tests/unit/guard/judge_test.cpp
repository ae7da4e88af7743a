// Which edit sets may become proposals.
#include "guard/judge.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "support/memory_snapshot.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using domain::Edit;
using domain::EditSet;
using domain::FileMode;
using guard::Scope;

namespace {

domain::RepoPath path_of(std::string_view text) {
    auto path = domain::RepoPath::parse(text);
    REQUIRE_OK(path);
    return *path;
}

Edit write(std::string_view path, std::string content = "new\n") {
    return {path_of(path), std::move(content), {}};
}
Edit removal(std::string_view path) {
    return {path_of(path), {}, {}};
}
Edit move_to(std::string_view path, std::string_view from, std::string content) {
    return {path_of(path), std::move(content), path_of(from)};
}

support::MemorySnapshot base_tree() {
    support::MemorySnapshot base{{"src/a.py", "one\ntwo\n"}, {"src/con", "odd\n"}, {"src/x/b.py", "b\n"}, {"README.md", "readme\n"}};
    base.add("src/link", "/etc", FileMode::symlink);
    base.add("src/up", "..", FileMode::symlink);
    base.add("src/module", "", FileMode::submodule);
    base.add("src/run.sh", "#!/bin/sh\n", FileMode::executable);
    base.add("src/image.png", std::string("\x89PNG\0\1\2", 7));
    return base;
}

const Scope k_source{{"src/"}, {}, {}, {}};

std::vector<domain::Violation> judge(const EditSet& edits, const domain::Snapshot& base, const domain::Limits& limits = {},
                                     const Scope& scope = k_source) {
    return guard::judge_edits(edits, base, scope, limits, base::Redactor({"q7Zr9Xw2Lk4Tn8Vb3Mc6"}));
}

/// The broken rules in order, each once, joined by blanks.
std::string rules(const EditSet& edits, const domain::Limits& limits = {}, const Scope& scope = k_source) {
    std::string broken;
    for (const auto& violation : judge(edits, base_tree(), limits, scope)) {
        CHECK_FALSE(violation.message.empty());
        if (broken.find(violation.rule) == std::string::npos) broken += (broken.empty() ? "" : " ") + violation.rule;
    }
    return broken;
}

std::string lines(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += "line " + std::to_string(i) + "\n";
    return text;
}

}  // namespace

TEST_CASE("guard: ordinary edits pass", "[guard]") {
    CHECK(rules({write("src/a.py")}).empty());
    CHECK(rules({write("src/new/deep/file.py")}).empty());
    CHECK(rules({removal("src/a.py")}).empty());
    CHECK(rules({write("src/con", "changed\n")}).empty());  // an existing odd name may be edited
    CHECK(rules({write("src/run.sh", "#!/bin/sh\nexit 0\n")}).empty());
    CHECK(rules({}).empty());
}

TEST_CASE("guard: the scope is told to the model (P4)", "[guard]") {
    const auto found = judge({write("lib/x.py")}, base_tree(), {}, {{"src/", "tests/"}, {"CHANGELOG.md"}, {}, {}});
    REQUIRE(found.size() == 1);
    CHECK(found[0] == domain::Violation{"outside-scope", "lib/x.py",
                                        "'lib/x.py' is outside the task's scope; only 'src/', 'tests/', 'CHANGELOG.md' may be changed"});
    CHECK(rules({write("src2/a.py")}) == "outside-scope");
    CHECK(rules({removal("README.md")}) == "outside-scope");
    CHECK(rules({write("CHANGELOG.md")}, {}, {{}, {"CHANGELOG.md"}, {}, {}}).empty());
}

TEST_CASE("guard: protected files stay, even when allowed (2.5)", "[guard]") {
    const Scope everything{{"."}, {".github/workflows/ci.yml"}, {"src/x/**"}, {}};
    CHECK(rules({write(".github/workflows/ci.yml")}, {}, everything) == "protected");
    CHECK(rules({write("src/.gitattributes")}, {}, everything) == "protected");
    CHECK(rules({removal("src/x/b.py")}, {}, everything) == "protected");
    CHECK(rules({write("src/X/new.py")}, {}, everything) == "protected collision");
}

TEST_CASE("guard: links and submodules are neither edited, removed nor passed through (P3)", "[guard]") {
    CHECK(rules({write("src/link")}) == "symlink");
    CHECK(rules({removal("src/link")}) == "symlink");
    CHECK(rules({write("src/link/passwd")}) == "symlink");
    CHECK(rules({write("src/up/src/a.py")}) == "symlink");
    CHECK(rules({write("src/module")}) == "symlink");
    CHECK(rules({removal("src/module")}) == "symlink");
    CHECK(rules({write("src/module/x/y.c")}) == "symlink");
    CHECK(rules({removal("src/link"), write("src/link/x")}) == "symlink");
}

TEST_CASE("guard: a path is a file or a directory, not both (P3)", "[guard]") {
    CHECK(rules({write("src/x")}) == "not-a-file");
    CHECK(rules({removal("src/x")}) == "not-a-file");
    CHECK(rules({write("src/a.py/b.py")}) == "not-a-file");
    CHECK(rules({removal("src/a.py"), write("src/a.py/b.py")}) == "not-a-file");
    CHECK(rules({write("src/new"), write("src/new/b.py")}) == "not-a-file");
    CHECK(rules({removal("src/none.py")}) == "path");
}

TEST_CASE("guard: names of new files are strict, of moved ones too (P6)", "[guard]") {
    CHECK(rules({write("src/aux.c")}) == "path");
    CHECK(rules({write("src/a:b")}) == "path");
    CHECK(rules({move_to("src/nul", "src/a.py", "one\ntwo\n"), removal("src/a.py")}) == "path");
}

TEST_CASE("guard: only new collisions are refused (P5)", "[guard]") {
    support::MemorySnapshot base{{"src/README.md", "a"},    {"src/readme.MD", "b"}, {"src/caf\u00e9.py", ""}, {"src/Kelvin.c", ""},
                                 {"src/stra\u00dfe.c", ""}, {"src/Dir/a.c", ""},    {"src/istanbul", ""}};
    const auto collides = [&](const EditSet& edits) {
        const auto found = judge(edits, base);
        // The Kelvin sign is no normal form either.
        for (const auto& violation : found)
            CHECK((violation.rule == "collision" || violation.message.find("normal form") != std::string::npos));
        return std::any_of(found.begin(), found.end(), [](const auto& violation) { return violation.rule == "collision"; });
    };
    CHECK_FALSE(collides({write("src/README.md"), write("src/readme.MD")}));
    CHECK(collides({write("src/Readme.md")}));
    CHECK(collides({write("src/CAF\u00c9.py")}));
    CHECK(collides({write("src/\u212Aelvin.c")}));
    CHECK(collides({write("src/STRASSE.c")}));
    CHECK(collides({write("src/\u0130stanbul")}));
    CHECK(collides({write("src/dir/b.c")}));
    CHECK(collides({write("src/dir")}));
    CHECK(collides({write("src/new/A.c"), write("src/new/a.c")}));
    CHECK(collides({write("src/New/x.c"), write("src/new/y.c")}));
    CHECK_FALSE(collides({write("src/kelvin.c"), removal("src/Kelvin.c")}));  // a rename that corrects the case
    CHECK_FALSE(collides({removal("src/Dir/a.c"), write("src/dir/a.c")}));
    CHECK_FALSE(collides({write("src/Dir/b.c")}));
}

TEST_CASE("guard: a move keeps the mode only of a file that really goes (F1)", "[guard]") {
    CHECK(rules({move_to("src/go.sh", "src/run.sh", "#!/bin/sh\n"), removal("src/run.sh")}).empty());
    CHECK(rules({move_to("src/go.sh", "src/run.sh", "#!/bin/sh\n")}) == "mode");
    CHECK(rules({move_to("src/go.sh", "src/none.sh", "x\n")}) == "mode");
    CHECK(rules({move_to("src/go.sh", "src/link", "x\n"), removal("src/link")}) == "mode symlink");
    CHECK(rules({move_to("src/a.py", "src/run.sh", "x\n"), removal("src/run.sh")}) == "mode");
    CHECK(rules({move_to("src/1.sh", "src/run.sh", "x\n"), move_to("src/2.sh", "src/run.sh", "x\n"), removal("src/run.sh")}) == "mode");
    CHECK(rules({move_to("src/r.md", "README.md", "readme\n"), removal("README.md")}) == "outside-scope");
}

TEST_CASE("guard: a file may not grow beyond limits.file", "[guard]") {
    domain::Limits limits;
    limits.file_bytes = 10;
    CHECK(rules({write("src/new.py", "123456789\n")}, limits).empty());
    CHECK(rules({write("src/new.py", "1234567890\n")}, limits) == "size");
    // It was larger before.
    CHECK(rules({write("src/run.sh", "#!/bin/sh\n:\n")}, limits) == "size");
    limits.file_bytes = 5;
    CHECK(rules({write("src/run.sh", "#!/bin/ksh")}, limits).empty());
}

TEST_CASE("guard: limits hold to the unit (P7)", "[guard]") {
    domain::Limits limits;
    limits.file_bytes = 2 * 1024 * 1024;
    limits.files = 2;
    limits.diff_lines = 10;
    CHECK(rules({write("src/1"), write("src/2")}, limits).empty());
    CHECK(rules({write("src/1"), write("src/2"), write("src/3")}, limits) == "files");
    CHECK(rules({write("src/1", lines(10))}, limits).empty());
    CHECK(rules({write("src/1", lines(11))}, limits) == "diff");
    CHECK(rules({write("src/a.py", lines(8))}, limits).empty());  // two lines go, eight come
    CHECK(rules({write("src/a.py", lines(9))}, limits) == "diff");
    limits.diff_lines = 10'000'000;
    limits.files = 100;
    CHECK(rules({write("src/big", std::string(1024 * 1024, 'x'))}, limits).empty());
    CHECK(rules({write("src/big", std::string(1024 * 1024 + 1, 'x'))}, limits) == "size");
    EditSet many;
    for (const std::string name : {"1", "2", "3", "4"}) many.push_back(write("src/" + name, std::string(1024 * 1024, 'x')));
    CHECK(rules(many, limits).empty());
    many.push_back(write("src/5", "x"));
    CHECK(rules(many, limits) == "size");
}

TEST_CASE("guard: a move counts as one file and by what it changes", "[guard]") {
    support::MemorySnapshot base{{"src/long.py", lines(500)}};
    domain::Limits limits;
    limits.files = 1;
    limits.diff_lines = 3;
    CHECK(judge({removal("src/long.py"), move_to("src/new.py", "src/long.py", lines(501))}, base, limits).empty());
    CHECK(judge({removal("src/long.py")}, base, limits).size() == 1);
}

TEST_CASE("guard: text stays text (P7)", "[guard]") {
    CHECK(rules({write("src/a.py", std::string("a\0b", 3))}) == "binary");
    CHECK(rules({write("src/new", std::string("\0", 1))}) == "binary");
    CHECK(rules({write("src/image.png", std::string("\x89PNG\0\2\3", 7))}).empty());
}

TEST_CASE("guard: new invisible characters are refused (F3)", "[guard]") {
    for (const std::string_view hidden : {"\u202e", "\u2066", "\u200b", "\u200d", "\u00ad", "\ufeff", "\U000E0041", "\U000E0100", "\u3164",
                                          "\u061c", "\x1b[31m", "\x07", "\x7f", "\u0085", "\u2028"}) {
        CHECK(rules({write("src/a.py", "one\nif access" + std::string(hidden) + " == 1:\n")}) == "invisible-text");
        CHECK(rules({write("src/new.py", std::string(hidden))}) == "invisible-text");
    }
    const auto found = judge({write("src/a.py", "one\ntwo\nx\u202ey\n")}, base_tree());
    REQUIRE(found.size() == 1);
    CHECK(found[0].message ==
          "line 3 gets the invisible or control character ⟨U+202E⟩; leave it out, or write it as an escape of the language");
}

TEST_CASE("guard: characters that are seen, or were there, are fine (F3)", "[guard]") {
    CHECK(rules({write("src/a.py", "👩‍💻 ❤️ 1️⃣ می‌خواهم\r\n\ttab\fpage\n")}).empty());
    CHECK(rules({write("src/a.py", "caf\xe9 \x93latin\x94\n")}).empty());
    support::MemorySnapshot base{{"src/bom.cs", "\ufeffclass A {}\n"}, {"src/zw.md", "a\u200bb\nc\n"}};
    CHECK(judge({write("src/bom.cs", "\ufeffclass B {}\n")}, base).empty());
    CHECK(judge({write("src/bom.cs", "class B {}\n")}, base).empty());
    CHECK(judge({write("src/zw.md", "c\na\u200bb and more\n")}, base).empty());
    CHECK(judge({write("src/zw.md", "a\u200bb\nc\u200b\n")}, base).size() == 1);
    CHECK(judge({removal("src/bom.cs"), move_to("src/moved.cs", "src/bom.cs", "\ufeffclass A {}\n")}, base).empty());
}

TEST_CASE("guard: secrets are not written, and never quoted (F4)", "[guard]") {
    const std::string token = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
    for (const std::string& content : {std::string("key = 'q7Zr9Xw2Lk4Tn8Vb3Mc6'\n"), "token = '" + token + "'\n",
                                       std::string("x = '71375a7239587732';\ny = '4c6b34546e385662'\n")}) {
        const auto found = judge({write("src/a.py", content)}, base_tree());
        REQUIRE(found.size() == 1);
        CHECK(found[0].rule == "secret");
        CHECK(found[0].message.find("q7Zr") == std::string::npos);
        CHECK(found[0].message.find(token) == std::string::npos);
    }
    const auto named = judge({write("src/q7Zr9Xw2Lk4Tn8Vb3Mc6")}, base_tree());
    REQUIRE(named.size() == 1);
    CHECK(named[0].path == "src/***");
    for (const auto& violation : judge({write("q7Zr9Xw2Lk4Tn8Vb3Mc6")}, base_tree()))
        CHECK((violation.path + violation.message).find("q7Zr") == std::string::npos);
    support::MemorySnapshot base{{"src/sample.py", "token = '" + token + "'\nother = 1\n"}};
    CHECK(judge({write("src/sample.py", "token = '" + token + "'\nother = 2\n")}, base).empty());
    CHECK(judge({write("src/sample.py", "TOKEN = '" + token + "'\nother = 2")}, base).empty());
    CHECK(judge({removal("src/sample.py")}, base).empty());
}

TEST_CASE("guard: every breach is reported, with the rule of each", "[guard]") {
    CHECK(rules({removal("README.md"), write("src/link/x"), write("src/a.py", "\u202e"), write(".github/x")}) ==
          "outside-scope symlink invisible-text protected");
}

TEST_CASE("guard: one path twice is refused", "[guard]") {
    CHECK(rules({write("src/a.py", "1\n"), write("src/a.py", "2\n")}) == "path");
}

TEST_CASE("guard: 100,000 edits and long lines are judged without fuss (P7)", "[guard]") {
    EditSet edits;
    for (int i = 0; i < 5'000; ++i) edits.push_back(write("src/dir" + std::to_string(i) + "/file"));
    CHECK(rules(edits) == "files diff");
    std::string hidden;
    while (hidden.size() < 900'000) hidden += "\u200b";
    CHECK(rules({write("src/a.py", hidden)}) == "invisible-text");
}
