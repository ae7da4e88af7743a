// Lines, quoting, cutting, guessing names.
#include "base/text.hpp"

#include <array>
#include <catch2/catch.hpp>

using namespace proffer::base;

TEST_CASE("text: lines keep their ends and an end gives no empty last line", "[base]") {
    CHECK(split_lines("").empty());
    CHECK(split_lines("a\nb") == std::vector<std::string_view>{"a\n", "b"});
    CHECK(split_lines("a\nb\n") == std::vector<std::string_view>{"a\n", "b\n"});
    CHECK(split_lines("\r\n\n") == std::vector<std::string_view>{"\r\n", "\n"});
}

TEST_CASE("text: split keeps empty parts", "[base]") {
    CHECK(split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
    CHECK(split("", ',') == std::vector<std::string_view>{""});
    CHECK(split(",", ',') == std::vector<std::string_view>{"", ""});
}

TEST_CASE("text: trimming takes blanks, tabs and line ends only", "[base]") {
    CHECK(trim(" \t\r\n a b \r\n") == "a b");
    CHECK(trim(" \n").empty());
    CHECK(trim_right("  a \n") == "  a");
    CHECK(trim("\fa\f") == "\fa\f");
}

TEST_CASE("text: joining, case and replacement", "[base]") {
    const std::vector<std::string> parts = {"a", "b", "c"};
    CHECK(join(parts, ", ") == "a, b, c");
    CHECK(join({}, ", ").empty());
    CHECK(to_lower("AbÄ") == "abÄ");
    CHECK(replace_all("aXbX", "X", "XX") == "aXXbXX");
    CHECK(replace_all("aaa", "aa", "b") == "ba");
    CHECK(replace_all("abc", "", "x") == "abc");
}

TEST_CASE("text: shell quoting leaves plain words and closes over everything else", "[base]") {
    CHECK(shell_quote("src/a-b_c.py") == "src/a-b_c.py");
    CHECK(shell_quote("") == "''");
    CHECK(shell_quote("a b") == "'a b'");
    CHECK(shell_quote("it's $(x) `y`") == "'it'\\''s $(x) `y`'");
    CHECK(shell_quote("a\nb") == "'a\nb'");
    CHECK(shell_quote("~") == "'~'");
    CHECK(shell_quote("é") == "'é'");
}

TEST_CASE("text: a prefix never cuts a code point in two", "[base]") {
    CHECK(prefix("aé", 2) == "a");
    CHECK(prefix("aé", 3) == "aé");
    CHECK(prefix("\xF0\x9F\x98\x80", 3).empty());
    CHECK(prefix("\x80\x80\x80\x80\x80", 4).size() == 4);
    CHECK(prefix("abc", 0).empty());
}

TEST_CASE("text: head and tail say how much is left out", "[base]") {
    CHECK(head_and_tail("short", 5) == "short");
    CHECK(head_and_tail("0123456789abcdef", 8) == "0123\n[… 8 bytes left out …]\ncdef");
    CHECK(head_and_tail("ab\ncdefgh\nij", 6) == "ab\n[… 6 bytes left out …]\n\nij");
    CHECK(is_valid_utf8(head_and_tail("ééééééééé", 7)));
}

TEST_CASE("text: hexadecimal", "[base]") {
    const std::array<std::uint8_t, 3> bytes = {0x00, 0xAF, 0x10};
    CHECK(hex(bytes) == "00af10");
}

TEST_CASE("text: a near name is guessed, a far one is not", "[base]") {
    const std::array<std::string_view, 4> names = {"instruction", "allowed", "on", "checks"};
    CHECK(nearest("instrution", names) == "instruction");
    CHECK(nearest("Allowd", names) == "allowed");
    CHECK(nearest("chekcs", names) == "checks");
    CHECK_FALSE(nearest("zebra", names));
    CHECK_FALSE(nearest("", names));
    CHECK_FALSE(nearest(std::string(100'000, 'a'), names));
}

TEST_CASE("text: counted nouns", "[base]") {
    CHECK(count_of(1, "file") == "1 file");
    CHECK(count_of(0, "file") == "0 files");
    CHECK(count_of(2, "entry") == "2 entries");
    CHECK(count_of(2, "key") == "2 keys");
    CHECK(count_of(3, "match") == "3 matches");
}
