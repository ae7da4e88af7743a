// Times, durations and amounts in words.
#include <catch2/catch.hpp>

#include <limits>

#include "report/figures.hpp"

using namespace proffer;
using namespace proffer::report;

TEST_CASE("report: times are ISO 8601 with milliseconds, and read back", "[report]") {
    CHECK(iso_time(0) == "1970-01-01T00:00:00.000Z");
    CHECK(iso_time(1'790'000'000'123) == "2026-09-21T14:13:20.123Z");
    CHECK(iso_time(1'709'210'096'789) == "2024-02-29T12:34:56.789Z");
    for (const std::int64_t time : {0LL, 1LL, 999LL, 951'782'400'000LL, 1'790'000'000'123LL, 253'402'300'799'999LL})
        CHECK(parse_iso_time(iso_time(time)) == time);
    CHECK(minute_of(1'790'000'000'123) == "2026-09-21 14:13 UTC");
}

TEST_CASE("report: times outside the calendar are clamped", "[report]") {
    CHECK(iso_time(-5) == "1970-01-01T00:00:00.000Z");
    CHECK(iso_time(std::numeric_limits<std::int64_t>::min()) == "1970-01-01T00:00:00.000Z");
    CHECK(iso_time(std::numeric_limits<std::int64_t>::max()) == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("report: other spellings of a time are not read", "[report]") {
    const std::string text =
        GENERATE(as<std::string>{}, "", "2026-09-21T14:13:20Z", "2026-09-21 14:13:20.123Z", "2026-13-21T14:13:20.123Z",
                 "2026-02-30T14:13:20.123Z", "2026-09-21T24:13:20.123Z", "2026-09-21T14:60:20.123Z", "2026-09-21T14:13:20.123z",
                 "2026-09-21T14:13:20.12xZ", "-026-09-21T14:13:20.123Z", "2026-09-21T14:13:20.123Z ");
    CAPTURE(text);
    CHECK_FALSE(parse_iso_time(text).has_value());
}

TEST_CASE("report: durations are short", "[report]") {
    CHECK(duration_text(-1) == "0 ms");
    CHECK(duration_text(999) == "999 ms");
    CHECK(duration_text(1790) == "1.8 s");
    CHECK(duration_text(59'949) == "59.9 s");
    CHECK(duration_text(59'999) == "0 min 59 s");
    CHECK(duration_text(185'000) == "3 min 05 s");
    CHECK(duration_text(3'720'000) == "1 h 02 min");
}

TEST_CASE("report: amounts are grouped, and unknown prices are said", "[report]") {
    CHECK(grouped(0) == "0");
    CHECK(grouped(999) == "999");
    CHECK(grouped(1'234'567) == "1,234,567");
    CHECK(tokens_text({12'345, 2000, 678, 0.0}) == "12,345 in (2,000 cached), 678 out");
    CHECK(tokens_text({5, 0, 6, 0.0}) == "5 in, 6 out");
    CHECK(cost_text({0, 0, 0, 0.04211}) == "0.0421 USD");
    CHECK(cost_text({0, 0, 0, 0.0}) == "0 USD");
    CHECK(cost_text({0, 0, 0, {}}) == "unknown");
    CHECK(cost_text({0, 0, 0, std::numeric_limits<double>::infinity()}) == "unknown");
}
