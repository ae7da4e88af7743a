// What calls that run at once may spend together.
#include <catch2/catch.hpp>

#include "fakes.hpp"
#include "run/budget.hpp"

using namespace proffer;
using namespace proffer::run_test;

namespace {

domain::Usage usage_of(std::uint64_t input, std::uint64_t output, double cost_usd) {
    domain::Usage usage;
    usage.input_tokens = input;
    usage.output_tokens = output;
    usage.cost_usd = cost_usd;
    return usage;
}

}  // namespace

TEST_CASE("run: a call under way counts before it is settled (T6)", "[run][budget]") {
    FakeClock clock;
    domain::Limits limits;
    limits.tokens = 1000;
    run::Budget budget(limits, clock);
    {
        auto first = budget.begin_call(600);
        REQUIRE(first);
        CHECK(first->output_tokens() == 400);
        const auto second = budget.begin_call(600);
        REQUIRE_FALSE(second);
        CHECK(second.error().code == ErrorCode::exhausted);
    }
    // Given up: nothing was used.
    CHECK(budget.used().input_tokens == 0);
    auto again = budget.begin_call(600);
    REQUIRE(again);
    again->settle(usage_of(500, 100, 0.1));
    CHECK(budget.used().output_tokens == 100);
    const auto next = budget.begin_call(100);
    REQUIRE(next);
    CHECK(next->output_tokens() == 300);
}

TEST_CASE("run: calls under way are expected to cost what those before did (T6)", "[run][budget]") {
    FakeClock clock;
    domain::Limits limits;
    limits.cost_usd = 1.0;
    run::Budget budget(limits, clock);
    budget.begin_call(10)->settle(usage_of(10, 10, 0.4));
    const auto second = budget.begin_call(10);
    REQUIRE(second);
    const auto third = budget.begin_call(10);
    REQUIRE(third);
    const auto fourth = budget.begin_call(10);
    REQUIRE_FALSE(fourth);
    CHECK(fourth.error().message.find("cost limit of 1.00 USD") != std::string::npos);
}

TEST_CASE("run: no call is begun beyond the cap of calls, whatever became of those before (T6)", "[run][budget]") {
    FakeClock clock;
    domain::Limits limits;
    limits.calls = 2;
    limits.calls_key = "limits.per_day.calls";
    run::Budget budget(limits, clock);
    { REQUIRE(budget.begin_call(1)); }  // it failed
    REQUIRE(budget.begin_call(1));
    const auto third = budget.begin_call(1);
    REQUIRE_FALSE(third);
    CHECK(third.error().code == ErrorCode::exhausted);
    CHECK(third.error().message == "the limit of 2 model calls is used up");
    CHECK(third.error().hint == "raise 'limits.per_day.calls', or make the task smaller");
}

TEST_CASE("run: with a price the reply gets no more room than the money left pays for (T6)", "[run][budget]") {
    FakeClock clock;
    domain::Limits limits;
    limits.cost_usd = 1.0;
    const domain::Price price{1000, 100, 10'000};  // a prompt of 100 tokens: 0.10 USD
    run::Budget budget(limits, clock);
    auto first = budget.begin_call(100, price);
    REQUIRE(first);
    CHECK(first->output_tokens() == 90);
    first->settle(usage_of(100, 80, 0.9));
    const auto second = budget.begin_call(100, price);
    REQUIRE_FALSE(second);
    CHECK(second.error().message == "the next prompt of about 0.1000 USD would pass the cost limit of 1.0000 USD (0.9000 USD used)");
    CHECK(second.error().hint == "raise 'limits.cost', or make the task smaller");
    {
        const auto smaller = budget.begin_call(50, price);
        REQUIRE(smaller);
        CHECK(smaller->output_tokens() <= 5);
    }
    CHECK(budget.begin_call(1, std::nullopt).has_value());  // nobody knows what it costs
}
