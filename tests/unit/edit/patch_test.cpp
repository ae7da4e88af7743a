// Diffs: *** Begin Patch and unified, from well-formed to what models make of them.
#include "case_table.hpp"

using namespace proffer;
using namespace proffer::test;
using edit::Format;

namespace {

const std::string k_text = "alpha\nbeta\ngamma\ndelta\nepsilon\nzeta\n";
const Files k_files = {{"src/a.txt", k_text}, {"src/b.txt", "b\n"}};

std::string with(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);  // throws when it is not there
}

std::string patch(const std::string& sections) {
    return "*** Begin Patch\n" + sections + "*** End Patch\n";
}

const std::string k_headers = "--- a/src/a.txt\n+++ b/src/a.txt\n";
const std::string k_hunk = "@@ -2,3 +2,3 @@\n beta\n-gamma\n+GAMMA\n delta\n";
const Changes k_changed = {{"src/a.txt", with(k_text, "gamma", "GAMMA")}};

std::string in_fence(const std::string& text) {
    return "```diff\n" + text + "```\n";
}

}  // namespace

TEST_CASE("edit: begin-patch replies are applied", "[edit]") {
    const std::string update = "*** Update File: src/a.txt\n@@\n beta\n-gamma\n+GAMMA\n delta\n";
    const Files twice = {{"t.py", "class A:\n    def f(self):\n        return 1\n\nclass B:\n    def f(self):\n        return 1\n"}};
    check_all(
        {
            applies("update", k_files, {}, patch(update), k_changed),
            applies("in a fence, with chatter", k_files, {}, "Here:\n```\n" + patch(update) + "```\nDone.\n", k_changed),
            applies("in a here-document", k_files, {}, "```bash\napply_patch <<'EOF'\n" + patch(update) + "EOF\n```\n", k_changed),
            applies("without @@", k_files, {}, patch("*** Update File: src/a.txt\n beta\n-gamma\n+GAMMA\n"), k_changed),
            applies("two hunks", k_files, {}, patch(update + "@@\n-zeta\n+ZETA\n"),
                    {{"src/a.txt", with(k_changed.at("src/a.txt").value(), "zeta", "ZETA")}}),
            applies("blank context lines without their sign", {{"x", "a\n\nb\n"}}, {}, patch("*** Update File: x\n@@\n a\n\n-b\n+c\n"),
                    {{"x", "a\n\nc\n"}}),
            applies("add", k_files, {}, patch("*** Add File: new/c.txt\n+one\n+two\n"), {{"new/c.txt", "one\ntwo\n"}}),
            applies("add the same twice", k_files, {}, patch("*** Add File: c\n+1\n*** Add File: c\n+1\n"), {{"c", "1\n"}}),
            refuses("add twice, differently", k_files, {}, patch("*** Add File: c\n+1\n*** Add File: c\n+2\n"), "exists"),
            applies("delete", k_files, {}, patch("*** Delete File: src/b.txt\n"), {{"src/b.txt", std::nullopt}}),
            applies("move", k_files, {}, patch("*** Update File: src/b.txt\n*** Move to: src/c.txt\n@@\n-b\n+c\n"),
                    {{"src/b.txt", std::nullopt}, {"src/c.txt", "c\n"}}),
            applies("several files", k_files, {}, patch(update + "*** Add File: c\n+c\n*** Delete File: src/b.txt\n"),
                    {{"src/a.txt", k_changed.at("src/a.txt")}, {"c", "c\n"}, {"src/b.txt", std::nullopt}}),
            applies("an anchor settles it", twice, {},
                    patch("*** Update File: t.py\n@@ class B:\n     def f(self):\n-        return 1\n+        return 2\n"),
                    {{"t.py", with(twice[0].second, "class B:\n    def f(self):\n        return 1",
                                   "class B:\n    def f(self):\n        return 2")}}),
            applies("two anchors, one in the other", twice, {},
                    patch("*** Update File: t.py\n@@ class B:\n@@     def f(self):\n-        return 1\n+        return 2\n"),
                    {{"t.py", with(twice[0].second, "class B:\n    def f(self):\n        return 1",
                                   "class B:\n    def f(self):\n        return 2")}}),
            applies("the end of the file settles it", {{"e", "x\na\nx\n"}}, {}, patch("*** Update File: e\n@@\n-x\n+y\n*** End of File\n"),
                    {{"e", "x\na\ny\n"}}),
            applies("added at the end of the file", {{"e", "x\n"}}, {}, patch("*** Update File: e\n@@\n+y\n*** End of File\n"),
                    {{"e", "x\ny\n"}}),
            applies("trailing blanks lost", {{"e", "x  \ny\n"}}, {}, patch("*** Update File: e\n@@\n x\n-y\n+z\n"), {{"e", "x  \nz\n"}}),
            refuses("no end", k_files, {}, "*** Begin Patch\n" + update, "incomplete"),
            refuses("no beginning", k_files, {}, update + "*** End Patch\n", "incomplete"),
            refuses("fence not closed", k_files, {}, "```\n" + patch(update), "incomplete"),
            refuses("a line without its sign", k_files, {}, patch("*** Update File: src/a.txt\n@@\nbeta\n-gamma\n+GAMMA\n delta\n"),
                    "malformed"),
            refuses("context short of its sign", {{"x", "f:\n    a\n    b\n"}}, {},
                    patch("*** Update File: x\n@@\n    a\n+    new\n    b\n"), "indentation"),
            refuses("context short of its sign, a blank line removed", {{"x", "f:\n    a\n\n    b\n"}}, {},
                    patch("*** Update File: x\n@@\n    a\n-\n+    new\n    b\n"), "indentation"),
            refuses("context partly short of its sign", {{"x", "f:\n    a\n    b\n"}}, {},
                    patch("*** Update File: x\n@@\n    a\n+    new\n     b\n"), "indentation"),
            refuses("ambiguous", twice, {}, patch("*** Update File: t.py\n@@\n     def f(self):\n-        return 1\n+        return 2\n"),
                    "ambiguous"),
            refuses("an anchor that is in two places", twice, {},
                    patch("*** Update File: t.py\n@@ def f(self):\n-        return 1\n+        return 2\n"), "ambiguous"),
            refuses("only added lines, no place", k_files, {}, patch("*** Update File: src/a.txt\n@@\n+new\n"), "empty-search"),
            refuses("adding what exists", k_files, {}, patch("*** Add File: src/b.txt\n+b\n"), "exists"),
            refuses("moving onto a file", k_files, {}, patch("*** Update File: src/b.txt\n*** Move to: src/a.txt\n@@\n-b\n+c\n"), "exists"),
            refuses("an update of nothing", k_files, {}, patch("*** Update File: src/b.txt\n"), "malformed"),
            refuses("an update of no file", k_files, {}, patch("*** Update File: src/z.txt\n@@\n-b\n+c\n"), "no-file"),
            refuses("deleting no file", k_files, {}, patch("*** Delete File: src/z.txt\n"), "no-file"),
            refuses("a new file without signs", k_files, {}, patch("*** Add File: n.txt\none\ntwo\n"), "malformed"),
            refuses("an unknown section", k_files, {}, patch("*** Copy File: a\n"), "malformed"),
            refuses("an absolute path (P1)", k_files, {}, patch("*** Add File: /etc/passwd\n+x\n"), "bad-path"),
            refuses("out of the root (P1)", k_files, {}, patch("*** Add File: ../x\n+x\n"), "bad-path"),
            refuses("moved out of the root (P1)", k_files, {}, patch("*** Update File: src/b.txt\n*** Move to: ../c.txt\n@@\n-b\n+c\n"),
                    "bad-path"),
            refuses("git's own (P2)", k_files, {}, patch("*** Add File: .git/hooks/pre-push\n+x\n"), "bad-path"),
        },
        Format::begin_patch);
}

TEST_CASE("edit: unified diffs are applied", "[edit]") {
    const Files twice = {{"t", "x\na\nx\nb\nx\n"}};
    check_all(
        {
            applies("in a fence", k_files, {}, in_fence(k_headers + k_hunk), k_changed),
            applies("bare, with chatter", k_files, {}, "I changed it:\n\n" + k_headers + k_hunk + "\nThat is all:\n- one thing\n",
                    k_changed),
            applies("with git's header", k_files, {}, "diff --git a/src/a.txt b/src/a.txt\nindex 123..456 100644\n" + k_headers + k_hunk,
                    k_changed),
            applies("without a/ and b/", k_files, {}, in_fence("--- src/a.txt\n+++ src/a.txt\n" + k_hunk), k_changed),
            applies("with dates", k_files, {},
                    in_fence("--- a/src/a.txt\t2024-01-01 00:00:00\n+++ b/src/a.txt\t2024-01-02 00:00:00\n" + k_hunk), k_changed),
            applies("line numbers wrong", k_files, {}, in_fence(k_headers + "@@ -70,3 +70,3 @@\n beta\n-gamma\n+GAMMA\n delta\n"),
                    k_changed),
            applies("no line numbers", k_files, {}, in_fence(k_headers + "@@ ... @@\n beta\n-gamma\n+GAMMA\n delta\n"), k_changed),
            applies("an empty @@", k_files, {}, in_fence(k_headers + "@@\n beta\n-gamma\n+GAMMA\n"), k_changed),
            applies("no line numbers, bare", k_files, {}, k_headers + "@@ @@\n beta\n-gamma\n+GAMMA\n delta\n\nThat is all:\n\n- one\n",
                    k_changed),
            applies("more lines than counted", k_files, {},
                    in_fence(k_headers + "@@ -2,2 +2,2 @@\n beta\n-gamma\n+GAMMA\n delta\n epsilon\n"), k_changed),
            applies("two hunks", k_files, {},
                    in_fence(k_headers + "@@ -1,2 +1,2 @@\n-alpha\n+ALPHA\n beta\n@@ -5,2 +5,1 @@\n epsilon\n-zeta\n"),
                    {{"src/a.txt", "ALPHA\nbeta\ngamma\ndelta\nepsilon\n"}}),
            applies("two files in one fence", k_files, {},
                    in_fence(k_headers + k_hunk + "--- a/src/b.txt\n+++ b/src/b.txt\n@@ -1 +1 @@\n-b\n+B\n"),
                    {{"src/a.txt", k_changed.at("src/a.txt")}, {"src/b.txt", "B\n"}}),
            applies("two files in two fences", k_files, {},
                    in_fence(k_headers + k_hunk) + "and\n" + in_fence("--- a/src/b.txt\n+++ b/src/b.txt\n@@ -1 +1 @@\n-b\n+B\n"),
                    {{"src/a.txt", k_changed.at("src/a.txt")}, {"src/b.txt", "B\n"}}),
            applies("shell commands in a fence behind it", k_files, {},
                    in_fence(k_headers + k_hunk) + "\nThen run:\n\n```bash\nmake test\n```\n", k_changed),
            applies("without file names, for the only target", k_files, {"src/a.txt"}, in_fence(k_hunk), k_changed),
            applies("without file names, under one", k_files, {}, "`src/a.txt`\n" + in_fence(k_hunk), k_changed),
            applies("blank context lines without their sign", {{"x", "a\n\nb\n"}}, {},
                    in_fence("--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n"), {{"x", "a\n\nc\n"}}),
            applies("a line number settles it", twice, {}, in_fence("--- a/t\n+++ b/t\n@@ -3,1 +3,1 @@\n-x\n+y\n"),
                    {{"t", "x\na\ny\nb\nx\n"}}),
            applies("a heading settles it", {{"t.c", "int f() {\n  x();\n}\nint g() {\n  x();\n}\n"}}, {},
                    in_fence("--- a/t.c\n+++ b/t.c\n@@ -9,1 +9,1 @@ int g() {\n-  x();\n+  y();\n"),
                    {{"t.c", "int f() {\n  x();\n}\nint g() {\n  y();\n}\n"}}),
            applies("new file", k_files, {}, in_fence("--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1,2 @@\n+one\n+two\n"),
                    {{"new.txt", "one\ntwo\n"}}),
            applies("new file, git's", k_files, {},
                    "diff --git a/n.txt b/n.txt\nnew file mode 100644\n--- /dev/null\n+++ b/n.txt\n@@ -0,0 +1 @@\n+one\n",
                    {{"n.txt", "one\n"}}),
            applies("new empty file, git's", k_files, {}, "diff --git a/n.txt b/n.txt\nnew file mode 100644\nindex 0000000..e69de29\n",
                    {{"n.txt", ""}}),
            applies("removed", k_files, {}, in_fence("--- a/src/b.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-b\n"), {{"src/b.txt", std::nullopt}}),
            applies("removed, git's, without hunks", k_files, {},
                    "diff --git a/src/b.txt b/src/b.txt\ndeleted file mode 100644\nindex 6178079..0000000\n",
                    {{"src/b.txt", std::nullopt}}),
            applies("renamed, git's", k_files, {},
                    "diff --git a/src/b.txt b/src/c.txt\nsimilarity index 100%\nrename from src/b.txt\nrename to src/c.txt\n",
                    {{"src/b.txt", std::nullopt}, {"src/c.txt", "b\n"}}),
            applies("renamed and changed", k_files, {},
                    "diff --git a/src/a.txt b/src/c.txt\nsimilarity index 90%\nrename from src/a.txt\nrename to src/c.txt\n--- "
                    "a/src/a.txt\n+++ b/src/c.txt\n" +
                        k_hunk,
                    {{"src/a.txt", std::nullopt}, {"src/c.txt", k_changed.at("src/a.txt")}}),
            applies("removed lines that look like headers", {{"x", "a\n-- b\n++ c\n"}}, {},
                    in_fence("--- a/x\n+++ b/x\n@@ -1,3 +1,2 @@\n a\n--- b\n-++ c\n+d\n"), {{"x", "a\nd\n"}}),
            applies("git's signature behind", k_files, {}, k_headers + k_hunk + "-- \n2.39.0\n", k_changed),
            applies("a final newline added in so many words", {{"x", "a\nb"}}, {},
                    in_fence("--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n"), {{"x", "a\nb\n"}}),
            applies("a final newline taken away", {{"x", "a\nb\n"}}, {},
                    in_fence("--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n\\ No newline at end of file\n"), {{"x", "a\nc"}}),
            applies("a missing final newline not spoken of is kept", {{"x", "a\nb"}}, {},
                    in_fence("--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"), {{"x", "a\nc"}}),
            applies("indentation of the whole hunk lost", {{"x", "f:\n    a\n    b\n"}}, {},
                    in_fence("--- a/x\n+++ b/x\n@@ -2,2 +2,2 @@\n a\n-b\n+c\n"), {{"x", "f:\n    a\n    c\n"}}),
            applies("the old name is a copy's", k_files, {}, in_fence("--- src/a.txt.orig\n+++ src/a.txt\n" + k_hunk), k_changed),
        },
        Format::unified_diff);
}

TEST_CASE("edit: broken or doubtful diffs are refused", "[edit]") {
    check_all(
        {
            refuses("hunk shorter than its header", k_files, {}, in_fence(k_headers + "@@ -2,5 +2,5 @@\n beta\n-gamma\n+GAMMA\n delta\n"),
                    "incomplete"),
            refuses("cut in the hunk", k_files, {}, k_headers + "@@ -2,3 +2,3 @@\n beta\n-gam", "incomplete"),
            refuses("fence not closed", k_files, {}, "```diff\n" + k_headers + k_hunk, "incomplete"),
            refuses("headers without a hunk", k_files, {}, in_fence(k_headers), "incomplete"),
            refuses("the last of two without a hunk", k_files, {}, in_fence(k_headers + k_hunk + "--- a/src/b.txt\n+++ b/src/b.txt\n"),
                    "incomplete"),
            refuses("an empty hunk", k_files, {}, in_fence(k_headers + "@@ -1 +1 @@\n"), "incomplete"),
            refuses("context without its sign", k_files, {}, in_fence(k_headers + "@@ -2,3 +2,3 @@\nbeta\n-gamma\n+GAMMA\n delta\n"),
                    "malformed"),
            refuses("context that is not in the file", k_files, {},
                    in_fence(k_headers + "@@ -2,3 +2,3 @@\n BETA\n-gamma\n+GAMMA\n delta\n"), "not-found"),
            refuses("context lines missing", k_files, {}, in_fence(k_headers + "@@ -1,3 +1,3 @@\n alpha\n-gamma\n+GAMMA\n delta\n"),
                    "not-found"),
            refuses("several places", {{"t", "x\na\nx\n"}}, {}, in_fence("--- a/t\n+++ b/t\n@@ -7 +7 @@\n-x\n+y\n"), "ambiguous"),
            refuses("in one place as spelt, in another but for indentation, and the number says the other", {{"t", "x\na\n  x\n"}}, {},
                    in_fence("--- a/t\n+++ b/t\n@@ -3 +3 @@\n-x\n+y\n"), "ambiguous"),
            refuses("only added lines", k_files, {}, in_fence(k_headers + "@@ -3,0 +4,1 @@\n+new\n"), "empty-search"),
            refuses("adding what exists", k_files, {}, in_fence("--- /dev/null\n+++ b/src/b.txt\n@@ -0,0 +1 @@\n+b\n"), "exists"),
            refuses("removing only a part", k_files, {}, in_fence("--- a/src/a.txt\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-alpha\n-beta\n"),
                    "not-found"),
            refuses("removing other text", k_files, {}, in_fence("--- a/src/b.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-z\n"), "not-found"),
            refuses("renaming onto a file", k_files, {},
                    "diff --git a/src/b.txt b/src/a.txt\nsimilarity index 100%\nrename from src/b.txt\nrename to src/a.txt\n", "exists"),
            refuses("no such file", k_files, {}, in_fence("--- a/z.txt\n+++ b/z.txt\n" + k_hunk), "no-file"),
            refuses("another name without a rename", k_files, {}, in_fence("--- a/src/a.txt\n+++ b/src/z.txt\n" + k_hunk), "no-file"),
            refuses("no name and several targets", k_files, {"src/a.txt", "src/b.txt"}, in_fence(k_hunk), "no-path"),
            refuses("binary", k_files, {},
                    "diff --git a/src/b.txt b/src/b.txt\nindex 1..2 100644\nBinary files a/src/b.txt and b/src/b.txt differ\n",
                    "unsupported"),
            refuses("mode alone", k_files, {}, "diff --git a/src/b.txt b/src/b.txt\nold mode 100644\nnew mode 100755\n", "unsupported"),
            refuses("a symbolic link (P3)", k_files, {},
                    "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+/etc/passwd\n", "unsupported"),
            refuses("out of the root (P1)", k_files, {}, in_fence("--- /dev/null\n+++ b/../x\n@@ -0,0 +1 @@\n+x\n"), "bad-path"),
            refuses("git's own (P2)", k_files, {}, in_fence("--- /dev/null\n+++ b/.git/hooks/post-checkout\n@@ -0,0 +1 @@\n+x\n"),
                    "bad-path"),
            refuses("a new file with removed lines", k_files, {}, in_fence("--- /dev/null\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"), "malformed"),
        },
        Format::unified_diff);
}

TEST_CASE("edit: a removal that cannot be placed leaves the file alone", "[edit]") {
    const auto understood = understand(k_files, {}, in_fence("--- a/src/a.txt\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-alpha\n-beta\n"));
    CHECK(understood.edits.empty());
}

TEST_CASE("edit: a diff kept as a file is not taken for an edit", "[edit]") {
    check(refuses("named", {{"fix.patch", "old\n"}}, {}, "fix.patch\n```diff\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n```\n", "no-edits"),
          Format::fenced_named);
}

TEST_CASE("edit: a hunk of blank lines does not fill a file that hunks before it emptied", "[edit]") {
    const std::string before = "first\n\n\n\n\n\n\n\n\n";
    const std::string reply = "--- a/f\n+++ b/f\n@@ -1,4 +1,3 @@\n-first\n \n \n \n@@ -7,3 +6,4 @@\n \n \n \n+last\n";
    const auto understood = understand({{"f", before}}, {"f"}, reply);
    REQUIRE(understood.refusals.size() == 1);
    CHECK(understood.refusals.front().reason == "empty-search");
}

TEST_CASE("edit: a new file cannot be the folder of another one in the same reply", "[edit]") {
    const std::string reply = "<MODIFIED path=\"new/a\">\na\n</MODIFIED>\n<MODIFIED path=\"new\">\nb\n</MODIFIED>\n";
    const auto understood = understand({{"f", "x\n"}}, {}, reply);
    REQUIRE(understood.refusals.size() == 1);
    CHECK(understood.refusals.front().reason == "bad-path");
    CHECK(understood.refusals.front().path == "new/a");
    CHECK(changes_of(understood) == Changes{{"new", "b\n"}});
}

TEST_CASE("edit: a hunk of fewer blank lines than a blank file has does not fill it", "[edit]") {
    const auto fewer = understand({{"f", "\n\n\n\n"}}, {"f"}, "--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n \n+text\n \n");
    REQUIRE(fewer.refusals.size() == 1);
    CHECK(fewer.refusals.front().reason == "empty-search");
    CHECK(changes_of(understand({{"f", "\n\n"}}, {"f"}, "--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n \n+text\n \n")) ==
          Changes{{"f", "\ntext\n\n"}});
}
