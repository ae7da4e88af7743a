// The command line as trigger.
#include <catch2/catch.hpp>

#include "ci/trigger.hpp"

using namespace proffer;

TEST_CASE("ci: CI is on only when the variable says so", "[ci]") {
    const auto [value, expected] =
        GENERATE(table<std::string, bool>({{"true", true}, {"1", true}, {"yes", true}, {"false", false}, {"0", false}, {"", false}}));
    CHECK(ci::is_ci(os::Environment({{"CI", value}})) == expected);
    CHECK_FALSE(ci::is_ci(os::Environment()));
}

TEST_CASE("ci: SOURCE_DATE_EPOCH fixes the commit's date, garbage does not", "[ci]") {
    const auto [value, expected] = GENERATE(table<std::string, std::int64_t>(
        {{"1700000000", 1700000000}, {"", 42}, {"soon", 42}, {"12x", 42}, {"-5", 42}, {"99999999999999999999", 42}}));
    CHECK(ci::manual_trigger(os::Environment({{"SOURCE_DATE_EPOCH", value}}), 42).time_seconds == expected);
}
