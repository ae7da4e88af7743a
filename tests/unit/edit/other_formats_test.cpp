// <file>/<original>/<patched>, JSON, and telling families apart.
#include <algorithm>

#include "case_table.hpp"

using namespace proffer;
using namespace proffer::test;
using edit::Format;

namespace {

const Files k_files = {{"src/a.py", "def f():\n    x = 1\n    return x\n\ndef g():\n    return 2\n"}, {"src/b.py", "b\n"}};

std::string edit_of(const std::string& path, const std::string& old_text, const std::string& new_text) {
    return "<file>" + path + "</file>\n<original>" + old_text + "</original>\n<patched>" + new_text + "</patched>\n";
}

std::string f_returns(const std::string& line) {
    return "def f():\n    x = 1\n" + line + "\n\ndef g():\n    return 2\n";
}

}  // namespace

TEST_CASE("edit: file, original and patched tags", "[edit]") {
    const Changes changed = {{"src/a.py", f_returns("    return -x")}};
    check_all(
        {
            applies("on lines of their own", k_files, {}, edit_of("src/a.py", "\n    return x\n", "\n    return -x\n"), changed),
            applies("in a numbered fence", k_files, {},
                    "# modification 1\n```\n" + edit_of("src/a.py", "\n    return x\n", "\n    return -x\n") + "```\n", changed),
            applies("a comment first in the fence", k_files, {},
                    "```\n# modification 1\n" + edit_of("src/a.py", "\n    return x\n", "\n    return -x\n") + "```\n", changed),
            applies("text on the tags' lines", k_files, {}, edit_of("src/a.py", "    return x", "    return -x"), changed),
            applies("indentation lost behind the tag", k_files, {}, edit_of("src/a.py", "x = 1\n    return x", "x = 1\n    return -x"),
                    changed),
            applies("indentation lost on all lines", k_files, {}, edit_of("src/a.py", "\nx = 1\nreturn x\n", "\nx = 1\nreturn -x\n"),
                    changed),
            applies("a single line without its indentation", k_files, {}, edit_of("src/a.py", "return x", "return -x"), changed),
            applies("one line becomes two, behind the tag", k_files, {}, edit_of("src/a.py", "return x", "y = x\n    return y"),
                    {{"src/a.py", f_returns("    y = x\n    return y")}}),
            applies("one line becomes a block, behind the tag", k_files, {},
                    edit_of("src/a.py", "return x", "if x:\n        return x\n    return 0"),
                    {{"src/a.py", f_returns("    if x:\n        return x\n    return 0")}}),
            applies("two edits", k_files, {}, edit_of("src/a.py", "return x", "return -x") + "\n" + edit_of("src/b.py", "b", "c"),
                    {{"src/a.py", f_returns("    return -x")}, {"src/b.py", "c\n"}}),
            applies("two pairs under one file", k_files, {},
                    edit_of("src/a.py", "return x", "return -x") + "<original>return 2</original>\n<patched>return 3</patched>\n",
                    {{"src/a.py", "def f():\n    x = 1\n    return -x\n\ndef g():\n    return 3\n"}}),
            applies("name alone", k_files, {}, edit_of("a.py", "return x", "return -x"), changed),
            applies("tags in the text", {{"x.xml", "<a>\n<file>x</file>\n</a>\n"}}, {}, edit_of("x.xml", "\n<a>\n", "\n<b>\n"),
                    {{"x.xml", "<b>\n<file>x</file>\n</a>\n"}}),
            applies("new file", k_files, {}, edit_of("src/n.py", "", "\nx\n"), {{"src/n.py", "x\n"}}),
            refuses("patched not closed", k_files, {}, "<file>src/a.py</file>\n<original>return x</original>\n<patched>return -x\n",
                    "incomplete"),
            refuses("original not closed", k_files, {}, "<file>src/a.py</file>\n<original>return x\n<patched>return -x</patched>\n",
                    "incomplete"),
            refuses("no patched", k_files, {}, "<file>src/a.py</file>\n<original>return x</original>\n", "incomplete"),
            refuses("the next edit starts inside", k_files, {},
                    "<file>src/a.py</file>\n<original>return x\n" + edit_of("src/b.py", "b", "c"), "incomplete"),
            refuses("a stray tag", k_files, {}, edit_of("src/b.py", "b", "c") + "</patched>\n", "malformed"),
            refuses("fence not closed", k_files, {}, "```\n" + edit_of("src/b.py", "b", "c"), "incomplete"),
            refuses("empty original on a file with text", k_files, {}, edit_of("src/a.py", "", "x"), "empty-search"),
            refuses("invented text", k_files, {}, edit_of("src/a.py", "return y", "return -y"), "not-found"),
            refuses("invented file", k_files, {}, edit_of("src/zzz.py", "return x", "return -x"), "no-file"),
            refuses("one of two invented", k_files, {}, edit_of("src/b.py", "b", "c") + edit_of("src/a.py", "return y", "return -y"),
                    "not-found"),
            refuses("several places", {{"d.py", "if a:\n    x\nif b:\n    x\n"}}, {}, edit_of("d.py", "x", "y"), "ambiguous"),
            refuses("elided", k_files, {}, edit_of("src/a.py", "def f():\n    ...\ndef g():", "def f():\n    return 1"), "elided"),
            applies("a remark behind the file's name", k_files, {},
                    "<file>src/b.py</file>  # hypothetical path\n<original>b</original>\n<patched>c</patched>\n", {{"src/b.py", "c\n"}}),
            refuses("text between the file's name and the old text", k_files, {},
                    "<file>src/b.py</file> says\n<original>b</original>\n<patched>c</patched>\n", "malformed"),
            refuses("indentation lost on the first old line, but on several new ones", k_files, {},
                    edit_of("src/a.py", "x = 1\n    return x", "import os\nimport sys\nx = 1\n    return x"), "indentation"),
            refuses("indentation lost on the first old line, but on all new ones",
                    {{"c.py", "class C:\n    def f():\n        a = 1\n        b = 2\n"}}, {},
                    edit_of("c.py", "def f():\n        a = 1\n        b = 2", "def f():\n    a = 1\n    b = 3"), "indentation"),
            refuses("a line that may be meant either way", {{"d.c", "{\n    a(1,\n      2);\n}\n"}}, {},
                    edit_of("d.c", "a(1,", "b(1,\n      3,"), "indentation"),
        },
        Format::original_patched);
}

TEST_CASE("edit: JSON is read in the shapes that models use", "[edit]") {
    const Changes changed = {{"src/b.py", "c\n"}};
    check_all(
        {
            applies("edits with search and replace", k_files, {}, R"({"edits": [{"path": "src/b.py", "search": "b", "replace": "c"}]})",
                    changed),
            applies("a list", k_files, {}, R"([{"file": "src/b.py", "old_str": "b", "new_str": "c"}])", changed),
            applies("in a fence", k_files, {}, "Here:\n```json\n{\"files\": [{\"path\": \"src/b.py\", \"content\": \"c\\n\"}]}\n```\n",
                    changed),
            applies("one object", k_files, {}, R"({"path": "src/b.py", "old_string": "b", "new_string": "c"})", changed),
            applies("edits below a path", k_files, {}, R"({"path": "src/b.py", "edits": [{"old": "b", "new": "c"}]})", changed),
            applies("an undecodable byte as an escaped replacement character", {{"l.txt", "one \xE9\ntwo\n"}}, {},
                    R"({"edits": [{"path": "l.txt", "search": "one \ufffd\ntwo", "replace": "one \ufffd\n2"}]})",
                    {{"l.txt", "one \xE9\n2\n"}}),
            applies("deleted", k_files, {}, R"({"edits": [{"path": "src/b.py", "delete": true}]})", {{"src/b.py", std::nullopt}}),
            applies("new file", k_files, {}, R"({"files": [{"path": "n.py", "content": "x"}]})", {{"n.py", "x\n"}}),
            refuses("not found", k_files, {}, R"({"edits": [{"path": "src/b.py", "search": "z", "replace": "c"}]})", "not-found"),
            refuses("bad path (P1)", k_files, {}, R"({"edits": [{"path": "../b.py", "search": "b", "replace": "c"}]})", "bad-path"),
            refuses("empty content", k_files, {}, R"({"files": [{"path": "src/b.py", "content": ""}]})", "empty"),
        },
        Format::json);
}

TEST_CASE("edit: broken JSON is no edit", "[edit]") {
    const std::string reply =
        GENERATE(R"({"edits": [{"path": "src/b.py", "search": "b", "replace": "c"})", R"({"answer": 42})", "[]", "{}", R"([1, 2])");
    const auto understood = understand(k_files, {}, reply);
    REQUIRE(understood.refusals.size() == 1);
    CHECK(understood.refusals[0].reason == "no-edits");
}

TEST_CASE("edit: the first marker decides the family; markers in somebody's file do not count", "[edit]") {
    const std::string tags = "<MODIFIED path=\"src/b.py\">\nc\n</MODIFIED>\n";
    const std::string block = "src/b.py\n<<<<<<< SEARCH\nb\n=======\nc\n>>>>>>> REPLACE\n";
    CHECK(understand(k_files, {}, tags + block).format == Format::modified_tags);
    CHECK(understand(k_files, {}, block + tags).format == Format::search_replace);
    CHECK(understand(k_files, {}, "```\n1\n2\n" + tags + "```\n" + block).format == Format::search_replace);
    CHECK(understand(k_files, {}, "Use --- FILE: x --- like this\n" + block).format == Format::search_replace);
    CHECK(understand(k_files, {}, "a text with <<<<<<< in it").format == Format::none);
}

TEST_CASE("edit: every format has a name of its own", "[edit]") {
    std::vector<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(Format::json); ++i) names.push_back(edit::name(static_cast<Format>(i)));
    std::sort(names.begin(), names.end());
    CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
    CHECK(edit::name(Format::modified_tags) == "modified-tags");
}
