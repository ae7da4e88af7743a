#include "provider/prices.hpp"

#include "unit/provider/asking.hpp"

using namespace proffer;
using namespace proffer::provider_test;

namespace {

domain::Usage million_each() {
    domain::Usage usage;
    usage.input_tokens = 2'000'000;
    usage.cached_input_tokens = 1'000'000;
    usage.output_tokens = 1'000'000;
    return usage;
}

}  // namespace

TEST_CASE("provider: calls are priced by the longest name that fits", "[provider]") {
    const auto [service, model, dollars] = GENERATE(table<std::string, std::string, double>({
        {"anthropic", "claude-sonnet-4-5", 3 + 0.3 + 15},
        {"anthropic", "claude-sonnet-4-5-20250929", 3 + 0.3 + 15},
        {"anthropic", "claude-sonnet-5-5", 2 + 0.2 + 10},
        {"anthropic", "claude-opus-4-20250514", 15 + 1.5 + 75},
        {"openai", "gpt-4.1", 2 + 0.5 + 8},
        {"openai", "gpt-4.1-mini-2025-04-14", 0.4 + 0.1 + 1.6},
        {"openai", "gpt-5-codex", 1.25 + 0.125 + 10},
        {"openai", "gpt-5.4-mini", 0.75 + 0.075 + 4.5},
        {"ollama", "anything", 0},
        {"command", "", 0},
        {"replay", "", 0},
    }));
    CAPTURE(service, model);
    const auto cost = provider::cost_usd(service, model, million_each());
    REQUIRE(cost.has_value());
    CHECK(*cost == Approx(dollars));
}

TEST_CASE("provider: a model that is not in the table has no price", "[provider]") {
    const auto [service, model] = GENERATE(table<std::string, std::string>({{"anthropic", "claude-opus-4-99"},
                                                                            {"anthropic", "claude-sonnet-4-50"},
                                                                            {"anthropic", "gpt-4.1"},
                                                                            {"openai", "gpt-5.9"},
                                                                            {"openai", "gpt-4.15"},
                                                                            {"openai", "qwen3"},
                                                                            {"github", "openai/gpt-4.1"},
                                                                            {"openai", ""}}));
    CAPTURE(service, model);
    CHECK_FALSE(provider::cost_usd(service, model, million_each()).has_value());
}

TEST_CASE("provider: more cached tokens than tokens do not make a call cheaper than free", "[provider]") {
    domain::Usage usage;
    usage.input_tokens = 10;
    usage.cached_input_tokens = 1'000'000;
    CHECK(*provider::cost_usd("openai", "gpt-4.1", usage) == Approx(10 * 0.5 / 1e6));
}

TEST_CASE("provider: a call's cost counts what was written to the cache", "[provider]") {
    const ModelServer server(ModelApi::anthropic, {support::reply_with("0123456")});
    auto request = request_for(ModelApi::anthropic, server.url());
    request.model.name = "claude-sonnet-4-5";
    const Asked asked = ask(*provider_of(request));
    REQUIRE_OK(asked.reply);
    REQUIRE(asked.reply->usage.cost_usd.has_value());
    CHECK(*asked.reply->usage.cost_usd == Approx((25 * 3 + 100 * 3.75 + 200 * 0.3 + 2 * 15) / 1e6));
}

TEST_CASE("provider: what a call costs", "[provider]") {
    SECTION("a local model: nothing") {
        const ModelServer server(ModelApi::ollama, {support::reply_with("x")});
        CHECK(ask_server(ModelApi::ollama, server).reply->usage.cost_usd == 0.0);
    }
    SECTION("what the user says it costs, on any service") {
        const auto api = GENERATE(ModelApi::openai, ModelApi::ollama, ModelApi::anthropic);
        const ModelServer server(api, {support::reply_with("012")});
        auto request = request_for(api, server.url());
        request.model.name = "mystery";
        request.model.price = domain::Price{10, 1, 100};
        const auto provider = provider_of(request);
        CHECK(provider->price() == domain::Price{10, 1, 100});
        const domain::Usage usage = ask(*provider).reply->usage;
        const auto fresh = static_cast<double>(usage.input_tokens - usage.cached_input_tokens);
        const double written = api == ModelApi::anthropic ? 100 * 10 * 0.25 : 0;  // into the cache, dearer by a quarter
        CHECK(*usage.cost_usd == Approx((fresh * 10 + static_cast<double>(usage.cached_input_tokens) + written +
                                         static_cast<double>(usage.output_tokens) * 100) /
                                        1e6));
    }
    SECTION("an unknown model: unknown") {
        const ModelServer server(ModelApi::openai, {support::reply_with("x")});
        auto request = request_for(ModelApi::openai, server.url());
        request.model.name = "mystery";
        CHECK_FALSE(ask(*provider_of(request)).reply->usage.cost_usd.has_value());
    }
    SECTION("a known model under a name of the server's own") {
        const ModelServer server(ModelApi::openai, {support::reply_with("012")});
        const Asked asked = ask_server(ModelApi::openai, server);  // asked as gpt-4.1, answers as gpt-scripted
        CHECK(*asked.reply->usage.cost_usd == Approx((172 * 2 + 128 * 0.5 + 1 * 8) / 1e6));
    }
}
