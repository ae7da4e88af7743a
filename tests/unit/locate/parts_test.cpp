// Which lines of a long file are shown.
#include "locate/parts.hpp"

#include <catch2/catch.hpp>

#include "locate/outline.hpp"

using namespace proffer;
using locate::choose_parts;
using locate::LineRange;
using Ranges = std::vector<LineRange>;

namespace Catch {
template <>
struct StringMaker<LineRange> {
    static std::string convert(const LineRange& range) { return std::to_string(range.first) + "-" + std::to_string(range.last); }
};
}  // namespace Catch

namespace {

/// Line 1 imports; then twenty functions of three lines and a blank one each, the first in line 3.
std::string functions() {
    std::string text = "import os\n\n";
    for (int i = 0; i < 20; ++i) {
        const std::string name = "function_" + std::string(1, static_cast<char>('a' + i));
        text += "def " + name + "(x):\n    # " + (i == 7 ? "evicts stale entries" : "nothing of note") + "\n    return x\n\n";
    }
    return text;
}

bool holds(const Ranges& ranges, std::size_t line) {
    for (const LineRange& range : ranges)
        if (range.first <= line && line <= range.last) return true;
    return false;
}

std::size_t bytes_of(const std::string& text, const Ranges& ranges) {
    std::size_t bytes = 0, line = 1;
    for (const char c : text) {
        if (holds(ranges, line)) ++bytes;
        if (c == '\n') ++line;
    }
    return bytes;
}

}  // namespace

TEST_CASE("parts: the definition that a text is about is shown whole, within the bytes", "[locate][parts]") {
    const std::string text = functions();
    // The eighth function begins in line 31.
    for (const std::string about : {"stale entries are never evicted", "`function_h` returns too much",
                                    "File \"src/cache.py\", line 33, in x", "src/cache.py:32: wrong", "see cache.py#L33"}) {
        CAPTURE(about);
        const Ranges ranges = choose_parts("src/cache.py", text, about, 200);
        for (std::size_t line = 31; line <= 34; ++line) CHECK(holds(ranges, line));
        CHECK(bytes_of(text, ranges) <= 200);
    }
}

TEST_CASE("parts: are in order, joined, cut at definitions with what is attached to them", "[locate][parts]") {
    const std::string text =
        "import os\n\n@cached\n# Tells why.\ndef first():\n    return alpha\n\nclass Second:\n    def inner(self):\n        return beta\n";
    CHECK(choose_parts("a.py", text, "alpha", 60) == Ranges{{3, 7}});
    CHECK(choose_parts("a.py", text, "beta", 70) == Ranges{{1, 2}, {8, 10}});
    CHECK(choose_parts("a.py", text, "alpha beta", 1000) == Ranges{{1, 10}});
}

TEST_CASE("parts: a text that says nothing of the file gives its beginning", "[locate][parts]") {
    const Ranges ranges = choose_parts("src/cache.py", functions(), "zzz", 150);
    REQUIRE(ranges.size() == 1);
    CHECK(ranges[0].first == 1);
}

TEST_CASE("parts: long stretches without definitions are cut at blank lines", "[locate][parts]") {
    std::string text;
    for (int i = 1; i <= 400; ++i) text += i % 50 == 0 ? "\n" : (i == 222 ? "the needle\n" : "a straw\n");
    const Ranges ranges = choose_parts("notes.txt", text, "needle", 600);
    CHECK(holds(ranges, 222));
    CHECK(bytes_of(text, ranges) <= 600);
    CHECK((ranges[0].first == 1 || text.find("\n\n") != std::string::npos));
}

TEST_CASE("parts: what cannot be cut into lines that fit is not shown", "[locate][parts]") {
    CHECK(choose_parts("a.js", "", "x", 100).empty());
    CHECK(choose_parts("", "x\n", "x", 100) == Ranges{{1, 1}});
    CHECK(choose_parts("a.js", std::string(5000, 'x'), "x", 100).empty());
    CHECK(choose_parts("a.js", std::string(5000, 'x') + "\nfunction short() {}\n", "short", 100) == Ranges{{2, 2}});
    CHECK(choose_parts("a.js", "\n\n\n", "a.js:2 a.js:99999999999 a.js:0", 100) == Ranges{{1, 3}});
    CHECK(choose_parts("a.js", "\xff\xfe\n\x80(", "\xff", 100) == Ranges{{1, 2}});
}

TEST_CASE("parts: the outline of the rest leaves out what is shown", "[locate][parts]") {
    const std::string text = "def a():\n    pass\ndef b():\n    pass\ndef c():\n    pass\n";
    CHECK(locate::outline_of(text, locate::Family::python, 10, {{3, 4}}) == "    1  def a():\n    5  def c():\n");
    CHECK(locate::outline_of(text, locate::Family::python, 10, {{1, 6}}).empty());
}
