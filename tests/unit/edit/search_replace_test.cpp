// SEARCH/REPLACE blocks: spelling, where the path stands, the ladder, and what is refused.
#include "case_table.hpp"

using namespace proffer;
using namespace proffer::test;
using edit::Format;

namespace {

const std::string k_calc =
    "import os\n\n\ndef add(a, b):\n    \"\"\"Add.\"\"\"\n    return a + b\n\n\ndef sub(a, b):\n    return a - b\n\n\ndef main():\n    if "
    "True:\n        print(add(1, 2))\n";
const Files k_files = {{"src/calc.py", k_calc}, {"src/other.py", "x = 1\ny = 2\n"}};

std::string with(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);  // throws when it is not there
}

std::string block(const std::string& old_text, const std::string& new_text) {
    return "<<<<<<< SEARCH\n" + old_text + "=======\n" + new_text + ">>>>>>> REPLACE\n";
}

std::string fenced(const std::string& path, const std::string& blocks) {
    return path + "\n```python\n" + blocks + "```\n";
}

const std::string k_old = "    return a + b\n";
const std::string k_new = "    return b + a\n";
const std::string k_result = with(k_calc, k_old, k_new);

}  // namespace

TEST_CASE("edit: search/replace blocks are read in every spelling", "[edit]") {
    const Changes changes = {{"src/calc.py", k_result}};
    const auto spelt = [](const std::string& head, const std::string& row, const std::string& tail) {
        return "src/calc.py\n```python\n" + head + "\n" + k_old + row + "\n" + k_new + tail + "\n```\n";
    };
    check_all(
        {
            applies("aider", k_files, {}, fenced("src/calc.py", block(k_old, k_new)), changes),
            applies("path in the fence", k_files, {}, "```\nsrc/calc.py\n" + block(k_old, k_new) + "```\n", changes),
            applies("without a fence", k_files, {}, "src/calc.py\n" + block(k_old, k_new), changes),
            applies("rows of five", k_files, {}, spelt("<<<<< SEARCH", "=====", ">>>>> REPLACE"), changes),
            applies("rows of nine", k_files, {}, spelt("<<<<<<<<< SEARCH", "=========", ">>>>>>>>> REPLACE"), changes),
            applies("an angle behind SEARCH", k_files, {}, spelt("<<<<<<< SEARCH>", "=======", ">>>>>>> REPLACE"), changes),
            applies("blanks behind the markers", k_files, {}, spelt("<<<<<<< SEARCH  ", "=======  ", ">>>>>>> REPLACE "), changes),
            applies("cline's signs", k_files, {}, spelt("------- SEARCH", "=======", "+++++++ REPLACE"), changes),
            applies("aider's old words", k_files, {}, spelt("<<<<<<< ORIGINAL", "=======", ">>>>>>> UPDATED"), changes),
            applies(
                "Roo's hints", k_files, {},
                "src/calc.py\n<<<<<<< SEARCH\n:start_line:6\n:end_line:6\n-------\n" + k_old + "=======\n" + k_new + ">>>>>>> REPLACE\n",
                changes),
            applies("CR LF reply", k_files, {},
                    "src/calc.py\r\n<<<<<<< SEARCH\r\n    return a + b\r\n=======\r\n    return b + a\r\n>>>>>>> REPLACE\r\n", changes),
            applies("indented with its markers", k_files, {},
                    "- `src/calc.py`\n  <<<<<<< SEARCH\n      return a + b\n  =======\n      return b + a\n  >>>>>>> REPLACE\n", changes),
            applies("other rows are text beside a row of seven", {{"r.rst", "Title\n=====\ntext\n"}}, {},
                    "r.rst\n" + block("Title\n=====\ntext\n", "Title!\n======\ntext\n"), {{"r.rst", "Title!\n======\ntext\n"}}),
            applies("escaped markers are text", {{"m.txt", "a\n=======\nb\n"}}, {},
                    "m.txt\n" + block("a\n\\=======\nb\n", "a\n\\=======\nc\n"), {{"m.txt", "a\n=======\nc\n"}}),
            applies("a second row of seven in the new text", {{"r.md", "Heading\ntext\n"}}, {},
                    "r.md\n" + block("Heading\n", "Heading\n=======\n"), {{"r.md", "Heading\n=======\ntext\n"}}),
            applies("dashed markers inside angle ones are text", {{"m.txt", "a\nb\n"}}, {},
                    "m.txt\n" + block("a\n", "------- SEARCH\n+++++++ REPLACE\n"), {{"m.txt", "------- SEARCH\n+++++++ REPLACE\nb\n"}}),
        },
        Format::search_replace);
}

TEST_CASE("edit: the path of a block is where models put it", "[edit]") {
    const Changes changes = {{"src/calc.py", k_result}};
    const std::string edit = block(k_old, k_new);
    check_all(
        {
            applies("in a tag of a wrapper", k_files, {}, "src/calc.py\n<source>python\n" + edit + "</source>\n", changes),
            applies("a new file in a tag of a wrapper", k_files, {},
                    "n.py\n<source>\n<<<<<<< SEARCH\n=======\nx\n>>>>>>> REPLACE\n</source>\n", {{"n.py", "x\n"}}),
            applies("in a fence of its own", k_files, {}, "```python\nsrc/calc.py\n```\n```python\n" + edit + "```\n", changes),
            applies("bold", k_files, {}, "**src/calc.py**\n" + edit, changes),
            applies("heading", k_files, {}, "### src/calc.py\n```\n" + edit + "```\n", changes),
            applies("backticks with a colon", k_files, {}, "`src/calc.py`:\n```\n" + edit + "```\n", changes),
            applies("with a label", k_files, {}, "File: src/calc.py\n" + edit, changes),
            applies("in a sentence", k_files, {}, "Now change `src/calc.py` like this:\n\n```python\n" + edit + "```\n", changes),
            applies("some lines up", k_files, {}, "src/calc.py\n\nThis adds the other way round:\n\n```python\n" + edit + "```\n", changes),
            applies("in the fence's line", k_files, {}, "```python src/calc.py\n" + edit + "```\n", changes),
            applies("the only target", k_files, {"src/calc.py"}, "```python\n" + edit + "```\n", changes),
            applies("several blocks under one path", k_files, {},
                    fenced("src/calc.py", edit + "\n" + block("    return a - b\n", "    return a - b - 0\n")),
                    {{"src/calc.py", with(k_result, "a - b", "a - b - 0")}}),
            applies("the path of the block before", k_files, {},
                    fenced("src/calc.py", edit) + "And then:\n```\n" + block("    return a - b\n", "    return 0\n") + "```\n",
                    {{"src/calc.py", with(k_result, "a - b", "0")}}),
            applies("two files", k_files, {}, fenced("src/calc.py", edit) + fenced("src/other.py", block("x = 1\n", "x = 3\n")),
                    {{"src/calc.py", k_result}, {"src/other.py", "x = 3\ny = 2\n"}}),
            applies("./", k_files, {}, "./src/calc.py\n" + edit, changes),
            applies("backslashes", k_files, {}, "src\\calc.py\n" + edit, changes),
            applies("a/", k_files, {}, "a/src/calc.py\n" + edit, changes),
            applies("name alone", k_files, {}, "calc.py\n" + edit, changes),
            applies("a folder made up, the name is a target's", k_files, {"src/calc.py"}, "lib/core/calc.py\n" + edit, changes),
            refuses("no path", k_files, {}, edit, "no-path"),
            refuses("absolute", k_files, {}, "/src/calc.py\n" + edit, "bad-path"),
            refuses("out of the root (P1)", k_files, {}, "../src/calc.py\n" + edit, "bad-path"),
            refuses("out of the root on the way (P1)", k_files, {}, "src/../../x/calc.py\n" + edit, "bad-path"),
            refuses("git's own (P2)", k_files, {}, ".git/config\n" + block("", "x\n"), "bad-path"),
            refuses("git's own in another case (P2)", k_files, {}, "src/.GIT/hooks/pre-push.sh\n" + block("", "x\n"), "bad-path"),
            refuses("no such file", k_files, {}, "src/nothing.py\n" + edit, "no-file"),
            refuses("the name fits two files", {{"a/calc.py", k_calc}, {"b/calc.py", k_calc}}, {}, "calc.py\n" + edit, "ambiguous-path"),
            refuses("a symbolic link's text is no file's (P3)", {{"src/calc.py/x", "x\n"}}, {}, "src/calc.py\n" + edit, "bad-path"),
        },
        Format::search_replace);
}

TEST_CASE("edit: the ladder forgives how lines were copied and nothing else", "[edit]") {
    const auto calc = [](const std::string& name, const std::string& old_text, const std::string& new_text, const std::string& result) {
        return applies(name, k_files, {}, "src/calc.py\n" + block(old_text, new_text), {{"src/calc.py", result}});
    };
    const auto no = [](const std::string& name, const std::string& old_text, const std::string& new_text, const std::string& reason) {
        return refuses(name, k_files, {}, "src/calc.py\n" + block(old_text, new_text), reason);
    };
    const Files blanks = {{"t.py", "a = 1  \nb = 2\t\nc = 3\n"}};
    const Files quotes = {{"q.txt", "say \xE2\x80\x9Chi\xE2\x80\x9D \xE2\x80\x94 now\nrest\xE2\x80\xA6\nend\n"}};
    const Files tabs = {{"t.go", "func f() {\n\tif x {\n\t\treturn 1\n\t}\n}\n"}};
    check_all(
        {
            calc("exact", k_old, k_new, k_result),
            calc("several lines", "def sub(a, b):\n    return a - b\n", "def sub(a, b, c=0):\n    return a - b - c\n",
                 with(k_calc, "def sub(a, b):\n    return a - b\n", "def sub(a, b, c=0):\n    return a - b - c\n")),
            calc("deletion", "def sub(a, b):\n    return a - b\n\n\n", "", with(k_calc, "def sub(a, b):\n    return a - b\n\n\n", "")),
            calc("at the start", "import os\n", "import os\nimport sys\n", with(k_calc, "import os\n", "import os\nimport sys\n")),
            calc("at the end", "        print(add(1, 2))\n", "        print(add(1, 2))\n        return\n", k_calc + "        return\n"),
            calc("trailing blanks in the old text", "    return a + b   \n", k_new, k_result),
            applies("trailing blanks in the file; untouched lines keep theirs", blanks, {},
                    "t.py\n" + block("a = 1\nb = 2\nc = 3\n", "a = 1\nb = 2\nc = 4\n"), {{"t.py", "a = 1  \nb = 2\t\nc = 4\n"}}),
            applies("a deliberate removal of trailing blanks", blanks, {}, "t.py\n" + block("a = 1  \n", "a = 1\n"),
                    {{"t.py", "a = 1\nb = 2\t\nc = 3\n"}}),
            applies("typographic punctuation; untouched lines keep it", quotes, {},
                    "q.txt\n" + block("say \"hi\" - now\nrest...\nend\n", "say \"hi\" - now\nrest...\nEND\n"),
                    {{"q.txt", "say \xE2\x80\x9Chi\xE2\x80\x9D \xE2\x80\x94 now\nrest\xE2\x80\xA6\nEND\n"}}),
            applies("composed for decomposed letters", {{"n.txt", "caf\x65\xCC\x81\nx\n"}}, {},
                    "n.txt\n" + block("caf\xC3\xA9\nx\n", "caf\xC3\xA9\ny\n"), {{"n.txt", "caf\x65\xCC\x81\ny\n"}}),
            calc("indentation lost evenly", "if True:\n    print(add(1, 2))\n", "if False:\n    print(add(1, 2))\n",
                 with(k_calc, "if True", "if False")),
            calc("indentation too deep", "        def sub(a, b):\n            return a - b\n",
                 "        def sub(a, b):\n            return b\n", with(k_calc, "a - b", "b")),
            calc("indentation lost on the first line", "if True:\n        print(add(1, 2))\n", "if 1:\n        print(add(1, 2))\n",
                 with(k_calc, "if True", "if 1")),
            calc("indentation lost on the first line, a new line is put before it", "if True:\n        print(add(1, 2))\n",
                 "# twice\n    if True:\n        print(add(1, 2))\n", with(k_calc, "    if True", "    # twice\n    if True")),
            calc("indentation lost, a new line deeper", "if True:\n    print(add(1, 2))\n",
                 "if True:\n    if 1:\n        print(add(1, 2))\n",
                 with(k_calc, "        print(add(1, 2))\n", "        if 1:\n            print(add(1, 2))\n")),
            calc("one line lost its indentation, all new ones did", "return a - b\n", "c = a - b\nreturn c\n",
                 with(k_calc, "    return a - b\n", "    c = a - b\n    return c\n")),
            calc("one line lost its indentation, of the new ones the first did", "return a - b\n", "c = a - b\n    return c\n",
                 with(k_calc, "    return a - b\n", "    c = a - b\n    return c\n")),
            calc("one line lost its indentation, a block comes in", "return a - b\n", "if a:\n    return a - b\nreturn 0\n",
                 with(k_calc, "    return a - b\n", "    if a:\n        return a - b\n    return 0\n")),
            applies("tabs copied as blanks on one level", tabs, {}, "t.go\n" + block("    if x {\n", "    if y {\n"),
                    {{"t.go", with(tabs[0].second, "if x", "if y")}}),
            calc("blank lines at the edges", "\n    return a + b\n\n\n\n\n", "\n    return b + a\n\n\n\n\n", k_result),
            calc("a blank line too many in front", "\n\n\n\nimport os\n", "import os\nimport re\n",
                 with(k_calc, "import os\n", "import os\nimport re\n")),
            calc("line numbers in front", "   6 |     return a + b\n", "   6 |     return b + a\n", k_result),
            calc("line numbers in the old text only", "4 | def add(a, b):\n5 |     \"\"\"Add.\"\"\"\n",
                 "def add(a, b):\n    \"\"\"Sum.\"\"\"\n", with(k_calc, "Add.", "Sum.")),
            calc("dots for lines in the middle", "def add(a, b):\n...\ndef sub(a, b):\n", "def plus(a, b):\n...\ndef minus(a, b):\n",
                 with(with(k_calc, "def add", "def plus"), "def sub", "def minus")),
            applies("dots that are in the file", {{"p.py", "def f():\n    ...\n"}}, {},
                    "p.py\n" + block("def f():\n    ...\n", "def f():\n    return 1\n"), {{"p.py", "def f():\n    return 1\n"}}),
            applies("nothing changes", k_files, {}, "src/calc.py\n" + block(k_old, k_old), {}),
            refuses("twice in the file", {{"d.py", "x\na\nx\n"}}, {}, "d.py\n" + block("x\n", "y\n"), "ambiguous"),
            refuses("twice but for trailing blanks", {{"d.py", "x \na\nx\t\n"}}, {}, "d.py\n" + block("x\n", "y\n"), "ambiguous"),
            refuses("twice but for indentation", {{"d.py", "if a:\n    x\nif b:\n    x\n"}}, {}, "d.py\n" + block("x\n", "y\n"),
                    "ambiguous"),
            refuses("overlapping itself", {{"d.py", "x\nx\nx\n"}}, {}, "d.py\n" + block("x\nx\n", "y\n"), "ambiguous"),
            no("not in the file", "    return a * b\n", "    return 1\n", "not-found"),
            no("nearly in the file", "def add(a, b):\n    \"\"\"Adds.\"\"\"\n    return a + b\n", "x\n", "not-found"),
            no("first and last line right, the middle not", "def add(a, b):\n    pass\n    return a + b\n", "x\n", "not-found"),
            no("part of a line", "return a + b if\n", "x\n", "not-found"),
            no("a substring of a line", "a + b\n", "x\n", "not-found"),
            no("indentation off unevenly", "if True:\n  print(add(1, 2))\n", "if False:\n  print(add(1, 2))\n", "indentation"),
            no("new lines that cannot be moved along", "        def sub(a, b):\n            return a - b\n",
               "def sub(a, b):\n    return b\n", "indentation"),
            no("some lines numbered", "4 | def add(a, b):\n    \"\"\"Add.\"\"\"\n", "x\n", "not-found"),
            no("dots in the old text only", "def add(a, b):\n...\ndef sub(a, b):\n", "def plus(a, b):\n", "elided"),
            no("dots in the new text only", "def add(a, b):\n    \"\"\"Add.\"\"\"\n    return a + b\n", "def add(a, b):\n    ...\n",
               "elided"),
            no("a piece between dots in two places", "import os\n...\n\n\n...\ndef main():\n", "import re\n...\n\n\n...\ndef main():\n",
               "elided"),
            no("pieces out of order", "def sub(a, b):\n...\ndef add(a, b):\n", "x\n...\ny\n", "elided"),
            no("lazy new text", "def add(a, b):\n    \"\"\"Add.\"\"\"\n    return a + b\n",
               "def add(a, b):\n    # ... rest of the code unchanged\n", "elided"),
            no("nothing to look for", "", "x\n", "empty-search"),
            no("only blanks to look for", "\n", "x\n", "empty-search"),
            refuses("tabs copied as blanks on several levels", tabs, {},
                    "t.go\n" + block("    if x {\n        return 1\n", "    if y {\n        return 1\n"), "indentation"),
        },
        Format::search_replace);
}

TEST_CASE("edit: blocks of one file are placed one after the other", "[edit]") {
    check_all(
        {
            applies("the second builds on the first", {{"f", "a\nb\n"}}, {"f"}, block("a\n", "c\n") + block("c\nb\n", "c\nd\n"),
                    {{"f", "c\nd\n"}}),
            applies("in any order", {{"f", "a\nb\nc\n"}}, {"f"}, block("c\n", "C\n") + block("a\n", "A\n"), {{"f", "A\nb\nC\n"}}),
            applies("next to each other", {{"f", "a\nb\nc\n"}}, {"f"}, block("a\nb\n", "a\nB\n") + block("B\nc\n", "B\nC\n"),
                    {{"f", "a\nB\nC\n"}}),
            applies("contexts overlap, changes do not", {{"f", "a\nb\nc\n"}}, {"f"}, block("a\nb\n", "A\nb\n") + block("b\nc\n", "b\nC\n"),
                    {{"f", "A\nb\nC\n"}}),
            applies("the same block twice", {{"f", "a\nb\n"}}, {"f"}, block("a\n", "a\nx\n") + block("a\n", "a\nx\n"),
                    {{"f", "a\nx\nb\n"}}),
            applies("settled by an exact line number", {{"f", "x\na\nx\n"}}, {"f"},
                    "<<<<<<< SEARCH\n:start_line:3\n-------\nx\n=======\ny\n>>>>>>> REPLACE\n", {{"f", "x\na\ny\n"}}),
            applies("line numbers are those of the file as it was", {{"f", "x\na\nx\n"}}, {"f"},
                    block("a\n", "a\na2\na3\n") + "<<<<<<< SEARCH\n:start_line:3\n-------\nx\n=======\ny\n>>>>>>> REPLACE\n",
                    {{"f", "x\na\na2\na3\ny\n"}}),
            applies("new file", {{"f", "a\n"}}, {}, "src/new.py\n" + block("", "x = 1\n"), {{"src/new.py", "x = 1\n"}}),
            applies("an empty file is filled", {{"f", ""}}, {"f"}, block("", "x\n"), {{"f", "x\n"}}),
            applies("emptied is not deleted", {{"f", "a\n"}}, {"f"}, block("a\n", ""), {{"f", ""}}),
            refuses("settled by no line number that is off", {{"f", "x\na\nx\n"}}, {"f"},
                    "<<<<<<< SEARCH\n:start_line:2\n-------\nx\n=======\ny\n>>>>>>> REPLACE\n", "ambiguous"),
            refuses("contradiction", {{"f", "a\nb\n"}}, {"f"}, block("a\n", "c\n") + block("a\n", "d\n"), "conflicting"),
            refuses("one of two cannot be placed", {{"f", "a\nb\n"}}, {"f"}, block("a\n", "c\n") + block("z\n", "d\n"), "not-found"),
        },
        Format::search_replace);
}

TEST_CASE("edit: broken blocks are refused", "[edit]") {
    const Files files = {{"f", "a\nb\n"}};
    check_all(
        {
            refuses("no closing marker", files, {"f"}, "<<<<<<< SEARCH\na\n=======\nc\n", "incomplete"),
            refuses("no divider", files, {"f"}, "<<<<<<< SEARCH\na\nc\n>>>>>>> REPLACE\n", "incomplete"),
            refuses("cut in the old text", files, {"f"}, block("b\n", "c\n") + "<<<<<<< SEARCH\na\n", "incomplete"),
            refuses("closed by the fence only", files, {"f"}, "```\n<<<<<<< SEARCH\na\n=======\nc\n```\n", "incomplete"),
            refuses("the next block starts before the end", files, {"f"}, "<<<<<<< SEARCH\na\n=======\nc\n" + block("b\n", "d\n"),
                    "incomplete"),
            refuses("fence not closed", files, {"f"}, "```\n" + block("a\n", "c\n"), "incomplete"),
            refuses("a closing marker too many", files, {"f"}, block("a\n", "c\n") + ">>>>>>> REPLACE\n", "malformed"),
            refuses("mixed alphabets", files, {"f"}, "<<<<<<< SEARCH\na\n=======\nc\n+++++++ REPLACE\n", "incomplete"),
            refuses("rows of seven in old and new text", {{"r.md", "Heading\n=======\nold\n"}}, {"r.md"},
                    block("Heading\n=======\nold\n", "Heading\n=======\nnew\n"), "malformed"),
        },
        Format::search_replace);
}

TEST_CASE("edit: a refused reply keeps what could be placed, says what is near and what is already there", "[edit]") {
    const auto understood = understand(
        k_files, {},
        "src/calc.py\n" + block(k_old, k_new) + block("def sub(a, b):\n    return a * b\n", "def sub(a, b):\n    return a - b\n"));
    REQUIRE(understood.refusals.size() == 1);
    const edit::Refusal& refusal = understood.refusals[0];
    CHECK(refusal.path == "src/calc.py");
    CHECK(refusal.hunk == 2);
    CHECK(refusal.reason == "not-found");
    CHECK(refusal.already_there);
    CHECK(refusal.nearest_line > 0);
    CHECK(refusal.nearest.find("  9 | def sub(a, b):\n") != std::string::npos);
    CHECK(changes_of(understood) == Changes{{"src/calc.py", k_result}});
}

TEST_CASE("edit: a text in several places is shown with each place", "[edit]") {
    const auto understood = understand({{"f", "1\n2\nx\n4\n5\n6\n7\nx\n"}}, {"f"}, block("x\n", "y\n"));
    REQUIRE(understood.refusals.size() == 1);
    CHECK(understood.refusals[0].nearest == "   1 | 1\n   2 | 2\n   3 | x\n   4 | 4\n   5 | 5\n   …\n   6 | 6\n   7 | 7\n   8 | x\n");
    CHECK(understood.refusals[0].nearest_line == 3);
}

TEST_CASE("edit: the rung that was used is told", "[edit]") {
    const auto how = [](const std::string& content, const std::string& old_text) {
        const auto understood = understand({{"f", content}}, {"f"}, block(old_text, "new\n"));
        REQUIRE(understood.placements.size() == 1);
        CHECK(understood.placements[0].hunk == 1);
        CHECK(understood.placements[0].line == 2);
        return understood.placements[0].how;
    };
    CHECK(how("1\nold\n", "old\n") == "exact");
    CHECK(how("1\nold  \n", "old\n") == "trailing-blanks");
    CHECK(how("1\nold\xE2\x80\xA6\n", "old...\n") == "punctuation");
    CHECK(how("1\n  old\n", "old\n") == "indentation");
    CHECK(how("1\nold\n", "\nold\n\n") == "edge-blanks");
    CHECK(how("1\nold\n", "2 | old\n") == "line-numbers");
}

TEST_CASE("edit: edits kept from an earlier reply are built on and merged", "[edit]") {
    const support::MemorySnapshot base = snapshot_of({{"f", "a\nb\n"}, {"g", "g\n"}, {"h.c", "h\n"}});
    const domain::EditSet placed = {{*domain::RepoPath::parse("f"), "A\nb\n", {}}, {*domain::RepoPath::parse("h.c"), {}, {}}};
    const auto understood = edit::understand_reply("f\n" + block("A\nb\n", "A\nB\n") + "g\n" + block("g\n", "G\n"), base, {}, placed);
    INFO(told(understood));
    CHECK(understood.refusals.empty());
    CHECK(changes_of(understood) == Changes{{"f", "A\nB\n"}, {"g", "G\n"}, {"h.c", std::nullopt}});

    const auto undone = edit::understand_reply("f\n" + block("A\n", "a\n"), base, {}, placed);
    CHECK(changes_of(undone) == Changes{{"h.c", std::nullopt}});

    const auto gone = edit::understand_reply("h.c\n" + block("h\n", "H\n"), base, {}, placed);
    REQUIRE(gone.refusals.size() == 1);
    CHECK(gone.refusals[0].reason == "no-file");
    CHECK(changes_of(gone) == Changes{{"f", "A\nb\n"}, {"h.c", std::nullopt}});
}

TEST_CASE("edit: tags that remove or move a file count between search/replace blocks too", "[edit]") {
    const support::MemorySnapshot base{{"a.txt", "one\ntwo\n"}, {"b.txt", "x\n"}};
    const std::string block = "a.txt\n<<<<<<< SEARCH\ntwo\n=======\n2\n>>>>>>> REPLACE\n\n";
    SECTION("removed") {
        const auto understood = edit::understand_reply(block + "<DELETED path=\"b.txt\"/>\n", base, {});
        CHECK(understood.refusals.empty());
        REQUIRE(understood.edits.size() == 2);
        CHECK(understood.edits[0].content == "one\n2\n");
        CHECK(understood.edits[1].path.text() == "b.txt");
        CHECK_FALSE(understood.edits[1].content.has_value());
    }
    SECTION("moved") {
        const auto understood = edit::understand_reply(block + "<RENAMED from=\"b.txt\" to=\"c.txt\"/>\n", base, {});
        CHECK(understood.refusals.empty());
        CHECK(understood.edits.size() == 3);
    }
    SECTION("a whole file in tags beside blocks is refused, not passed over") {
        const auto understood = edit::understand_reply(block + "<MODIFIED path=\"b.txt\">\ny\n</MODIFIED>\n", base, {});
        REQUIRE(understood.refusals.size() == 1);
        CHECK(understood.refusals[0].reason == "malformed");
    }
    SECTION("a tag inside a block is text") {
        const std::string text = "a.txt\n<<<<<<< SEARCH\ntwo\n=======\n<DELETED path=\"b.txt\"/>\n>>>>>>> REPLACE\n";
        const auto understood = edit::understand_reply(text, base, {});
        CHECK(understood.refusals.empty());
        REQUIRE(understood.edits.size() == 1);
        CHECK(understood.edits[0].content == "one\n<DELETED path=\"b.txt\"/>\n");
    }
}
