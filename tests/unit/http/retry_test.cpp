#include "http/retry.hpp"

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using namespace proffer::http;

TEST_CASE("http: the bound of the wait doubles from the base up to the cap", "[http]") {
    const RetryLimits limits;
    // Full jitter: the largest of many draws comes near the bound and none is over it.
    const auto [attempt, bound] = GENERATE(table<int, std::chrono::milliseconds>(
        {{1, 1s}, {2, 2s}, {3, 4s}, {4, 8s}, {5, 16s}, {6, 32s}, {7, 60s}, {8, 60s}, {1000000, 60s}, {0, 1s}, {-5, 1s}}));
    std::mt19937 random(7);
    auto largest = 0ms, smallest = 100000ms;
    for (int draw = 0; draw < 400; ++draw) {
        const auto delay = retry_delay(attempt, {}, limits, random);
        largest = std::max(largest, delay);
        smallest = std::min(smallest, delay);
    }
    CHECK(largest <= bound);
    CHECK(largest > bound * 9 / 10);
    CHECK(smallest >= 0ms);
    CHECK(smallest < bound / 10);
}

TEST_CASE("http: what the server asks for is never shortened", "[http]") {
    std::mt19937 random(1);
    const RetryLimits limits;
    for (int draw = 0; draw < 100; ++draw) {
        const auto delay = retry_delay(1, 120s, limits, random);
        CHECK(delay >= 120s);
        CHECK(delay <= 121s);
    }
    CHECK(retry_delay(1, 0s, {6, 0ms, 60s}, random) == 0ms);
}

TEST_CASE("http: which statuses are worth another try", "[http]") {
    const auto status = GENERATE(408, 409, 425, 429, 500, 502, 503, 504, 520, 529, 599);
    CHECK(is_retryable(status));
}

TEST_CASE("http: which statuses are final", "[http]") {
    const auto status = GENERATE(0, 200, 204, 301, 302, 400, 401, 402, 403, 404, 410, 413, 422, 451, 600);
    CHECK_FALSE(is_retryable(status));
}

TEST_CASE("http: Retry-After in seconds and as a date", "[http]") {
    constexpr std::int64_t now = 784111777;  // Sun, 06 Nov 1994 08:49:37 GMT
    using Seconds = std::optional<std::chrono::seconds>;
    const auto [value, expected] = GENERATE(table<std::string, Seconds>({
        {"0", 0s},
        {"7", 7s},
        {" 120 ", 120s},
        {"86400", 86400s},
        {"86401", {}},
        {"99999999999999999999", {}},
        {"-1", {}},
        {"1.5", {}},
        {"", {}},
        {"soon", {}},
        {"Sun, 06 Nov 1994 08:49:37 GMT", 0s},
        {"Sun, 06 Nov 1994 08:50:37 GMT", 60s},
        {"Sun, 06 Nov 1994 08:49:36 GMT", {}},
        {"Mon, 07 Nov 1994 08:49:37 GMT", 86400s},
        {"Tue, 08 Nov 1994 08:49:37 GMT", {}},
        {"Sun, 31 Feb 1994 08:49:37 GMT", {}},
        {"Sun, 06 Nov 1994 25:49:37 GMT", {}},
        {"Sun, 06 Nov 1994 08:49:37", {}},
        {"Sun, 06 Nov", {}},
        {"Sunday, 06-Nov-94 08:49:37 GMT", {}},
    }));
    CAPTURE(value);
    CHECK(parse_retry_after(value, now) == expected);
}
