// What of YAML is let in, and how the rest is refused (security.md C4).
#include "config/yaml_tree.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace proffer::config;

namespace {

std::string first_problem(std::string_view text) {
    Problems problems;
    (void)parse_yaml(text, problems);
    const auto all = problems.sorted("f");
    return all.empty() ? "" : all.front().text();
}

Node tree(std::string_view text) {
    Problems problems;
    auto root = parse_yaml(text, problems);
    REQUIRE(problems.empty());
    REQUIRE(root.has_value());
    return *std::move(root);
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

}  // namespace

TEST_CASE("config: scalars keep their text and place", "[config]") {
    const Node root = tree("on: yes\n'quoted': \"a\\tb\"\nlist:\n  - 0x10\n  - |\n    two\n    lines\n");
    REQUIRE(root.kind == NodeKind::map);
    CHECK(root.find("on")->text == "yes");
    CHECK(root.find("quoted")->text == "a\tb");
    const Node* list = root.find("list");
    REQUIRE(list->items.size() == 2);
    CHECK(list->items[0].text == "0x10");
    CHECK(list->items[0].place.line == 4);
    CHECK(list->items[0].place.column == 5);
    CHECK(list->items[1].text == "two\nlines\n");
    CHECK(root.entries[1].place.line == 2);
    CHECK(root.find("none") == nullptr);
}

TEST_CASE("config: columns count bytes and ignore a byte order mark", "[config]") {
    const Node root = tree("\xEF\xBB\xBF{\"ä\": b}");
    CHECK(root.entries.at(0).key == "ä");
    CHECK(root.entries.at(0).value.place.column == 8);
}

TEST_CASE("config: CRLF files read like LF files", "[config]") {
    CHECK(tree("a: |\r\n  one\r\n  two\r\nb: c\r\n").find("a")->text == "one\ntwo\n");
}

TEST_CASE("config: C4: what is outside the subset is refused with its place", "[config]") {
    const auto [text, expected] = GENERATE(table<std::string, std::string>({
        {"a: &x 1\n", "f:1:4: anchors are not supported (write the value out where it is needed)"},
        {"a: &x [1]\n", "f:1:4: anchors are not supported (write the value out where it is needed)"},
        {"a: &x 1\nb: *x\n", "f:1:4: anchors are not supported (write the value out where it is needed)"},
        {"on: **/*.py\n", "f:1:5: aliases are not supported (put text that starts with '*' in quotes)"},
        {"a: !!binary aGk=\n", "f:1:4: tags are not supported (put text that starts with '!' in quotes)"},
        {"a: !secret x\n", "f:1:4: tags are not supported (put text that starts with '!' in quotes)"},
        {"a: ! x\n", "f:1:4: tags are not supported (put text that starts with '!' in quotes)"},
        {"a: !!map {b: c}\n", "f:1:4: tags are not supported (put text that starts with '!' in quotes)"},
        {"a: !!null\n", "f:1:4: tags are not supported (put text that starts with '!' in quotes)"},
        {"a: 1\na: 2\n", "f:2:1: 'a' is given twice (keep one; the first is in line 1)"},
        {"{a: 1, 'a': 2}\n", "f:1:8: 'a' is given twice (keep one; the first is in line 1)"},
        {"<<: {a: 1}\n", "f:1:1: merge keys are not supported (write the values out where they are needed)"},
        {"? [a]\n: b\n", "f:1:3: a key must be plain text (write 'key: value')"},
        {"~: b\n", "f:1:1: a key must be plain text (write 'key: value')"},
        {"a: {{x}}\n", "f:1:5: a key must be plain text (put text that starts with '{{' in quotes)"},
        {"a: 1\n---\nb: 2\n", "f:2:1: several documents in one file (keep one, without a second '---' line)"},
        {"a: \"\\0\"\n", "f:1:4: control character in a value (remove the escape)"},
        {"a: \"\\e[31m\"\n", "f:1:4: control character in a value (remove the escape)"},
        {"a: b\nc: \x04\nd: e\n", "f:2:4: control character (save the file as UTF-8 text)"},
        {std::string("a: b\0c", 6), "f:1:5: control character (save the file as UTF-8 text)"},
        {"a: b\nc: \xC3\x28\n", "f:2:4: invalid UTF-8 (save the file as UTF-8 text)"},
        {"a:\n\t- b\n", "f:2:2: not valid YAML: illegal block entry (indent with blanks, not with tabs)"},
        {"a: b: c\n", "f:1:5: not valid YAML: illegal map value (put text with ': ' inside in quotes)"},
        {"a: [1\nb: 2\n",
         "f:2:2: not valid YAML: end of sequence flow not found (check indentation, quotes and brackets here and in the line above)"},
        {"a: \"b\n", "f:1:4: the quote is never closed (close it on the line where the text ends)"},
        {"a: \"b\\\"\nc: d\n", "f:1:4: the quote is never closed (close it on the line where the text ends)"},
        {"a: 'it''s\nc: d\n", "f:1:4: the quote is never closed (close it on the line where the text ends)"},
        {"a: \"b", "f:1:6: not valid YAML: illegal EOF in scalar (check indentation, quotes and brackets here and in the line above)"},
        {"a: @b\n", "f:1:4: not valid YAML: unknown token (put text that starts with '@' in quotes)"},
    }));
    CHECK(first_problem(text) == expected);
}

TEST_CASE("config: C4: depth, node count and size are bounded", "[config]") {
    CHECK(first_problem(repeated("[", 16) + repeated("]", 16)).empty());
    CHECK(first_problem(repeated("[", 17) + repeated("]", 17)) == "f:1:17: nested more than 16 levels deep (a configuration needs four)");
    CHECK(first_problem("[" + repeated("1,", 9'998) + "]").empty());
    CHECK_THAT(first_problem("[" + repeated("1,", 10'000) + "]"), Catch::Contains("more than 10,000 values"));
    CHECK(first_problem("a: '" + repeated("x", 256 * 1024 - 5) + "'").empty());
    CHECK(first_problem("a: '" + repeated("x", 256 * 1024) + "'") ==
          "f:1:1: the file is over 256 KiB (keep long texts in files of their own)");
}

TEST_CASE("config: C4: bombs are refused fast", "[config]") {
    const std::size_t size = 255 * 1024;
    const std::string text = GENERATE_COPY(
        repeated("[", size), repeated("{", size), repeated("- ", size / 2), repeated("? ", size / 2), repeated("{a: ", size / 4),
        repeated("a: &b\n", size / 6), repeated("&a ", size / 3), repeated("!", size), repeated("*a ", size / 3), repeated("\"", size),
        repeated("'", size), repeated("a:\n ", size / 4), repeated("#", size), repeated("\n", size), repeated(" ", size),
        repeated("|\n", size / 2), repeated("---\n", size / 4), repeated(": ", size / 2), repeated("a b ", size / 4),
        repeated("%TAG ! x\n", size / 9), "a: |\n" + repeated("  \n", size / 3), repeated("x: [", size / 4), repeated("[a,", size / 3),
        repeated("a\n\n", size / 3), repeated("? a\n", size / 4));
    const auto start = std::chrono::steady_clock::now();
    (void)first_problem(text);
    const auto took = std::chrono::steady_clock::now() - start;
    INFO(text.substr(0, 12));
    CHECK(took < std::chrono::seconds(60));
}
