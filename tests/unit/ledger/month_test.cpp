// The file of a month.
#include <catch2/catch.hpp>

#include "ledger/month.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using namespace proffer::ledger;

TEST_CASE("ledger: a month is written and read again", "[ledger]") {
    Month month{"2026-11", {}};
    month.entries.push_back({"ab", 1'795'435'200'000, "fix \"it\"", "issue 7", 1, {1, 2, 1, 3, 0.125, true}, Hold{4, 5, 0.5, 6}});
    month.entries.push_back({"", 1'795'435'200'001, "t", "task t", 9, {}, {}});
    const std::string text = render_month(month);
    const auto again = parse_month(text, "2026-11");
    REQUIRE_OK(again);
    CHECK(render_month(*again) == text);
    CHECK(again->entries[0].used.unpriced);
    CHECK(again->entries[0].held->calls == 4);
    CHECK_FALSE(again->entries[1].held.has_value());
    REQUIRE_OK(parse_month("", "2026-11"));
}

TEST_CASE("ledger: what is damaged is told, not believed (T6)", "[ledger]") {
    Month month{"2026-11", {}};
    month.entries.push_back({"ab", 1, "t", "task t", 1, {7, 2, 1, 3, 0.125, false}, {}});
    const std::string good = render_month(month);
    for (std::size_t size = 1; size + 1 < good.size(); ++size) CHECK_FALSE(parse_month(good.substr(0, size), "2026-11").has_value());
    const auto [from, to] = GENERATE(table<std::string, std::string>({{"\"calls\":7", "\"calls\":-7"},
                                                                      {"\"calls\":7", "\"calls\":9223372036854775807"},
                                                                      {"\"calls\":7", "\"calls\":\"7\""},
                                                                      {"\"calls\":7", "\"call\":7"},
                                                                      {"0.125", "-0.125"},
                                                                      {"0.125", "1e400"},
                                                                      {"\"version\":1", "\"version\":2"},
                                                                      {"2026-11", "2026-10"},
                                                                      {"\"entries\":[", "\"entries\":null,\"x\":["}}));
    std::string bad = good;
    REQUIRE(bad.find(from) != std::string::npos);
    bad.replace(bad.find(from), from.size(), to);
    INFO(bad);
    const auto read = parse_month(bad, "2026-11");
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == ErrorCode::protocol);
}

TEST_CASE("ledger: days and months end in UTC", "[ledger]") {
    const std::int64_t last = 1'798'761'599'999;  // of 2026
    CHECK(month_of(last) == "2026-12");
    CHECK(day_of(last) == "2026-12-31");
    CHECK(next_day_ms(last) == last + 1);
    CHECK(next_month_ms(last) == last + 1);
    CHECK(moment_of(last) == "2026-12-31 23:59 UTC");
    CHECK(month_of(last + 1) == "2027-01");
    CHECK(next_month_ms(1'795'435'200'000) == 1'796'083'200'000);
    CHECK(is_month("2026-11"));
    for (const char* name : {"2026-13", "2026-00", "2026-1", "26-11", "2026-11-1", "../2026", "2026/11", "abcd-11", ""})
        CHECK_FALSE(is_month(name));
}
