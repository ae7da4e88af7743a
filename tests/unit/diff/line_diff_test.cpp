// Which lines differ: short scripts, right scripts, and a cost that stays linear.
#include <catch2/catch.hpp>
#include <chrono>
#include <random>
#include <string>

#include "base/text.hpp"
#include "diff/line_diff.hpp"

using namespace proffer;
using diff::Change;

namespace {

std::vector<Change> changes(std::string_view before, std::string_view after) {
    return diff::diff_lines(base::split_lines(before), base::split_lines(after));
}

/// The new lines as the script makes them out of the old ones.
std::string replayed(const std::vector<std::string_view>& before, const std::vector<std::string_view>& after,
                     const std::vector<Change>& script) {
    std::string out;
    std::size_t line = 0;
    for (const Change& change : script) {
        REQUIRE(change.old_begin >= line);
        for (; line < change.old_begin; ++line) out += before[line];
        line += change.old_count;
        for (std::size_t i = 0; i < change.new_count; ++i) out += after[change.new_begin + i];
    }
    for (; line < before.size(); ++line) out += before[line];
    return out;
}

std::size_t cost(const std::vector<Change>& script) {
    std::size_t total = 0;
    for (const Change& change : script) total += change.old_count + change.new_count;
    return total;
}

/// The length of the shortest script, the quadratic way.
std::size_t shortest(const std::string& before, const std::string& after) {
    std::vector<std::vector<std::size_t>> common(before.size() + 1, std::vector<std::size_t>(after.size() + 1, 0));
    for (std::size_t i = before.size(); i-- > 0;)
        for (std::size_t j = after.size(); j-- > 0;)
            common[i][j] = before[i] == after[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
    return before.size() + after.size() - 2 * common[0][0];
}

std::string one_letter_lines(const std::string& letters) {
    std::string text;
    for (const char letter : letters) {
        text += letter;
        text += '\n';
    }
    return text;
}

}  // namespace

TEST_CASE("diff: equal texts have no changes", "[diff]") {
    CHECK(changes("", "").empty());
    CHECK(changes("a\nb\n", "a\nb\n").empty());
}

TEST_CASE("diff: one changed line between equal ones is one change", "[diff]") {
    CHECK(changes("a\nb\nc\n", "a\nX\nc\n") == std::vector<Change>{{1, 1, 1, 1}});
}

TEST_CASE("diff: additions and removals keep their places", "[diff]") {
    CHECK(changes("a\nb\n", "a\nx\ny\nb\n") == std::vector<Change>{{1, 0, 1, 2}});
    CHECK(changes("a\nx\ny\nb\n", "a\nb\n") == std::vector<Change>{{1, 2, 1, 0}});
    CHECK(changes("", "a\n") == std::vector<Change>{{0, 0, 0, 1}});
    CHECK(changes("a\n", "") == std::vector<Change>{{0, 1, 0, 0}});
}

TEST_CASE("diff: line ends count as part of the line", "[diff]") {
    CHECK(changes("a\nb", "a\nb\n") == std::vector<Change>{{1, 1, 1, 1}});
    CHECK(changes("a\r\n", "a\n") == std::vector<Change>{{0, 1, 0, 1}});
}

TEST_CASE("diff: a repeated block is added at its last possible place", "[diff]") {
    CHECK(changes("{\nx\n}\n{\ny\n}\n", "{\nx\n}\n{\nz\n}\n{\ny\n}\n") == std::vector<Change>{{4, 0, 4, 3}});
}

TEST_CASE("diff: scripts of random texts are right and shortest", "[diff]") {
    std::mt19937 random(7);  // deterministic on purpose
    for (int round = 0; round < 400; ++round) {
        std::string before, after;
        const std::size_t letters = 2 + random() % 5;
        for (std::size_t i = random() % 40; i > 0; --i) before += static_cast<char>('a' + random() % letters);
        for (std::size_t i = random() % 40; i > 0; --i) after += static_cast<char>('a' + random() % letters);
        const std::string old_text = one_letter_lines(before), new_text = one_letter_lines(after);
        const auto old_lines = base::split_lines(old_text), new_lines = base::split_lines(new_text);
        const auto script = diff::diff_lines(old_lines, new_lines);
        INFO(before << " -> " << after);
        REQUIRE(replayed(old_lines, new_lines, script) == new_text);
        REQUIRE(cost(script) == shortest(before, after));
    }
}

TEST_CASE("diff: texts that are far apart cost linear time and still give a right script (P8)", "[diff]") {
    std::mt19937 random(11);
    std::string before, after;
    for (int i = 0; i < 5000; ++i) {
        before += std::to_string(random() % 50) + "\n";
        after += std::to_string(random() % 50) + "\n";
    }
    const auto old_lines = base::split_lines(before), new_lines = base::split_lines(after);
    const auto started = std::chrono::steady_clock::now();
    const auto script = diff::diff_lines(old_lines, new_lines);
    CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(100));
    CHECK(replayed(old_lines, new_lines, script) == after);
}

TEST_CASE("diff: several diffs share one effort, and without any left scripts are still right (P8)", "[diff]") {
    std::mt19937 random(13);
    diff::Effort effort{100'000};
    for (int round = 0; round < 100; ++round) {
        std::string before, after;
        for (int i = 0; i < 300; ++i) {
            before += std::to_string(random() % 200) + "\n";
            after += std::to_string(random() % 200) + "\n";
        }
        const auto old_lines = base::split_lines(before), new_lines = base::split_lines(after);
        const std::uint64_t left = effort.steps;
        REQUIRE(replayed(old_lines, new_lines, diff::diff_lines(old_lines, new_lines, effort)) == after);
        REQUIRE((effort.steps < left || left == 0));
    }
    CHECK(effort.steps == 0);
}
