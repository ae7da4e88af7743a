// Unified diffs: written as git writes them, read back as they were meant.
#include <catch2/catch.hpp>
#include <string>

#include "diff/quoted_path.hpp"
#include "diff/unified.hpp"

using namespace proffer;
using diff::LineKind;
using diff::render_unified;

TEST_CASE("diff: a changed line is rendered with git's headers and context", "[diff]") {
    CHECK(render_unified("src/a.txt", "1\n2\n3\n4\n5\n", "1\n2\nX\n4\n5\n", 1) ==
          "diff --git a/src/a.txt b/src/a.txt\n--- a/src/a.txt\n+++ b/src/a.txt\n@@ -2,3 +2,3 @@\n 2\n-3\n+X\n 4\n");
}

TEST_CASE("diff: nothing is rendered where nothing differs", "[diff]") {
    CHECK(render_unified("a", "x\n", "x\n").empty());
    CHECK(render_unified("a", std::nullopt, std::nullopt).empty());
}

TEST_CASE("diff: new and removed files name /dev/null", "[diff]") {
    CHECK(render_unified("a", std::nullopt, "x\n") ==
          "diff --git a/a b/a\nnew file mode 100644\n--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+x\n");
    CHECK(render_unified("a", "x\n", std::nullopt) ==
          "diff --git a/a b/a\ndeleted file mode 100644\n--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n");
    CHECK(render_unified("a", std::nullopt, "") == "diff --git a/a b/a\nnew file mode 100644\n");
}

TEST_CASE("diff: a missing final newline is marked on its own side", "[diff]") {
    CHECK(render_unified("a", "x", "x\n") == "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n");
}

TEST_CASE("diff: binary content gives git's one-line note", "[diff]") {
    CHECK(render_unified("a", std::string_view("x\0y", 3), "z\n") == "diff --git a/a b/a\nBinary files a/a and b/a differ\n");
}

TEST_CASE("diff: changes whose context touches share a hunk, others do not", "[diff]") {
    const std::string before = "1\n2\n3\n4\n5\n6\n7\n8\n";
    CHECK(diff::parse_unified(render_unified("a", before, "X\n2\n3\nY\n5\n6\n7\n8\n", 1))[0].hunks.size() == 1);
    CHECK(diff::parse_unified(render_unified("a", before, "X\n2\n3\n4\nY\n6\n7\n8\n", 1))[0].hunks.size() == 2);
}

TEST_CASE("diff: hostile path names are quoted and read back", "[diff]") {
    const std::string path = GENERATE("plain", "with blank", "new\nline", "quo\"te", "back\\slash", "\x01\x7f", "été");
    CHECK(diff::unquoted_path(diff::quoted_path(path)) == path);
    const auto files = diff::parse_unified(render_unified(path, "1\n", "2\n"));
    REQUIRE(files.size() == 1);
    CHECK(files[0].old_path == path);
    CHECK(files[0].new_path == path);
}

TEST_CASE("diff: hunks are read back with line numbers and counts", "[diff]") {
    const auto files = diff::parse_unified(render_unified("a", "1\n2\n3\n4\n", "1\n2\nX\nY\n4\n", 1));
    REQUIRE(files.size() == 1);
    CHECK(files[0].added() == 2);
    CHECK(files[0].removed() == 1);
    REQUIRE(files[0].hunks.size() == 1);
    const auto& lines = files[0].hunks[0].lines;
    REQUIRE(lines.size() == 5);
    CHECK(lines[0].kind == LineKind::context);
    CHECK(lines[0].old_line == 2);
    CHECK(lines[1].kind == LineKind::removed);
    CHECK(lines[1].text == "3");
    CHECK(lines[1].new_line == 0);
    CHECK(lines[3].kind == LineKind::added);
    CHECK(lines[3].new_line == 4);
    CHECK(lines[4].old_line == 4);
    CHECK(lines[4].new_line == 5);
}

TEST_CASE("diff: git's own patches are read: mail header, renames, binaries, signature", "[diff]") {
    const auto files = diff::parse_unified(
        "From 123 Mon Sep 17 00:00:00 2001\nFrom: a\nSubject: [PATCH] b\n\n---\n x | 2 +-\n\n"
        "diff --git a/old name b/new name\nsimilarity index 90%\nrename from old name\nrename to new name\n"
        "diff --git a/p.png b/p.png\nindex 1..2 100644\nBinary files a/p.png and b/p.png differ\n"
        "diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@ int main()\n--- looks like a header\n+++ too\n same\n"
        "-- \n2.39.0\n");
    REQUIRE(files.size() == 3);
    CHECK(files[0].old_path == "old name");
    CHECK(files[0].new_path == "new name");
    CHECK(files[1].binary);
    CHECK(files[2].new_path == "x");
    CHECK(files[2].added() == 1);
    CHECK(files[2].removed() == 1);
    CHECK(files[2].hunks[0].lines[0].text == "-- looks like a header");
}

TEST_CASE("diff: what is no diff is skipped", "[diff]") {
    const std::string text =
        GENERATE("", "hello\n", "@@ -1 +1 @@\n-a\n+b\n", "--- a\n", "diff --git", "@@ -1,99999999999999999999 +1 @@\n");
    CHECK(diff::parse_unified(text).empty());
}

TEST_CASE("diff: a hunk cut off in the middle ends with the text", "[diff]") {
    const auto files = diff::parse_unified("--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n a\n-b\n");
    REQUIRE(files.size() == 1);
    CHECK(files[0].removed() == 1);
}

TEST_CASE("diff: changed lines count additions and removals", "[diff]") {
    CHECK(diff::changed_lines("", "") == 0);
    CHECK(diff::changed_lines("a\nb\n", "a\nc\nd\n") == 3);
}
