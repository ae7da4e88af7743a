// Which parts are needed, found by asking.
#include "diff/delta_debugging.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <set>

#include "support/require_ok.hpp"

using namespace proffer;
using Parts = std::vector<std::size_t>;

namespace {

struct Asked {
    diff::Needed needed;
    std::vector<Parts> questions;
};

/// Passes when every one of `wanted` is there; gives up after so many questions.
Asked search(std::size_t count, const Parts& wanted, std::size_t most = 100'000) {
    Asked asked;
    const auto found = diff::find_needed(count, [&](const Parts& parts) -> Result<std::optional<bool>> {
        if (asked.questions.size() == most) return std::optional<bool>();
        asked.questions.push_back(parts);
        return std::optional(std::includes(parts.begin(), parts.end(), wanted.begin(), wanted.end()));
    });
    REQUIRE_OK(found);
    asked.needed = *found;
    return asked;
}

}  // namespace

TEST_CASE("diff: exactly the needed parts are found", "[diff]") {
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        const std::size_t count = 1 + random() % 24;
        std::set<std::size_t> wanted;
        for (std::size_t i = random() % 5; i > 0; --i) wanted.insert(random() % count);
        const Parts parts(wanted.begin(), wanted.end());
        const Asked asked = search(count, parts);
        CAPTURE(count);
        CHECK(asked.needed.parts == parts);
        CHECK(asked.needed.complete);
        // Nothing is asked twice.
        CHECK(std::set<Parts>(asked.questions.begin(), asked.questions.end()).size() == asked.questions.size());
    }
}

TEST_CASE("diff: no part is needed: one question; one of many: few", "[diff]") {
    CHECK(search(100, {}).questions.size() == 1);
    CHECK(search(0, {}).questions.empty());
    CHECK(search(1, {0}).questions.size() == 1);
    CHECK(search(64, {33}).questions.size() <= 20);
}

TEST_CASE("diff: a search that gives up leaves what passed last", "[diff]") {
    const Asked none = search(8, {3}, 0);
    CHECK(none.needed.parts.size() == 8);
    CHECK_FALSE(none.needed.complete);
    const Asked some = search(8, {3}, 3);
    CHECK(std::find(some.needed.parts.begin(), some.needed.parts.end(), 3U) != some.needed.parts.end());
    CHECK(some.needed.parts.size() < 8);
    CHECK(some.questions.size() == 3);
}

TEST_CASE("diff: a test that fails ends the search with its error", "[diff]") {
    const auto found = diff::find_needed(4, [](const Parts&) -> Result<std::optional<bool>> {
        return Error{ErrorCode::io, "disk full", "", {}};
    });
    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().message == "disk full");
}

TEST_CASE("diff: answers that make no sense end all the same", "[diff]") {
    std::mt19937 random(3);
    for (int round = 0; round < 50; ++round) {
        std::size_t questions = 0;
        REQUIRE_OK(diff::find_needed(16, [&](const Parts&) -> Result<std::optional<bool>> {
            ++questions;
            return std::optional(random() % 2 == 0);
        }));
        CHECK(questions < 400);
    }
}
