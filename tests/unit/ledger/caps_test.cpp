// What runs may use when others count as well.
#include <catch2/catch.hpp>

#include "ledger/caps.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using namespace proffer::ledger;

namespace {

constexpr std::int64_t k_noon = 1'795'435'200'000;  // 2026-11-23 12:00 UTC
constexpr std::int64_t k_hour = 3'600'000;

Request request(const std::string& id, const domain::Limits& limits, std::int64_t now_ms = k_noon) {
    return {id, now_ms, "fix", "issue 7", limits};
}

domain::Limits day_cap(std::optional<std::uint64_t> calls, std::optional<std::uint64_t> tokens = {}, std::optional<double> cost = {}) {
    domain::Limits limits;
    limits.per_day = {calls, tokens, cost};
    return limits;
}

Month november() {
    return {"2026-11", {}};
}

Entry over(const std::string& id, const Use& used, std::int64_t time_ms = k_noon - k_hour) {
    return {id, time_ms, "fix", "issue 7", 1, used, {}};
}

}  // namespace

TEST_CASE("ledger: without caps a run gets its own limits, and is held all the same (T6)", "[ledger]") {
    Month month = november();
    const auto grant = hold(month, request("a", {}));
    REQUIRE_OK(grant);
    CHECK(grant->calls == 100);
    CHECK(grant->tokens == 400'000);
    CHECK(grant->cost_usd == 2.0);
    CHECK(grant->tokens_by == "limits.tokens");
    CHECK(grant->month == "2026-11");
    REQUIRE(month.entries.size() == 1);
    REQUIRE(month.entries[0].held.has_value());
    CHECK(month.entries[0].held->until_ms > k_noon + 20 * 60'000);
}

TEST_CASE("ledger: a cap leaves a run what the others did not use, and then nothing (T6)", "[ledger]") {
    const domain::Limits limits = day_cap(5, 1000, 0.5);
    Month month = november();
    month.entries.push_back(over("a", {3, 500, 0, 100, 0.2, false}));
    const auto second = hold(month, request("b", limits));
    REQUIRE_OK(second);
    CHECK(second->calls == 2);
    CHECK(second->calls_by == "limits.per_day.calls");
    CHECK(second->tokens == 400);
    CHECK(second->tokens_by == "limits.per_day.tokens");
    CHECK(second->cost_usd == Approx(0.3));
    CHECK(second->cost_by == "limits.per_day.cost");
    settle(month, {"b", k_noon, "fix", "issue 7", 1, {2, 10, 0, 10, 0.01, false}, {}});
    const auto third = hold(month, request("c", limits));
    REQUIRE_FALSE(third.has_value());
    CHECK(third.error().code == ErrorCode::exhausted);
    CHECK(third.error().message == "the cap 'limits.per_day.calls' of 5 is reached: 5 used today; free again at 2026-11-24 00:00 UTC");
    CHECK(third.error().hint == "wait until then, or raise 'limits.per_day.calls'");
    CHECK(month.entries.size() == 2);
}

TEST_CASE("ledger: runs at work count as if they had used all they may, until they end or their time is over (T6)", "[ledger]") {
    const domain::Limits limits = day_cap(150);
    Month month = november();
    CHECK(hold(month, request("a", limits))->calls == 100);
    CHECK(hold(month, request("b", limits))->calls == 50);
    const auto third = hold(month, request("c", limits));
    REQUIRE_FALSE(third.has_value());
    CHECK(third.error().message ==
          "the cap 'limits.per_day.calls' of 150 is reached: 0 used today, 150 held by runs at work; free again when these end, at the "
          "latest 2026-11-23 12:25 UTC");
    SECTION("one ends") {
        settle(month, {"a", k_noon, "fix", "issue 7", 1, {1, 0, 0, 0, 0, false}, {}});
        CHECK(hold(month, request("c", limits))->calls == 99);
    }
    SECTION("one ends without a word on what it used beyond what it had noted") {
        note(month, "a", {3, 0, 0, 0, 0, false});
        release(month, "a");
        CHECK(hold(month, request("c", limits))->calls == 97);
    }
    SECTION("one was killed after a call that it had noted") {
        note(month, "a", {1, 0, 0, 0, 0, false});
        CHECK(hold(month, request("c", limits, k_noon + k_hour))->calls == 100);
        CHECK(hold(month, request("d", limits, k_noon + k_hour))->calls == 49);
    }
}

TEST_CASE("ledger: what a run at work has used is not counted beside what it holds", "[ledger]") {
    const domain::Limits limits = day_cap({}, 500'000, {});
    Month month = november();
    CHECK(hold(month, request("a", limits))->tokens == 400'000);
    note(month, "a", {1, 300'000, 0, 0, 0, false});
    CHECK(hold(month, request("b", limits))->tokens == 100'000);
}

TEST_CASE("ledger: subjects have a budget of their own for a month (T6)", "[ledger]") {
    domain::Limits limits;
    limits.per_subject.cost_usd = 1.0;
    Month month = november();
    month.entries.push_back(over("a", {1, 0, 0, 0, 1.0, false}, k_noon - 200 * k_hour));
    const auto same = hold(month, request("b", limits));
    REQUIRE_FALSE(same.has_value());
    CHECK(same.error().message ==
          "the cap 'limits.per_subject.cost' of 1.00 USD is reached: 1.0000 USD used this month for issue 7; free again at 2026-12-01 "
          "00:00 UTC");
    Request other = request("b", limits);
    other.subject = "issue 8";
    CHECK(hold(month, other)->cost_usd == 1.0);
    CHECK(hold(month, {"c", k_noon, "fix", "task fix", limits})->cost_usd == 1.0);
}

TEST_CASE("ledger: a cap of no money lets nothing through; sums of cents do not keep it open", "[ledger]") {
    Month month = november();
    CHECK_FALSE(hold(month, request("a", day_cap({}, {}, 0.0))).has_value());
    for (int i = 0; i < 10; ++i) month.entries.push_back(over("r" + std::to_string(i), {1, 0, 0, 0, 0.1, false}));
    CHECK_FALSE(hold(month, request("a", day_cap({}, {}, 1.0))).has_value());
}

TEST_CASE("ledger: another day has a budget of its own, also when the run goes on past midnight", "[ledger]") {
    const domain::Limits limits = day_cap(5);
    Month month = november();
    month.entries.push_back(over("a", {5, 0, 0, 0, 0, false}, k_noon - 13 * k_hour));
    CHECK(hold(month, request("b", limits))->calls == 5);
}

TEST_CASE("ledger: older runs are added up, so that the file stays small; nothing is lost by it", "[ledger]") {
    Month month = november();
    for (int i = 0; i < 2000; ++i)
        month.entries.push_back(
            {std::to_string(i), k_noon - 40 * k_hour, i % 2 == 0 ? "even" : "odd", "issue 1", 1, {1, 2, 1, 3, 0.25, false}, {}});
    Entry at_work = over("w", {}, k_noon - 13 * k_hour);
    at_work.held = Hold{1, 1, 1, k_noon + k_hour};
    month.entries.push_back(at_work);
    compact(month, k_noon);
    REQUIRE(month.entries.size() == 3);
    CHECK(month.entries[0].runs + month.entries[1].runs == 2000);
    CHECK(month.entries[0].used.calls == 1000);
    CHECK(month.entries[0].used.tokens() == 5000);
    CHECK(month.entries[0].used.cost_usd == 250);
    CHECK(month.find("w") != nullptr);
    CHECK(month.find("") == nullptr);
    settle(month, {"gone", k_noon, "even", "issue 1", 1, {1, 0, 0, 0, 0, false}, {}});
    CHECK(month.find("gone") != nullptr);
}
