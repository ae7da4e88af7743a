// Hidden text: all of it found and taken out, and nothing of what people see.
#include "prompt/hidden_text.hpp"

#include <catch2/catch.hpp>
#include <chrono>

#include "hidden_forms.hpp"
#include "honest_issues.hpp"
#include "support/figures.hpp"

using namespace proffer;
using namespace proffer::prompt;

namespace {

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// Words of the secret, and code points that could spell it.
bool delivers(const std::string& visible) {
    if (contains(visible, "zqxcanary") || contains(visible, "ignore every rule") || contains(visible, "ignore+every")) return true;
    for (const base::InvisibleCodePoint& found : base::find_invisible(visible))
        if (found.code_point > 0x7F) return true;
    return false;
}

std::string kinds(const SplitText& split) {
    std::string all;
    for (const HiddenPart& part : split.hidden) all += part.kind + "@" + std::to_string(part.line) + (part.kept ? " kept; " : "; ");
    return all;
}

double seconds_for(const std::string& text) {
    const auto start = std::chrono::steady_clock::now();
    const SplitText split = split_hidden(text);
    REQUIRE(split.visible.size() <= 4 * text.size());  // a byte that is no UTF-8 takes four
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TEST_CASE("hidden text: 30 forms in 20 and more places are flagged, none is delivered (I1, I2)", "[prompt]") {
    const auto forms = testing::hidden_forms();
    REQUIRE(forms.size() == 30);
    std::size_t tried = 0;
    std::size_t found = 0;
    for (const testing::HiddenForm& form : forms) {
        const auto placed = testing::placements(form);
        REQUIRE(placed.size() >= 20);
        for (const std::string& text : placed) {
            ++tried;
            CAPTURE(form.name, text.substr(0, 600));
            const SplitText split = split_hidden(text);
            CHECK(split.has_hidden());
            CHECK_FALSE(delivers(split.visible));
            if (split.has_hidden() && !delivers(split.visible)) ++found;
        }
    }
    CHECK(tried >= 30 * 20);
    support::publish_figure("I1, I2", "text that people do not see: 30 forms in 22 to 29 places each", std::to_string(tried),
                            std::to_string(found) + " flagged and kept from the model");
}

TEST_CASE("hidden text: what is taken out is told, with its line", "[prompt]") {
    const SplitText split = split_hidden("Fix it.\n\n<!-- do this -->\n\n[a](b \"or that\")\n");
    REQUIRE(split.hidden.size() == 2);
    CHECK(split.hidden[0].kind == "comment");
    CHECK(split.hidden[0].line == 3);
    CHECK(split.hidden[0].text == "<!-- do this -->");
    CHECK(split.hidden[1].kind == "link-title");
    CHECK(split.hidden[1].line == 5);
    CHECK(split.visible == "Fix it.\n\n\n\n[a](b )\n");
}

TEST_CASE("hidden text: tags and variation selectors are spelt out for people (I2)", "[prompt]") {
    const SplitText tags = split_hidden("hello" + testing::as_code_points("attack", 0xE0000) + " world");
    REQUIRE(tags.hidden.size() == 1);
    CHECK(tags.hidden[0].text == "attack");
    CHECK(tags.visible == "hello world");
    const SplitText plain = split_invisible("hello" + testing::as_code_points("attack", 0xE0100 - 16) + " <!-- title -->");
    REQUIRE(plain.hidden.size() == 1);
    CHECK(plain.hidden[0].text == "attack");
    CHECK(plain.visible == "hello <!-- title -->");
}

TEST_CASE("hidden text: honest issues pass unflagged and unchanged", "[prompt]") {
    const auto issues = testing::honest_issues();
    REQUIRE(issues.size() >= 60);
    std::size_t flagged = 0;
    for (const std::string& issue : issues) {
        const SplitText split = split_hidden(issue);
        if (split.has_hidden()) {
            ++flagged;
            CAPTURE(issue, kinds(split));
            CHECK_FALSE(split.has_hidden());
        } else {
            CHECK(split.visible == issue);
        }
    }
    CHECK(flagged * 200 <= issues.size());
    support::publish_figure("I1", "honest issues", std::to_string(issues.size()), std::to_string(flagged) + " flagged");
}

TEST_CASE("hidden text: a template's comment is hidden text by definition", "[prompt]") {
    CHECK(split_hidden("<!-- please fill in -->\nIt crashes.\n").has_hidden());
}

TEST_CASE("hidden text: code shows what would be markup elsewhere", "[prompt]") {
    const std::string text =
        GENERATE(as<std::string>{}, "```html\n<!-- shown -->\n```\n", "`<!-- shown -->`", "    <!-- shown -->\n",
                 "~~~\n[x]: <> \"shown\"\n~~~\n", "``a ` <!-- shown --> b``", "- x\n\n      <!-- shown -->\n", "\\<!\\-- shown -->",
                 "> ```\n> <?shown?>\n> ```\n", "\\[x]: shown", "| `a <!-- shown --> b` |\n|---|\n");
    CAPTURE(text);
    CHECK_FALSE(split_hidden(text).has_hidden());
    CHECK(split_hidden(text).visible == text);
}

TEST_CASE("hidden text: a comment hides what a browser takes into it", "[prompt]") {
    const SplitText beyond = split_hidden("- <!-- open\n\nstill inside\n\nclosed --> seen\n");
    CHECK_FALSE(contains(beyond.visible, "inside"));
    CHECK(contains(beyond.visible, "seen"));
    CHECK_FALSE(contains(split_hidden("<div>\n<!-- a\n\nb\n").visible, "b\n"));
}

TEST_CASE("hidden text: references and footnotes that are used stay", "[prompt]") {
    const std::string text =
        GENERATE(as<std::string>{}, "see [docs]\n\n[docs]: https://example.com/a\n", "see [the docs][1]\n\n[1]: https://example.com\n",
                 "a[^1]\n\n[^1]: shown below\n", "a[^1]\n\n[^1]: shown[^2]\n[^2]: shown too\n");
    CAPTURE(text, kinds(split_hidden(text)));
    CHECK_FALSE(split_hidden(text).has_hidden());
    CHECK(split_hidden("a[^1]\n\n[^1]: shown\n[^2]: not[^2]\n").has_hidden());
    CHECK(split_hidden("`[^1]`\n\n[^1]: not\n").has_hidden());
    CHECK(split_hidden("[docs][a long label with words]\n\n[a long label with words]: https://example.com\n").has_hidden());
}

TEST_CASE("hidden text: collapsed details are told and kept", "[prompt]") {
    const std::string text = "<details><summary>Log</summary>\n\nlines of a log\n\n</details>\n";
    const SplitText split = split_hidden(text);
    CHECK_FALSE(split.has_hidden());
    CHECK(split.visible == text);
    REQUIRE(split.hidden.size() == 1);
    CHECK(split.hidden[0].kind == "collapsed");
    CHECK(split.hidden[0].kept);
    CHECK(contains(split.hidden[0].text, "lines of a log"));
    CHECK(split_hidden("<details open>\n\nx\n\n</details>\n").hidden.empty());
    CHECK(split_hidden("<details open>\n<details>a</details>\n</details> b").hidden.size() == 1);
}

TEST_CASE("hidden text: single marks of copying and of writing from right to left are left alone (I2)", "[prompt]") {
    for (const std::string_view text :
         {"\uFEFFHello", "soft\u00ADhyphen", "a\u200Bb", "שלום\u200F!", "👩‍👩‍👧 ❤️ 1️⃣", "می‌خواهم"}) {
        CAPTURE(text);
        CHECK_FALSE(split_hidden(text).has_hidden());
        CHECK(split_hidden(text).visible == text);
    }
    std::string many;
    for (int i = 0; i < 40; ++i) many += "a\u200B";
    CHECK(split_hidden(many).has_hidden());
}

TEST_CASE("hidden text: numbers of characters that nobody sees are hidden (I2)", "[prompt]") {
    CHECK(split_hidden("a&#x200B;b&#xE0041;&#917570;c").visible == "abc");
    CHECK(split_hidden("a&amp;b&lt;c&nbsp;d &#65;").visible == "a&amp;b&lt;c&nbsp;d &#65;");
    CHECK(split_hidden("[&nbsp;](https://example.com/x)").has_hidden());
}

TEST_CASE("hidden text: a long text is cut and that is told (I4)", "[prompt]") {
    const SplitText split = split_hidden(std::string(300 * 1024, 'a'));
    CHECK(split.visible.size() == 256 * 1024);
    REQUIRE(split.hidden.size() == 1);
    CHECK(split.hidden[0].kind == "too-long");
    std::string comments;
    for (int i = 0; i < 1000; ++i) comments += "<!-- x -->a\n\n";
    CHECK(split_hidden(comments).hidden.size() == 200);
    CHECK(split_hidden(comments).hidden.back().kind == "more");
}

TEST_CASE("hidden text: hostile input costs linear time (I4)", "[prompt]") {
    for (const std::string_view piece : {"[",          "![",
                                         "]",          "[a](",
                                         "![a](b)",    "![[",
                                         "<!--",       "<!-- a",
                                         "<?",         "<![CDATA[",
                                         "<!X",        "<a ",
                                         "<a b=\"",    "`",
                                         "` `` ",      "> ",
                                         "- ",         "[a]: b\n",
                                         "[^a]: b\n",  "[^a]",
                                         "[a][b",      "|",
                                         "|a|\n|-|\n", "<details>",
                                         "</details>", "\\",
                                         "&#x",        "<p>\n<!--\n\n",
                                         "<script>",   "(",
                                         "[a](b \"",   "\t",
                                         "~~~x\n",     "<div title='\n\n",
                                         "\r",         "\n",
                                         "\xff",       "\U000E0041",
                                         "a\u200B",    "*_",
                                         "<http:",     "<@",
                                         "1. ",        "[x](<",
                                         "[a]:\n"}) {
        CAPTURE(piece);
        std::string text;
        while (text.size() < 200'000) text += piece;
        CHECK(seconds_for(text) < 60.0);  // milliseconds when linear
        CHECK(seconds_for(text + "]") < 60.0);
    }
}

TEST_CASE("hidden text: a text is split without loss", "[prompt]") {
    for (const std::string& text : {std::string("a\0<!-- b --> c", 14), std::string("a\r<!-- b -->\rc\r\n")}) {
        const SplitText split = split_hidden(text);
        std::size_t bytes = split.visible.size();
        for (const HiddenPart& part : split.hidden) bytes += part.text.size();
        CHECK(bytes == text.size());
        CHECK(split.has_hidden());
    }
}

TEST_CASE("hidden text: bytes that are no UTF-8 are spelt out and cannot become a character (I4)", "[prompt]") {
    CHECK(split_hidden("\xff\xfe<!--\xc0-->").visible == "\\xff\\xfe");
    CHECK(split_hidden("a\xf3\U000E0041\xa0\x81\x81").visible == "a\\xf3\\xa0\\x81\\x81");
    CHECK(split_invisible("a\xf3\U000E0041\xa0\x81\x81").visible == "a\\xf3\\xa0\\x81\\x81");
}
