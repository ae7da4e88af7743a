// Replies that ask for more.
#include "prompt/needs.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace proffer::prompt;

using Texts = std::vector<std::string>;

TEST_CASE("prompt: lines that ask for files and symbols are understood", "[prompt]") {
    const Needs needs = parse_needs(
        "I have to see how it is called.\n\n<NEED path=\"src/a.py\"/>\r\n  <NEED symbol=\"parse_header\"/>\n<NEED path=\"b c.txt\" />\n");
    CHECK(needs.paths == Texts{"src/a.py", "b c.txt"});
    CHECK(needs.symbols == Texts{"parse_header"});
}

TEST_CASE("prompt: edits, prose and broken tags ask for nothing", "[prompt]") {
    for (const char* reply : {"", "The file is fine.", "<NEED/>", "<NEED path=\"\"/>", "<NEED path=\"a", "<NEED path='a'/>",
                              "<NEED path=\"a.py\"/>\n<MODIFIED path=\"b.py\">\nx\n</MODIFIED>", "<NEED path=\"a.py\"/>\n```\ncode\n```",
                              "<NEED path=\"a.py\"/>\na.py\n<<<<<<< SEARCH\n", "<NEED path=\"a.py\"/>\n1\n2\n3\n4\n5\n"}) {
        INFO(reply);
        CHECK(parse_needs(reply).empty());
    }
}

TEST_CASE("prompt: I4: no more than ten are taken", "[prompt]") {
    std::string reply;
    for (int i = 0; i < 100'000; ++i) reply += "<NEED path=\"f" + std::to_string(i) + "\"/>\n";
    CHECK(parse_needs(reply).paths.size() == 10);
    CHECK(parse_needs("<NEED path=\"" + std::string(1'000'000, 'x') + "\"/>").empty());
}
