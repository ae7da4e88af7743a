// Escaping: what is shown, and that nothing of it is active.
#include <catch2/catch.hpp>

#include "hostile_texts.hpp"
#include "oracles.hpp"
#include "report/text_sinks.hpp"

using namespace proffer;
using namespace proffer::report;

TEST_CASE("report: plain prose stays as it is (O4)", "[report]") {
    const std::string text = GENERATE(as<std::string>{}, "check 'tests' failed with exit status 1", "it isn't well-formed, is it?",
                                      "lint: not run, because an earlier check failed", "proffer 0.1.0 (beta)", "größer als 50 KB");
    CHECK(markdown_line(text) == text);
}

TEST_CASE("report: words with a meaning for forges stand in code spans (O4, O6)", "[report]") {
    CHECK(markdown_line("ask @admin about #12.") == "ask `@admin` about `#12`.");
    CHECK(markdown_line("fixes GH-12, PROJ-1") == "fixes `GH-12`, `PROJ-1`");
    CHECK(markdown_line("'src/a.py' (src/b.py)") == "'`src/a.py`' (`src/b.py`)");
    CHECK(markdown_line("bors r+") == "bors `r+`");
    CHECK(markdown_line("/approve") == "`/approve`");
    CHECK(markdown_line("1. one") == "`1.` one");
    CHECK(markdown_line("- [x] a") == "`-` `[x]` a");
    CHECK(markdown_line("a`b") == "``a`b``");
    CHECK(markdown_line("1f7a7a472abf") == "`1f7a7a472abf`");
    CHECK(markdown_line("two\nlines") == "`two\\nlines`");
    CHECK(markdown_line("  ").empty());
}

TEST_CASE("report: code spans hold any text on one line", "[report]") {
    CHECK(markdown_code("a b") == "`a b`");
    CHECK(markdown_code("`") == "`` ` ``");
    CHECK(markdown_code("a``b") == "```a``b```");
    CHECK(markdown_code("") == "(empty)");
    CHECK(markdown_code("a\nb") == "`a\\nb`");
    CHECK(markdown_cell_code("a | b") == "`a \\| b`");
    CHECK(markdown_cell_code("a \\| b") == "`a \\¦ b`");
}

TEST_CASE("report: a fence is longer than any run of backticks inside (O4)", "[report]") {
    CHECK(markdown_block("x") == "```text\nx\n```\n");
    CHECK(markdown_block("x\n", "sh") == "```sh\nx\n```\n");
    CHECK(markdown_block("a `` b") == "```text\na `` b\n```\n");
    CHECK(markdown_block("```\n/approve") == "````text\n| ```\n| /approve\n````\n");
    CHECK(markdown_block("") == "```text\n```\n");
}

TEST_CASE("report: only plain web addresses become links (O4)", "[report]") {
    CHECK(markdown_link("https://github.com/a/b/pull/1?x=1#y") == "<https://github.com/a/b/pull/1?x=1#y>");
    CHECK(is_web_address("http://localhost:3000/a/b/pulls/1"));
    const std::string other = GENERATE(as<std::string>{}, "", "https://", "https:///x", "javascript:alert(1)", "data:text/html,x",
                                       "ftp://h/x", "//h/x", "https://h/ x", "https://h/<b>", "https://h/\"x", "https://h/)",
                                       "https://user@h/x", "https://h/\n", "HTTPS://h/x", "https://h/\xc3\xa9", "https://?x");
    CAPTURE(other);
    CHECK_FALSE(is_web_address(other));
    CHECK(markdown_link(other).find('<' + other) == std::string::npos);
}

TEST_CASE("report: HTML and XML are escaped, and invisible characters shown (O11)", "[report]") {
    CHECK(html_text("<a href=\"x\" id='y'>&amp;") == "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;");
    CHECK(html_text("a\r\nb\tc") == "a\nb\tc");
    CHECK(xml_text("\x1b[31m") == "\\x1b[31m");
    CHECK(xml_text("a\xe2\x80\xae") == "a⟨U+202E⟩");
}

TEST_CASE("report: no hostile text is active behind any sink (O4, O5, O6, O11)", "[report]") {
    REQUIRE(testing::hostile_texts().size() >= 200);
    for (const std::string& text : testing::hostile_texts()) {
        CAPTURE(text.substr(0, 200));
        for (const std::string& line : {markdown_line(text), markdown_code(text), markdown_cell_code(text)}) {
            CHECK(line.find('\n') == std::string::npos);
            const auto why = testing::activity(testing::without_code_spans(line));
            CHECK(why.value_or("") == "");
        }
        const testing::MarkdownReading block = testing::read_markdown(markdown_block(text));
        CHECK(block.active_lines.empty());
        CHECK_FALSE(block.open_fence);
        CHECK(html_text(text).find_first_of("<>\"'") == std::string::npos);
        CHECK(testing::only_known_entities(html_text(text)));
        CHECK(testing::only_xml_characters(xml_text(text)));
    }
}
