// The guess that keeps tree-sitter 0.20 from errors with more than 65,535 parts, on which it frees foreign memory.
#include "syntax/tokens.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "syntax/check.hpp"

using namespace proffer::syntax;

namespace {

std::string repeated(const std::string& unit, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += unit;
    return text;
}

}  // namespace

TEST_CASE("syntax: words, signs and lines are counted", "[syntax]") {
    CHECK(count_tokens("", Quotes::whole) == 0);
    CHECK(count_tokens("int main ( ) ;", Quotes::whole) == 5);
    CHECK(count_tokens("a\n  b\n", Quotes::whole) == 8);
    CHECK(count_tokens("\"\xC3\xA9\xC3\xA9\"", Quotes::whole) == 4);
    CHECK(count_tokens("x1 0x1f", Quotes::whole) == 5);
    CHECK(count_tokens("'ab cd' e\nf", Quotes::whole) == 9);
    CHECK(count_tokens("'ab cd' e\nf", Quotes::by_character) == 13);
}

TEST_CASE("syntax: what a grammar cuts into 65,536 tokens counts as too many", "[syntax]") {
    const auto [unit, quotes] = GENERATE(table<std::string, Quotes>({
        {"[", Quotes::whole},
        {"0", Quotes::whole},
        {"0f", Quotes::whole},
        {" 0x", Quotes::whole},
        {"1e ", Quotes::whole},
        {"\n", Quotes::whole},
        {"\xFF", Quotes::whole},
        {"'", Quotes::whole},
        {"x ", Quotes::whole},
        {"'a", Quotes::by_character},
        {"'\\", Quotes::by_character},
    }));
    CHECK(count_tokens(repeated(unit, 65'536), quotes) > 32'000);
    CHECK(count_tokens("'" + std::string(65'536, 'a'), Quotes::by_character) > 32'000);
}

TEST_CASE("syntax: texts at and above the limit are survived", "[syntax]") {
    for (const std::size_t times : {std::size_t{31'000}, std::size_t{70'000}, std::size_t{140'000}}) {
        (void)find_errors("a.json", repeated("u8", times / 2));
        (void)find_errors("a.json", repeated("[", times));
        (void)find_errors("a.c", repeated("0f", times / 2));
        (void)find_errors("a.c", "'" + std::string(times, 'a'));
    }
    CHECK(find_errors("a.json", repeated("[", 100)).size() == 1);
}
