// Amounts in both directions.
#include "config/quantities.hpp"

#include <catch2/catch.hpp>

using namespace proffer::config;
using namespace std::chrono_literals;

TEST_CASE("config: sizes", "[config]") {
    const auto [text, bytes] = GENERATE(table<std::string, std::optional<std::uint64_t>>({
        {"50KB", 51200},
        {"50 kb", 51200},
        {"50K", 51200},
        {"50KiB", 51200},
        {"1MB", 1048576},
        {"1.5M", 1572864},
        {"2GB", 2147483648},
        {"4096", 4096},
        {"12B", 12},
        {" 7 ", 7},
        {"0", {}},
        {"", {}},
        {"KB", {}},
        {"-1KB", {}},
        {"1e3", {}},
        {"50TB", {}},
        {"1.2.3K", {}},
        {"1.K", {}},
        {"99999999999999999999", {}},
        {"99999999999999GB", {}},
        {"0.0001K", {}},
        {"0x10", {}},
    }));
    INFO(text);
    CHECK(parse_size(text) == bytes);
}

TEST_CASE("config: durations", "[config]") {
    const auto [text, expected] = GENERATE(table<std::string, std::optional<std::chrono::milliseconds>>({
        {"20m", 20min},
        {"120s", 120s},
        {"500ms", 500ms},
        {"1h", 1h},
        {"1h30m", 90min},
        {"1h 30m", 90min},
        {"20 min", 20min},
        {"90", 90s},
        {"1.5s", 1500ms},
        {"168h", 168h},
        {"169h", {}},
        {"0", {}},
        {"0s", {}},
        {"", {}},
        {"m", {}},
        {"5x", {}},
        {"30m1h", {}},
        {"1m1m", {}},
        {"-5s", {}},
        {"1h30", {}},
        {"99999999999999999999", {}},
        {"604801", {}},
        {"18446744073709551615h", {}},
    }));
    INFO(text);
    CHECK(parse_duration(text) == expected);
}

TEST_CASE("config: counts", "[config]") {
    const auto [text, expected] = GENERATE(table<std::string, std::optional<std::uint64_t>>({
        {"2000", 2000},
        {"2000 lines", 2000},
        {"1 line", 1},
        {"400k", 400'000},
        {"1M", 1'000'000},
        {"1.5M", 1'500'000},
        {"2k lines", 2000},
        {"2000 files", {}},
        {"lines", {}},
        {"0", {}},
        {"-4", {}},
        {"2,000", {}},
    }));
    INFO(text);
    CHECK(parse_count(text, "line") == expected);
}

TEST_CASE("config: costs and decimals", "[config]") {
    CHECK(parse_cost("2.00 USD") == 2.0);
    CHECK(parse_cost("2") == 2.0);
    CHECK(parse_cost("$0.25") == 0.25);
    CHECK(parse_cost("0") == 0.0);
    for (const char* wrong : {"2 EUR", "-1", "", "USD", "$", "1e9", "nan", "inf", "2000000"}) {
        INFO(wrong);
        CHECK_FALSE(parse_cost(wrong).has_value());
    }
    CHECK(parse_integer("-3") == -3);
    CHECK(parse_integer("+3") == 3);
    CHECK_FALSE(parse_integer("3.0").has_value());
    CHECK_FALSE(parse_integer("99999999999").has_value());
    CHECK(parse_decimal("0.7") == 0.7);
    CHECK_FALSE(parse_decimal(".7").has_value());
}

TEST_CASE("config: what is rendered reads back exactly", "[config]") {
    for (const std::uint64_t bytes : {1ULL, 1023ULL, 1024ULL, 51200ULL, 1536ULL, 1048576ULL, 5368709120ULL})
        CHECK(parse_size(render_size(bytes)) == bytes);
    for (const auto duration : {1ms, 1500ms, 90'000ms, 3'600'000ms, 5'400'001ms})
        CHECK(parse_duration(render_duration(duration)) == duration);
    for (const std::uint64_t count : {1ULL, 2000ULL, 10'000ULL, 400'000ULL, 1'000'000ULL, 1'234'567ULL})
        CHECK(parse_count(render_count(count), "token") == count);
    for (const double cost : {0.0, 0.1, 0.125, 2.0, 1e6}) CHECK(parse_cost(render_cost(cost)) == cost);
    CHECK(render_cost(2) == "2.00 USD");
    CHECK(render_duration(90min) == "1h30m");
    CHECK(render_size(51200) == "50KB");
}
