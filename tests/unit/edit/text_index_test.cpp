// Where the lines of a reply start, and lines changed in place in a file.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "edit/file_text.hpp"
#include "edit/reply_lines.hpp"

using namespace proffer;

namespace {

/// Lines with their ends, by the simplest means.
std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        lines.push_back(text.substr(at, end == std::string::npos ? end : end + 1 - at));
        at += lines.back().size();
    }
    return lines;
}

std::string lines_of_length(std::size_t count, std::size_t length) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += std::string(length, static_cast<char>('a' + i % 26)) + "\n";
    return text;
}

}  // namespace

TEST_CASE("edit: every line of a reply is found again, long and short, with and without a last end", "[edit]") {
    // Groups of lines of each width, and changes from one to another.
    const std::string text =
        GENERATE(std::string(), std::string("\n"), std::string("a"), lines_of_length(63, 0), lines_of_length(64, 0), lines_of_length(65, 0),
                 lines_of_length(200, 3), lines_of_length(130, 2000), lines_of_length(3, 70'000),
                 lines_of_length(100, 0) + lines_of_length(64, 5000) + lines_of_length(64, 1) + "end");
    const edit::ReplyLines lines(text);
    const std::vector<std::string> expected = split(text);
    REQUIRE(lines.size() == expected.size());
    std::size_t offset = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        REQUIRE(lines.offset(i) == offset);
        REQUIRE(lines.between(i, i + 1) == expected[i]);
        REQUIRE(lines[i] == edit::without_line_end(expected[i]));
        offset += expected[i].size();
    }
    CHECK(lines.offset(expected.size()) == text.size());
    CHECK(lines[expected.size()].empty());
    CHECK(lines.between(0, lines.size()) == text);
}

TEST_CASE("edit: the index of a reply of newlines is hardly larger than the reply (P7)", "[edit]") {
    const std::string text(1'000'000, '\n');
    CHECK(edit::LineStarts(text).bytes() <= text.size() * 5 / 4);
    CHECK(edit::LineStarts(lines_of_length(100'000, 30)).bytes() <= 100'000 * 3);
}

TEST_CASE("edit: many changes of a file are made at once, and lines are found under all forms after them", "[edit]") {
    edit::FileText file("a\r\nb\r\nc\r\nd");
    (void)file.keys(edit::Looseness::exact);
    const std::vector<std::string_view> texts = {"x", "y", "z"};
    // Before b: x. c goes. d becomes y and z.
    file.change(1, {{0, 0, 0, 1}, {1, 1, 1, 0}, {2, 1, 1, 2}}, texts);
    CHECK(file.render() == "a\r\nx\r\nb\r\ny\r\nz");
    CHECK(file.base_line_at(1) == 2);
    for (const auto looseness : {edit::Looseness::exact, edit::Looseness::trimmed}) {
        const std::vector<std::uint64_t>& keys = file.keys(looseness);
        REQUIRE(keys.size() == 5);
        for (std::size_t i = 0; i < keys.size(); ++i) CHECK(keys[i] == edit::line_key(file.lines()[i].text, looseness));
        CHECK(file.may_have(looseness, edit::line_key("z", looseness)));
    }
    file.change(0, {{0, 4, 0, 0}}, {});
    CHECK(file.render() == "z");
    file.set_final_newline(true);
    CHECK(file.render() == "z\r\n");
}
