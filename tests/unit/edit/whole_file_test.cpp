// Whole files: tags, delimiters and fences, the checks on them, and what may be wrapped round them.
#include "case_table.hpp"

using namespace proffer;
using namespace proffer::test;
using edit::Format;

namespace {

const Files k_two = {{"src/a.py", "one\ntwo\nthree\n"}, {"src/b.py", "b\n"}};
const Files k_long = {{"long.py", numbered_lines(40)}};

std::string without_lines(int from, int to, const std::string& instead) {
    std::string text;
    for (int i = 1; i <= 40; ++i) {
        if (i == from) text += instead;
        if (i < from || i > to) text += "line " + std::to_string(i) + "\n";
    }
    return text;
}

std::string tagged(const std::string& path, const std::string& body) {
    return "<MODIFIED path=\"" + path + "\">\n" + body + "</MODIFIED>\n";
}

}  // namespace

TEST_CASE("edit: whole files in tags are applied", "[edit]") {
    const std::string changed = "one\n2\nthree\n";
    check_all(
        {
            applies("plain", k_two, {}, tagged("src/a.py", changed), {{"src/a.py", changed}}),
            applies("chatter around", k_two, {}, "Sure! Here it is:\n\n" + tagged("src/a.py", changed) + "\nThat <b>is</b> it.\n",
                    {{"src/a.py", changed}}),
            applies("single quotes", k_two, {}, "<MODIFIED path='src/a.py'>\n" + changed + "</MODIFIED>\n", {{"src/a.py", changed}}),
            applies("no quotes", k_two, {}, "<MODIFIED path=src/a.py>\n" + changed + "</MODIFIED>\n", {{"src/a.py", changed}}),
            applies("blanks and further attributes", k_two, {},
                    "  <MODIFIED  lang=\"py\" path = \"src/a.py\" >\n" + changed + "  </MODIFIED>  \n", {{"src/a.py", changed}}),
            applies("lower case", k_two, {}, "<modified path=\"src/a.py\">\n" + changed + "</modified>\n", {{"src/a.py", changed}}),
            applies("text on the tag's own line", k_two, {}, "<MODIFIED path=\"src/a.py\">one\n2\nthree</MODIFIED>",
                    {{"src/a.py", changed}}),
            applies("closing tag at the end of a line", k_two, {}, "<MODIFIED path=\"src/a.py\">\none\n2\nthree</MODIFIED>\n",
                    {{"src/a.py", changed}}),
            applies("no newline after the last tag", k_two, {}, "<MODIFIED path=\"src/a.py\">\none\n2\nthree\n</MODIFIED>",
                    {{"src/a.py", changed}}),
            applies("two files", k_two, {}, tagged("src/a.py", changed) + "\nand\n" + tagged("src/b.py", "B\n"),
                    {{"src/a.py", changed}, {"src/b.py", "B\n"}}),
            applies("two files without a line between", k_two, {},
                    "<MODIFIED path=\"src/a.py\">\n" + changed + "</MODIFIED><MODIFIED path=\"src/b.py\">\nB\n</MODIFIED>",
                    {{"src/a.py", changed}, {"src/b.py", "B\n"}}),
            applies("new file", k_two, {}, tagged("src/new.py", "x = 1"), {{"src/new.py", "x = 1\n"}}),
            applies("new file in CR LF becomes LF", k_two, {}, "<MODIFIED path=\"n.txt\">\r\na\r\nb\r\n</MODIFIED>\r\n",
                    {{"n.txt", "a\nb\n"}}),
            applies("new empty file", k_two, {}, tagged("src/__init__.py", ""), {{"src/__init__.py", ""}}),
            applies("whole reply in a fence", k_two, {}, "```xml\n" + tagged("src/a.py", changed) + tagged("src/b.py", "B\n") + "```\n",
                    {{"src/a.py", changed}, {"src/b.py", "B\n"}}),
            applies("each tag in its own fence", k_two, {},
                    "```\n" + tagged("src/a.py", changed) + "```\ntext\n```\n" + tagged("src/b.py", "B\n") + "```\n",
                    {{"src/a.py", changed}, {"src/b.py", "B\n"}}),
            applies("body in a fence", k_two, {}, tagged("src/a.py", "```python\n" + changed + "```\n"), {{"src/a.py", changed}}),
            applies("body in a fence with fences inside", k_two, {}, tagged("src/a.py", "```python\none\n```sh\nls\n```\nthree\n```\n"),
                    {{"src/a.py", "one\n```sh\nls\n```\nthree\n"}}),
            applies("body in CDATA", k_two, {}, tagged("src/a.py", "<![CDATA[\n" + changed + "]]>\n"), {{"src/a.py", changed}}),
            applies("fences inside the body", k_two, {}, tagged("src/a.py", "one\n```\ncode\n```\nthree\n"),
                    {{"src/a.py", "one\n```\ncode\n```\nthree\n"}}),
            applies("an odd fence inside the body", k_two, {}, tagged("src/a.py", "one\n```\nthree\n") + tagged("src/b.py", "B\n"),
                    {{"src/a.py", "one\n```\nthree\n"}, {"src/b.py", "B\n"}}),
            applies("a new Markdown file that is one fence", k_two, {}, tagged("x.md", "```sh\nls\n```\n"), {{"x.md", "```sh\nls\n```\n"}}),
            applies("nested tags in the text", k_two, {}, tagged("src/a.py", "one\n<MODIFIED path=\"x\">\nbody\n</MODIFIED>\nthree\n"),
                    {{"src/a.py", "one\n<MODIFIED path=\"x\">\nbody\n</MODIFIED>\nthree\n"}}),
            applies("a tag quoted inside a line of the text", k_two, {}, tagged("src/a.py", "one\nprint(\"</MODIFIED>\")\nthree\n"),
                    {{"src/a.py", "one\nprint(\"</MODIFIED>\")\nthree\n"}}),
            applies("tags quoted in the prose", k_two, {},
                    "I use `<MODIFIED path=\"x\">` and `</MODIFIED>` tags.\n" + tagged("src/a.py", changed), {{"src/a.py", changed}}),
            applies("an example deep in a fence before", k_two, {},
                    "```\n1\n2\n3\n<MODIFIED path=\"zzz\">\n</MODIFIED>\n```\n" + tagged("src/a.py", changed), {{"src/a.py", changed}}),
            applies("search markers inside the text", k_two, {}, tagged("src/a.py", "one\n<<<<<<< SEARCH\n=======\n>>>>>>> REPLACE\n"),
                    {{"src/a.py", "one\n<<<<<<< SEARCH\n=======\n>>>>>>> REPLACE\n"}}),
            applies("escaped brackets", {{"a.c", "#include <a>\nint x;\nint y;\n"}}, {},
                    tagged("a.c", "#include &lt;a&gt;\nint x;\nint z;\n"), {{"a.c", "#include <a>\nint x;\nint z;\n"}}),
            applies("escaped brackets that the file has as well", {{"a.html", "&lt;b\nx\n"}}, {}, tagged("a.html", "&lt;b\ny\n"),
                    {{"a.html", "&lt;b\ny\n"}}),
            applies("line numbers left in the text", k_two, {}, tagged("src/a.py", "1 | one\n2 | 2\n3 | three\n"), {{"src/a.py", changed}}),
            applies("blank lines round the body", k_two, {}, tagged("src/a.py", "\n" + changed + "\n\n"), {{"src/a.py", changed}}),
            applies("the same block twice", k_two, {}, tagged("src/a.py", changed) + tagged("src/a.py", changed), {{"src/a.py", changed}}),
            applies("unchanged content is no edit", k_two, {}, tagged("src/a.py", "one\ntwo\nthree\n"), {}),
            applies("one file unchanged, one not", k_two, {}, tagged("src/a.py", "one\ntwo\nthree\n") + tagged("src/b.py", "B\n"),
                    {{"src/b.py", "B\n"}}),
            applies("name alone, the text is that file's", k_two, {}, tagged("a.py", changed), {{"src/a.py", changed}}),
            applies("name alone, another text is a new file", k_two, {}, tagged("a.py", "quite\nanother\n"),
                    {{"a.py", "quite\nanother\n"}}),
            applies("a folder made up, the name is a target's", k_two, {"src/a.py"}, tagged("lib/core/a.py", changed),
                    {{"src/a.py", changed}}),
            applies("a new folder, the name of a target, another text", k_two, {"src/a.py"}, tagged("tests/a.py", "quite\nanother\n"),
                    {{"tests/a.py", "quite\nanother\n"}}),
            applies("./ and backslashes", k_two, {}, tagged("./src/a.py", changed) + tagged("src\\b.py", "B\n"),
                    {{"src/a.py", changed}, {"src/b.py", "B\n"}}),
            applies("deleted", k_two, {}, "<DELETED path=\"src/b.py\"/>\n", {{"src/b.py", std::nullopt}}),
            applies("delete, with a closing tag", k_two, {}, "<DELETE path=\"src/b.py\"></DELETE>\n", {{"src/b.py", std::nullopt}}),
            applies("deleted, by attribute", k_two, {}, "<MODIFIED path=\"src/b.py\" deleted=\"true\">\n</MODIFIED>\n",
                    {{"src/b.py", std::nullopt}}),
            applies("deleted, then another file", k_two, {}, "<DELETED path=\"src/b.py\">\n</DELETED>\n" + tagged("src/a.py", changed),
                    {{"src/a.py", changed}, {"src/b.py", std::nullopt}}),
            applies("renamed", k_two, {}, "<RENAMED from=\"src/b.py\" to=\"src/c.py\"/>\n",
                    {{"src/b.py", std::nullopt}, {"src/c.py", "b\n"}}),
            applies("reasoning before the edits", k_two, {},
                    "<think>\n" + tagged("src/a.py", "draft\n") + "</think>\n" + tagged("src/a.py", changed), {{"src/a.py", changed}}),
        },
        Format::modified_tags);
}

TEST_CASE("edit: whole files in tags are refused where they are not whole", "[edit]") {
    check_all(
        {
            refuses("not closed", k_two, {}, "<MODIFIED path=\"src/a.py\">\none\n2\n", "incomplete"),
            refuses("closing tag cut off", k_two, {}, "<MODIFIED path=\"src/a.py\">\none\n2\n</MODIFI", "incomplete"),
            refuses("second tag not closed", k_two, {}, tagged("src/b.py", "B\n") + "<MODIFIED path=\"src/a.py\">\none\n", "incomplete"),
            refuses("first tag not closed", k_two, {}, "<MODIFIED path=\"src/a.py\">\none\n" + tagged("src/b.py", "B\n"), "incomplete"),
            refuses("closed twice", k_two, {}, tagged("src/a.py", "one\n") + "</MODIFIED>\n", "malformed"),
            refuses("closing tag in the text", k_two, {}, tagged("src/a.py", "one\n</MODIFIED>\nthree\n"), "malformed"),
            refuses("the fence round it is not closed", k_two, {}, "```xml\n" + tagged("src/a.py", "one\ntwo\n3\n"), "incomplete"),
            refuses("the fence in it is not closed", k_two, {}, tagged("src/a.py", "```python\none\ntwo\n"), "incomplete"),
            refuses("empty for a file with text", k_two, {}, tagged("src/a.py", ""), "empty"),
            refuses("blank for a file with text", k_two, {}, tagged("src/a.py", "\n  \n"), "empty"),
            refuses("self-closing", k_two, {}, "<MODIFIED path=\"src/a.py\"/>\n", "empty"),
            refuses("no path", k_two, {}, "<MODIFIED lang=\"py\">\none\n</MODIFIED>\n", "no-path"),
            refuses("two that differ", k_two, {}, tagged("src/a.py", "one\ntwo\n3\n") + tagged("src/a.py", "one\ntwo\n4\n"), "conflicting"),
            refuses("deleted and changed", k_two, {}, "<DELETED path=\"src/b.py\"/>\n" + tagged("src/b.py", "B\n"), "conflicting"),
            refuses("deleting what does not exist", k_two, {}, "<DELETED path=\"src/zzz.py\"/>\n", "no-file"),
            refuses("a deletion with a body", k_two, {}, "<DELETED path=\"src/b.py\">\nb\nc\n</DELETED>\n", "malformed"),
            refuses("absolute (P1)", k_two, {}, tagged("/src/a.py", "x\n"), "bad-path"),
            refuses("out of the root (P1)", k_two, {}, tagged("src/../../a.py", "x\n"), "bad-path"),
            refuses("git's own (P2)", k_two, {}, tagged(".git/config", "x\n"), "bad-path"),
            refuses("backslashes in a new name (P1)", k_two, {}, tagged("src\\new.py", "x\n"), "bad-path"),
            refuses("the name fits two files", {{"a/x.py", "1\n"}, {"b/x.py", "1\n"}}, {}, tagged("x.py", "2\n"), "ambiguous-path"),
            refuses("renamed onto a file", k_two, {}, "<RENAMED from=\"src/b.py\" to=\"src/a.py\"/>\n", "exists"),
            refuses("several tags on one line", k_two, {},
                    "<MODIFIED path=\"src/a.py\">x</MODIFIED><MODIFIED path=\"src/b.py\">y</MODIFIED>\n", "malformed"),
        },
        Format::modified_tags);
    const auto cut = understand(k_two, {}, "<think>\n" + tagged("src/a.py", "one\n"));
    REQUIRE(cut.refusals.size() == 1);
    CHECK(cut.refusals[0].reason == "incomplete");
}

TEST_CASE("edit: lazy whole files are refused", "[edit]") {
    check_all(
        {
            refuses("rest unchanged", k_long, {}, tagged("long.py", without_lines(11, 40, "# ... rest of the file unchanged ...\n")),
                    "elided"),
            refuses("rest unchanged, few lines lost", k_long, {},
                    tagged("long.py", without_lines(35, 40, "# rest of the code remains the same\n")), "elided"),
            refuses("existing code", k_long, {}, tagged("long.py", without_lines(5, 15, "// ... existing code ...\n")), "elided"),
            refuses("dots alone", k_long, {}, tagged("long.py", without_lines(5, 15, "...\n")), "elided"),
            refuses("dots in a comment", k_long, {}, tagged("long.py", without_lines(5, 15, "    # ...\n")), "elided"),
            refuses("in a block comment", k_long, {}, tagged("long.py", without_lines(5, 15, "/* ... unchanged ... */\n")), "elided"),
            refuses("in an HTML comment", k_long, {}, tagged("long.py", without_lines(5, 15, "<!-- existing content -->\n")), "elided"),
            refuses("in brackets", k_long, {}, tagged("long.py", without_lines(5, 15, "[... rest of the file ...]\n")), "elided"),
            refuses("in plain words", k_long, {}, tagged("long.py", without_lines(5, 40, "Rest of the file unchanged.\n")), "elided"),
            refuses("other methods", k_long, {}, tagged("long.py", without_lines(5, 15, "# ... (other methods unchanged)\n")), "elided"),
            refuses("omitted for brevity", k_long, {}, tagged("long.py", without_lines(5, 15, "-- omitted for brevity\n")), "elided"),
            refuses("under half of the lines", k_long, {}, tagged("long.py", numbered_lines(19)), "too-short"),
            refuses("a snippet", k_long, {}, tagged("long.py", "line 20\nline twenty-one\nline 22\n"), "too-short"),
        },
        Format::modified_tags);
}

TEST_CASE("edit: honest comments and honest deletions are no laziness", "[edit]") {
    const std::string with_comment = "# keep the existing order; the rest is unchanged\n" + numbered_lines(40);
    const Files noted = {{"n.py", "# ... existing code below ...\n" + numbered_lines(30)}};
    check_all(
        {
            applies("a new comment, nothing lost", k_long, {}, tagged("long.py", with_comment), {{"long.py", with_comment}}),
            applies("the comment was there before", noted, {}, tagged("n.py", "# ... existing code below ...\n" + numbered_lines(20)),
                    {{"n.py", "# ... existing code below ...\n" + numbered_lines(20)}}),
            applies("a comment in one place, lines lost in another", k_long, {},
                    tagged("long.py", "# uses the existing lines\n" + without_lines(30, 37, "")),
                    {{"long.py", "# uses the existing lines\n" + without_lines(30, 37, "")}}),
            applies("a third of the lines deleted", k_long, {}, tagged("long.py", numbered_lines(26)), {{"long.py", numbered_lines(26)}}),
            applies("half of the lines deleted", k_long, {}, tagged("long.py", numbered_lines(20)), {{"long.py", numbered_lines(20)}}),
            applies("most of a short file deleted", {{"s.py", numbered_lines(19)}}, {}, tagged("s.py", "line 1\n"), {{"s.py", "line 1\n"}}),
            applies("a body of dots is Python", {{"p.py", "class P:\n    def f(self):\n        pass\n"}}, {},
                    tagged("p.py", "class P:\n    def f(self):\n        ...\n"), {{"p.py", "class P:\n    def f(self):\n        ...\n"}}),
        },
        Format::modified_tags);
}

TEST_CASE("edit: whole files between delimiters", "[edit]") {
    const std::string changed = "one\n2\nthree\n";
    const auto file = [](const std::string& path, const std::string& body) {
        return "--- FILE: " + path + " ---\n" + body + "--- END FILE ---\n";
    };
    check_all(
        {
            applies("plain", k_two, {}, "Here:\n" + file("src/a.py", changed) + "Done.\n", {{"src/a.py", changed}}),
            applies("two files", k_two, {}, file("src/a.py", changed) + "\n" + file("src/b.py", "B\n"),
                    {{"src/a.py", changed}, {"src/b.py", "B\n"}}),
            applies("in a fence", k_two, {}, "```\n" + file("src/a.py", changed) + "```\n", {{"src/a.py", changed}}),
            applies("body in a fence", k_two, {}, file("src/a.py", "```python\n" + changed + "```\n"), {{"src/a.py", changed}}),
            applies("a pair inside the text", k_two, {}, file("src/a.py", "one\n--- FILE: x ---\ny\n--- END FILE ---\nthree\n"),
                    {{"src/a.py", "one\n--- FILE: x ---\ny\n--- END FILE ---\nthree\n"}}),
            applies("rows of dashes in the text", k_two, {}, file("src/a.py", "one\n--- two ---\n------\n"),
                    {{"src/a.py", "one\n--- two ---\n------\n"}}),
            applies("deleted", k_two, {}, "--- DELETE FILE: src/b.py ---\n", {{"src/b.py", std::nullopt}}),
            applies("new", k_two, {}, "--- FILE: new/x.txt ---\nx\n--- END FILE ---", {{"new/x.txt", "x\n"}}),
            applies("CR LF reply for an LF file", k_two, {}, "--- FILE: src/a.py ---\r\none\r\n2\r\nthree\r\n--- END FILE ---\r\n",
                    {{"src/a.py", changed}}),
            refuses("not ended", k_two, {}, "--- FILE: src/a.py ---\none\n2\n", "incomplete"),
            refuses("first of two not ended", k_two, {}, "--- FILE: src/a.py ---\none\n" + file("src/b.py", "B\n"), "incomplete"),
            refuses("ended twice", k_two, {}, file("src/a.py", changed) + "--- END FILE ---\n", "malformed"),
            refuses("empty", k_two, {}, file("src/a.py", ""), "empty"),
            refuses("too short", k_long, {}, file("long.py", "line 1\n"), "too-short"),
            refuses("elided", k_long, {}, file("long.py", without_lines(10, 30, "# ... rest of the code ...\n")), "elided"),
            refuses("two that differ", k_two, {}, file("src/b.py", "1\n") + file("src/b.py", "2\n"), "conflicting"),
            refuses("deleting what does not exist", k_two, {}, "--- DELETE FILE: src/z.py ---\n", "no-file"),
        },
        Format::file_delimiters);
}

TEST_CASE("edit: fenced files under their names", "[edit]") {
    const std::string changed = "one\n2\nthree\n";
    const auto fenced = [](const std::string& head, const std::string& body) { return head + "\n```python\n" + body + "```\n"; };
    check_all(
        {
            applies("bare name", k_two, {}, fenced("src/a.py", changed), {{"src/a.py", changed}}),
            applies("bold", k_two, {}, fenced("**src/a.py**", changed), {{"src/a.py", changed}}),
            applies("bold with a colon inside", k_two, {}, fenced("**src/a.py:**", changed), {{"src/a.py", changed}}),
            applies("heading", k_two, {}, fenced("### src/a.py", changed), {{"src/a.py", changed}}),
            applies("heading with backticks and a label", k_two, {}, fenced("#### File: `src/a.py`", changed), {{"src/a.py", changed}}),
            applies("backticks and colon", k_two, {}, fenced("`src/a.py`:", changed), {{"src/a.py", changed}}),
            applies("numbered list", k_two, {}, fenced("1. `src/a.py`", changed), {{"src/a.py", changed}}),
            applies("sentence", k_two, {}, fenced("Here is the updated `src/a.py`:", changed), {{"src/a.py", changed}}),
            applies("blank line between", k_two, {}, fenced("src/a.py\n", changed), {{"src/a.py", changed}}),
            applies("in the fence's line", k_two, {}, "```python src/a.py\n" + changed + "```\n", {{"src/a.py", changed}}),
            applies("in the fence's line with a colon", k_two, {}, "```python:src/a.py\n" + changed + "```\n", {{"src/a.py", changed}}),
            applies("in the fence's line as a title", k_two, {}, "```python title=\"src/a.py\"\n" + changed + "```\n",
                    {{"src/a.py", changed}}),
            applies("tildes", k_two, {}, "src/a.py\n~~~\n" + changed + "~~~\n", {{"src/a.py", changed}}),
            applies("two files", k_two, {}, fenced("src/a.py", changed) + "\n" + fenced("src/b.py", "B\n"),
                    {{"src/a.py", changed}, {"src/b.py", "B\n"}}),
            applies("a longer fence round fences", k_two, {}, "src/a.py\n````\none\n```sh\nls\n```\n````\n",
                    {{"src/a.py", "one\n```sh\nls\n```\n"}}),
            applies("a new file", k_two, {}, fenced("src/new.py", "x = 1\n"), {{"src/new.py", "x = 1\n"}}),
            applies("shell commands behind", k_two, {"src/a.py"},
                    fenced("src/a.py", changed) + "\nRun it:\n```bash\npython src/a.py\n```\n", {{"src/a.py", changed}}),
            applies("an example behind, all targets covered", k_two, {"src/a.py"},
                    fenced("src/a.py", changed) + "\nUse it like this:\n```python\nfoo()\n```\n", {{"src/a.py", changed}}),
            applies("an indented fence", k_two, {}, "- src/a.py\n  ```python\n  one\n  2\n  three\n  ```\n", {{"src/a.py", changed}}),
            refuses("not closed", k_two, {}, "src/a.py\n```python\none\n2\n", "incomplete"),
            refuses("second not closed", k_two, {}, fenced("src/a.py", changed) + "src/b.py\n```python\nB\n", "incomplete"),
            refuses("equal fences inside", k_two, {}, fenced("src/a.py", "one\n```sh\nls\n```\nthree\n"), "malformed"),
            refuses("the file's own fence taken for the end", {{"d.txt", "1\n2\n3\n\n```\nx\n```\n7\n8\n"}}, {"d.txt"},
                    "d.txt\n```\n1\ntwo\n3\n\n```\nx\n```\n7\n8\n```\n", "incomplete"),
            refuses("two for one file that differ", k_two, {}, fenced("src/a.py", changed) + fenced("src/a.py", "one\n3\nthree\n"),
                    "conflicting"),
            refuses("one named, one not, a target not covered", k_two, {"src/a.py", "src/b.py"},
                    fenced("src/a.py", changed) + "and\n```python\nB\n```\n", "no-path"),
            refuses("what a program prints is no file", k_two, {"src/a.py"},
                    "```python\n" + changed + "```\nRunning `src/a.py` now prints:\n```\n2\n```\n", "no-path"),
            refuses("Markdown cut by its own fences", {{"r.md", "x\n"}}, {"r.md"}, "r.md\n```\n# Title\n```\nls\n```\nmore\n```\n",
                    "no-path"),
            refuses("elided", k_long, {}, fenced("long.py", without_lines(10, 30, "# ... rest unchanged ...\n")), "elided"),
            refuses("empty", k_two, {}, fenced("src/a.py", ""), "empty"),
        },
        Format::fenced_named);
}

TEST_CASE("edit: a reply whose markers do not line up leaves nothing to keep", "[edit]") {
    for (const std::string& reply : {tagged("src/b.py", "B\n") + tagged("src/a.py", "one\n</MODIFIED>\nthree\n"),
                                     std::string("```python\none\n```\nRunning `src/a.py` prints:\n```\n2\n```\n")}) {
        const auto understood = understand(k_two, {"src/a.py"}, reply);
        CHECK(!understood.refusals.empty());
        CHECK(understood.edits.empty());
    }
}

TEST_CASE("edit: whole edits before a cut are kept for the next reply", "[edit]") {
    const auto understood = understand(k_two, {}, tagged("src/b.py", "B\n") + "<MODIFIED path=\"src/a.py\">\none\n");
    REQUIRE(understood.refusals.size() == 1);
    CHECK(understood.refusals[0].reason == "incomplete");
    CHECK(changes_of(understood) == Changes{{"src/b.py", "B\n"}});
}

TEST_CASE("edit: one fence for the only target", "[edit]") {
    const std::string changed = "one\n2\nthree\n";
    check_all(
        {
            applies("plain", k_two, {"src/a.py"}, "```python\n" + changed + "```\n", {{"src/a.py", changed}}),
            applies("chatter around", k_two, {"src/a.py"}, "Sure, here you go!\n\n```\n" + changed + "```\nI changed line 2.\n",
                    {{"src/a.py", changed}}),
            applies("shell fence first", k_two, {"src/a.py"}, "Run:\n```bash\npip install x\n```\nThen:\n```python\n" + changed + "```\n",
                    {{"src/a.py", changed}}),
            applies("shell fence last", k_two, {"src/a.py"}, "```python\n" + changed + "```\nTest it:\n```console\n$ pytest\n```\n",
                    {{"src/a.py", changed}}),
            applies("shell fence for a script", {{"x.sh", "ls\n"}}, {"x.sh"}, "```bash\nls -l\n```\n", {{"x.sh", "ls -l\n"}}),
            applies("a target that does not exist yet", k_two, {"src/n.py"}, "```python\nx\n```\n", {{"src/n.py", "x\n"}}),
            applies("a diff marker deep inside", k_two, {"src/a.py"}, "```\none\n2\nthree\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n```\n",
                    {{"src/a.py", "one\n2\nthree\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n"}}),
            applies("JSON for a JSON target", {{"p.json", "{\"path\": \"x\", \"content\": \"a\"}\n"}}, {"p.json"},
                    "```json\n{\"path\": \"x\", \"content\": \"b\"}\n```\n", {{"p.json", "{\"path\": \"x\", \"content\": \"b\"}\n"}}),
            refuses("several fences", k_two, {"src/a.py"}, "```python\n" + changed + "```\nor\n```python\none\n```\n", "malformed"),
            refuses("several targets", k_two, {"src/a.py", "src/b.py"}, "```python\n" + changed + "```\n", "no-path"),
            refuses("no target", k_two, {}, "```python\n" + changed + "```\n", "no-path"),
            refuses("only a shell fence", k_two, {"src/a.py"}, "```bash\nsed -i s/two/2/ src/a.py\n```\n", "no-edits"),
            refuses("not closed", k_two, {"src/a.py"}, "```python\none\n2\n", "incomplete"),
            refuses("a snippet", k_long, {"long.py"}, "```python\nline 3\nline three\n```\n", "too-short"),
            refuses("elided", k_long, {"long.py"}, "```python\n" + without_lines(8, 30, "# ... existing code ...\n") + "```\n", "elided"),
            refuses("nested fences of one length", k_two, {"src/a.py"}, "```markdown\none\n```python\nx\n```\n```\n", "malformed"),
        },
        Format::fenced_single);
}

TEST_CASE("edit: a reply without edits is not taken for one that changes nothing", "[edit]") {
    const std::string reply =
        GENERATE("", "Nothing has to be changed.\n", "The bug is in `src/a.py`: it should say 2.\n\nConceptual patch: replace two by 2.\n",
                 "<MODIFIED>\n", "======= \n", "--- END FILE --\n");
    const auto understood = understand(k_two, {"src/a.py"}, reply);
    INFO(told(understood));
    REQUIRE(understood.refusals.size() == 1);
    CHECK(understood.refusals[0].reason == "no-edits");
    CHECK(understood.edits.empty());
}

TEST_CASE("edit: content that is there already gives no edit, no refusal and a placement", "[edit]") {
    const auto understood = understand(k_two, {}, tagged("src/a.py", "one\ntwo\nthree\n"));
    CHECK(understood.edits.empty());
    CHECK(understood.refusals.empty());
    REQUIRE(understood.placements.size() == 1);
    CHECK(understood.placements[0].how == "unchanged");
}

TEST_CASE("edit: a rename keeps where the file came from", "[edit]") {
    const auto understood = understand(k_two, {}, "<RENAMED from=\"src/b.py\" to=\"lib/c.py\"/>\n");
    REQUIRE(understood.edits.size() == 2);
    CHECK(understood.edits[0].path.text() == "lib/c.py");
    REQUIRE(understood.edits[0].moved_from);
    CHECK(understood.edits[0].moved_from->text() == "src/b.py");
    CHECK(!understood.edits[1].content);
}
