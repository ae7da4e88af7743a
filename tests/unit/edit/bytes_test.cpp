// Bytes outside the edited lines: line ends, byte order marks, final newlines, encodings.
#include "case_table.hpp"

using namespace proffer;
using namespace proffer::test;

namespace {

std::string block(const std::string& old_text, const std::string& new_text) {
    return "<<<<<<< SEARCH\n" + old_text + "=======\n" + new_text + ">>>>>>> REPLACE\n";
}

std::string tagged(const std::string& body) {
    return "<MODIFIED path=\"f\">\n" + body + "</MODIFIED>\n";
}

std::string diff(const std::string& hunk) {
    return "```diff\n--- a/f\n+++ b/f\n" + hunk + "```\n";
}

/// What becomes of the file "f", or the reason why nothing does.
std::string result(const std::string& before, const std::string& reply) {
    const auto understood = understand({{"f", before}}, {"f"}, reply);
    if (!understood.refusals.empty()) return "refused: " + understood.refusals[0].reason;
    if (understood.edits.empty()) return before;
    return understood.edits[0].content.value_or("removed");
}

std::string crlf(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n') out += '\r';
        out += c;
    }
    return out;
}

const std::string k_mark = "\xEF\xBB\xBF";

}  // namespace

TEST_CASE("edit: CR LF files stay CR LF in every kind of edit", "[edit]") {
    const std::string before = "a\r\nb\r\nc\r\n", after = "a\r\nB\r\nx\r\nc\r\n";
    const std::string reply =
        GENERATE(tagged("a\nB\nx\nc\n"), crlf(tagged("a\nB\nx\nc\n")), block("b\n", "B\nx\n"), crlf(block("b\n", "B\nx\n")),
                 diff("@@ -1,3 +1,4 @@\n a\n-b\n+B\n+x\n c\n"), crlf(diff("@@ -1,3 +1,4 @@\n a\n-b\n+B\n+x\n c\n")),
                 "*** Begin Patch\n*** Update File: f\n@@\n-b\n+B\n+x\n*** End Patch\n", "```\na\nB\nx\nc\n```\n");
    CHECK(result(before, reply) == after);
}

TEST_CASE("edit: CR LF replies leave LF files LF", "[edit]") {
    const std::string reply =
        GENERATE(crlf(tagged("a\nB\nc\n")), crlf(block("b\n", "B\n")), crlf(diff("@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n")),
                 crlf("*** Begin Patch\n*** Update File: f\n@@\n-b\n+B\n*** End Patch\n"));
    CHECK(result("a\nb\nc\n", reply) == "a\nB\nc\n");
}

TEST_CASE("edit: with mixed line ends untouched lines keep theirs, new ones take the file's first", "[edit]") {
    CHECK(result("a\r\nb\nc\r\nd\n", tagged("a\nb\nC\nd\n")) == "a\r\nb\nC\r\nd\n");
    CHECK(result("a\nb\r\nc\n", block("a\nb\nc\n", "a\nb\nx\nc\n")) == "a\nb\r\nx\nc\n");
    CHECK(result("a\nb\r\nc\n", diff("@@ -1,3 +1,3 @@\n a\n b\n-c\n+C\n")) == "a\nb\r\nC\n");
}

TEST_CASE("edit: lone carriage returns are text", "[edit]") {
    CHECK(result("a\rb\nc\n", block("c\n", "C\n")) == "a\rb\nC\n");
    CHECK(result("a\rb\r", block("x\n", "C\n")) == "refused: not-found");
    CHECK(result("x\na\r", block("x\n", "y\n")) == "y\na\r");
}

TEST_CASE("edit: a missing final newline stays missing, an existing one stays", "[edit]") {
    CHECK(result("a\nb", tagged("a\nB\n")) == "a\nB");
    CHECK(result("a\nb", tagged("A\nb\n")) == "A\nb");
    CHECK(result("a\nb\n", "<MODIFIED path=\"f\">\na\nB</MODIFIED>") == "a\nB\n");
    CHECK(result("a\nb", block("b\n", "b\nc\n")) == "a\nb\nc");
    CHECK(result("a\nb", block("a\n", "A\n")) == "A\nb");
    CHECK(result("a\nb", block("b\n", "")) == "a");
    CHECK(result("a\r\nb", block("b\n", "b\nc\n")) == "a\r\nb\r\nc");
    CHECK(result("a\nb", diff("@@ -1,2 +1,3 @@\n a\n b\n+c\n")) == "a\nb\nc");
}

TEST_CASE("edit: a byte order mark stays, and none comes in", "[edit]") {
    CHECK(result(k_mark + "a\nb\n", tagged("A\nb\n")) == k_mark + "A\nb\n");
    CHECK(result(k_mark + "a\nb\n", tagged(k_mark + "A\nb\n")) == k_mark + "A\nb\n");
    CHECK(result(k_mark + "a\nb\n", block("a\n", "A\n")) == k_mark + "A\nb\n");
    CHECK(result(k_mark + "a\nb\n", block(k_mark + "a\n", k_mark + "A\n")) == k_mark + "A\nb\n");
    CHECK(result("a\nb\n", tagged(k_mark + "A\nb\n")) == "A\nb\n");
}

TEST_CASE("edit: bytes that are no UTF-8 stay outside the edited lines", "[edit]") {
    const std::string before = "caf\xE9\nx = 1\nna\xEFve\n";
    CHECK(result(before, block("x = 1\n", "x = 2\n")) == "caf\xE9\nx = 2\nna\xEFve\n");
    CHECK(result(before, block("caf\xE9\nx = 1\n", "caf\xE9\nx = 2\n")) == "caf\xE9\nx = 2\nna\xEFve\n");
    SECTION("where the reply has them as UTF-8") {
        CHECK(result(before, tagged("caf\xC3\xA9\nx = 2\nna\xC3\xAFve\n")) == "caf\xE9\nx = 2\nna\xEFve\n");
        CHECK(result(before, block("caf\xC3\xA9\nx = 1\n", "caf\xC3\xA9\nx = 2\n")) == "caf\xE9\nx = 2\nna\xEFve\n");
        CHECK(result(before, tagged("caf\xC3\xA9s\nx = 1\nna\xC3\xAFve\n")) == "caf\xE9s\nx = 1\nna\xEFve\n");
    }
    SECTION("where the reply has replacement characters") {
        CHECK(result(before, tagged("caf\xEF\xBF\xBD\nx = 2\nna\xEF\xBF\xBDve\n")) == "caf\xE9\nx = 2\nna\xEFve\n");
        CHECK(result(before, block("caf\xEF\xBF\xBD\nx = 1\n", "caf\xEF\xBF\xBD\nx = 2\n")) == "caf\xE9\nx = 2\nna\xEFve\n");
        CHECK(result(before, tagged("caf\xEF\xBF\xBDs\nx = 1\nna\xEF\xBF\xBDve\n")) == "refused: encoding");
    }
    SECTION("characters that the file's encoding may not have are refused") {
        CHECK(result(before, block("x = 1\n", "x = \xE2\x82\xAC\n")) == "refused: encoding");
        CHECK(result(before, block("x = 1\n", "x = \xC3\xB6\n")) == "refused: encoding");
    }
    SECTION("raw bytes from the file may be used") {
        CHECK(result(before, block("x = 1\n", "x = \xE9\n")) == "caf\xE9\nx = \xE9\nna\xEFve\n");
    }
}

TEST_CASE("edit: composed and decomposed letters outside the edited lines keep their form", "[edit]") {
    const std::string decomposed = "e\xCC\x81t\x65\xCC\x81\nx\n", composed = "\xC3\xA9t\xC3\xA9\nx\n";
    CHECK(result(decomposed, tagged("\xC3\xA9t\xC3\xA9\ny\n")) == "e\xCC\x81t\x65\xCC\x81\ny\n");
    CHECK(result(composed, tagged("e\xCC\x81t\x65\xCC\x81\ny\n")) == "\xC3\xA9t\xC3\xA9\ny\n");
    CHECK(result("\xED\x95\x9C\nx\n", tagged("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB\ny\n")) == "\xED\x95\x9C\ny\n");  // Hangul
    CHECK(result("\xE3\x81\x8C\nx\n", tagged("\xE3\x81\x8B\xE3\x82\x99\ny\n")) == "\xE3\x81\x8C\ny\n");              // kana
    CHECK(result("e\nx\n", tagged("\xC3\xA9\nx\n")) == "\xC3\xA9\nx\n");
}

TEST_CASE("edit: tabs and trailing blanks outside the edited lines stay", "[edit]") {
    CHECK(result("\ta\n  b \nc\n", block("  b \nc\n", "  b \nC\n")) == "\ta\n  b \nC\n");
    CHECK(result("\ta \nb\n", block("\ta\nb\n", "\ta\nB\n")) == "\ta \nB\n");
}

TEST_CASE("edit: binary files are not edited", "[edit]") {
    const std::string before("a\0b\n", 4);
    CHECK(result(before, tagged("a\nb\n")) == "refused: unsupported");
    CHECK(result(before, block("a\n", "b\n")) == "refused: unsupported");
}
