// Hostile replies: sizes, floods and worst cases (security.md P3, P7, P8).
#include <chrono>

#include "case_table.hpp"
#include "edit/elision.hpp"
#include "edit/ladder.hpp"

using namespace proffer;
using namespace proffer::test;

namespace {

std::string repeated(const std::string& unit, std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) text += unit;
    return text;
}

std::string only_reason(const edit::Understood& understood) {
    return understood.refusals.empty() ? "" : understood.refusals.front().reason;
}

std::string block(const std::string& old_text, const std::string& new_text) {
    return "<<<<<<< SEARCH\n" + old_text + "=======\n" + new_text + ">>>>>>> REPLACE\n";
}

}  // namespace

TEST_CASE("edit: a reply with too many edits is refused (P7, P8)", "[edit]") {
    std::string reply = "f\n";
    for (int i = 0; i < 4001; ++i) reply += block("a" + std::to_string(i) + "\n", "b\n");
    const auto understood = understand({{"f", "x\n"}}, {"f"}, reply);
    REQUIRE(!understood.refusals.empty());
    CHECK(understood.refusals.size() <= 100);
    CHECK(understood.edits.empty());
    const auto tags = understand({{"f", "x\n"}}, {"f"}, repeated("<DELETED path=\"f\"/>\n", 200'000));
    REQUIRE(tags.refusals.size() == 1);
    CHECK(only_reason(tags) == "too-large");
}

TEST_CASE("edit: a file or a text that is too large is refused (P7)", "[edit]") {
    const std::string long_text = repeated("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n", 9 * 1024 * 1024);
    CHECK(only_reason(understand({{"f", "x\n"}}, {"f"}, "<MODIFIED path=\"f\">\n" + long_text + "</MODIFIED>\n")) == "too-large");
    CHECK(only_reason(understand({{"f", long_text}}, {"f"}, block("x\n", "y\n"))) == "too-large");
    CHECK(only_reason(understand({{"f", "x\n"}}, {"f"}, repeated("\n", 20'000'001))) == "too-large");
    CHECK(only_reason(understand({{"f", "x\n"}}, {"f"}, std::string(edit::k_most_reply_bytes + 1, ' '))) == "too-large");
    const std::string json = R"({"path":"f","content":")" + long_text.substr(0, 5'000'000) + "\"}";
    CHECK(only_reason(understand({{"f", "x\n"}}, {"f"}, json)) == "too-large");
}

TEST_CASE("edit: a long reply is taken when what it edits is small (P7)", "[edit]") {
    const std::string padding =
        GENERATE(repeated("\n", 3'000'000), repeated("Some words about it.\n", 20'000'000), std::string(9'000'000, 'a') + "\n");
    CHECK(changes_of(understand({{"f", "x\n"}}, {"f"}, padding + "f\n" + block("x\n", "y\n"))) == Changes{{"f", "y\n"}});
}

TEST_CASE("edit: hunks that each add lines cannot make a file endless (P7)", "[edit]") {
    std::string reply = "f\n";
    for (int i = 1; i <= 3; ++i) {
        const std::string line = "line " + std::to_string(i) + "\n";
        reply += block(line, line + repeated("q\n", 480'000));
    }
    const auto understood = understand({{"f", numbered_lines(10)}}, {"f"}, reply);
    REQUIRE(understood.refusals.size() == 1);
    CHECK(only_reason(understood) == "too-large");
    CHECK(understood.refusals[0].hunk == 3);
}

TEST_CASE("edit: whole files of many lines are let go of once they are written (P7)", "[edit]") {
    Files files;
    std::string reply;
    Changes changes;
    for (int i = 0; i < 6; ++i) {
        const std::string name = "f" + std::to_string(i);
        const std::string body = numbered_lines(100'000, "new ");
        files.emplace_back(name, numbered_lines(100'000));
        reply += "<MODIFIED path=\"" + name + "\">\n" + body + "</MODIFIED>\n";
        changes[name] = body;
    }
    CHECK(changes_of(understand(files, {}, reply)) == changes);
}

TEST_CASE("edit: an anchor may not be one of thousands (P8)", "[edit]") {
    const std::string reply = "*** Begin Patch\n*** Update File: f\n" + repeated("@@ x\n", 5'000) + "-x\n+y\n*** End Patch\n";
    CHECK(only_reason(understand({{"f", "x\n"}}, {"f"}, reply)) == "malformed");
}

TEST_CASE("edit: a text in thousands of places is ambiguous, however it is found (P8)", "[edit]") {
    const std::string old_text = GENERATE("    x\n", "    x  \n", " x\n", " x\n x\n");
    std::string reply = "f\n";
    for (int i = 0; i < 300; ++i) reply += block(old_text, "y\n") + "\n";
    const auto understood = understand({{"f", repeated("    x\n", 300'000)}}, {"f"}, reply);
    CHECK(understood.edits.empty());
    REQUIRE(!understood.refusals.empty());
    CHECK(only_reason(understood) == "ambiguous");
    CHECK(understood.refusals[0].message.find("20 or more places") != std::string::npos);
}

TEST_CASE("edit: when no more diffing is allowed a doubtful comment counts, and edits stay right (P8)", "[edit]") {
    const std::vector<std::string_view> before = {"a", "b", "c"}, after = {"a", "# the existing one", "c"};
    diff::Effort plenty{1'000'000}, none;
    CHECK(edit::find_elision_in_hunk(before, after, plenty).empty());
    CHECK(plenty.steps < 1'000'000);
    CHECK(edit::find_elision_in_hunk(before, after, none) == after[1]);
    edit::FileText file("a\nb\nc\n");
    REQUIRE(edit::lay_on(file, {0, before, after, edit::Looseness::exact}, none));
    CHECK(file.render() == "a\n# the existing one\nc\n");
}

TEST_CASE("edit: replies made of markers cost no more than their length (P8)", "[edit]") {
    const auto started = std::chrono::steady_clock::now();
    for (const std::string unit :
         {"<", "`", "<<<<<<< SEARCH\n", "```\n", "<MODIFIED path=\"f\">\n", "<DELETED path=\"f\">\n", "--- FILE: f ---\n", "@@\n",
          "--- a/f\n+++ b/f\n", "<file>f</file>\n", "</original>", "<original>", "=======\n", "[", "{\"a\":", "a.py b.py c.d\n```\n",
          "x.patch\n```diff\n--- a\n+++ b\n```\n", "x<original>"}) {
        const std::string text = repeated(unit, 60'000);
        for (const std::string& reply :
             {text, "<MODIFIED path=\"f\">\n" + text + "\n</MODIFIED>\n", "f\n" + block(text + "\n", text + "\n"),
              "<file>f</file>\n<original>\n" + text + "</original>\n<patched>\n</patched>\n"}) {
            const auto understood = understand({{"f", "a\nb\n"}}, {"f"}, reply);
            CHECK((!understood.refusals.empty() || understood.edits.size() == 1));
        }
    }
    CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(30));  // quadratic would be hours
}

TEST_CASE("edit: a thousand hunks of a long file are placed (P8)", "[edit]") {
    const std::string before = numbered_lines(10'000);
    std::string reply = "f\n", after = before;
    for (int i = 0; i < 1000; ++i) {
        const std::string line = "line " + std::to_string(i * 10 + 1) + "\n";
        reply += block(line, line + "new\n");
    }
    std::string expected;
    for (int i = 1; i <= 10'000; ++i) {
        expected += "line " + std::to_string(i) + "\n";
        if (i % 10 == 1) expected += "new\n";
    }
    CHECK(changes_of(understand({{"f", before}}, {"f"}, reply)) == Changes{{"f", expected}});
}

TEST_CASE("edit: searching that would take too long ends in a refusal (P8)", "[edit]") {
    const std::string file = repeated("x\n", 40'000);
    std::string reply = "f\n";
    for (int i = 0; i < 2000; ++i) reply += block(repeated("x\n", 4'000 + 2 * static_cast<std::size_t>(i)), "z\n");
    const auto understood = understand({{"f", file}}, {"f"}, reply);
    CHECK(understood.edits.empty());
    CHECK(!understood.refusals.empty());
}

TEST_CASE("edit: links, submodules and files in the way of a folder are no files to edit (P3)", "[edit]") {
    support::MemorySnapshot base{{"file", "x\n"}};
    base.add("link", "/etc/passwd", domain::FileMode::symlink);
    base.add("module", "", domain::FileMode::submodule);
    const std::string path = GENERATE("link", "module", "link/x", "module/x", "file/x");
    const std::string reply = GENERATE_COPY("<MODIFIED path=\"" + path + "\">\ny\n</MODIFIED>\n",
                                            "*** Begin Patch\n*** Add File: " + path + "\n+y\n*** End Patch\n",
                                            "<DELETED path=\"" + path + "\"/>\n", "<RENAMED from=\"file\" to=\"" + path + "\"/>\n");
    INFO(reply);
    const auto understood = edit::understand_reply(reply, base, {});
    CHECK(understood.edits.empty());
    REQUIRE(understood.refusals.size() == 1);
    CHECK(understood.refusals[0].reason == "bad-path");
}

TEST_CASE("edit: paths with control characters are shown escaped, never raw", "[edit]") {
    const auto understood = understand({{"f", "x\n"}}, {}, "<DELETED path=\"a\x1b[31m\xE2\x80\xAE.py\"/>\n");
    REQUIRE(understood.refusals.size() == 1);
    CHECK(understood.refusals[0].message.find('\x1b') == std::string::npos);
    CHECK(understood.refusals[0].message.find("\xE2\x80\xAE") == std::string::npos);
}
