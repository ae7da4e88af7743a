// What every streamed service must do, against a real server that speaks its wire format.
#include "unit/provider/asking.hpp"

using namespace proffer;
using namespace proffer::provider_test;
using namespace std::chrono_literals;

namespace {

const std::string k_text = "Here it is:\n```python\nprint(\"gr\xC3\xBC\xC3\x9F dich \xF0\x9F\x91\x8B\")\n```\n";

ModelApi any_api() {
    return GENERATE(ModelApi::ollama, ModelApi::anthropic, ModelApi::openai);
}

}  // namespace

TEST_CASE("provider: a streamed reply arrives whole, with usage and model", "[provider]") {
    const ModelApi api = any_api();
    const ModelServer server(api, {support::reply_with(k_text)});
    const Asked asked = ask_server(api, server);
    REQUIRE_OK(asked.reply);
    CHECK(asked.reply->text == k_text);
    CHECK(asked.streamed == k_text);
    CHECK(asked.reply->stop == domain::StopReason::complete);
    CHECK(asked.retries.empty());
    CHECK(asked.restarts == 0);
    CHECK(asked.reply->usage.output_tokens == k_text.size() / 4 + 1);
    const std::uint64_t input = api == ModelApi::ollama ? 42 : api == ModelApi::anthropic ? 325 : 300;
    const std::uint64_t cached = api == ModelApi::ollama ? 0 : api == ModelApi::anthropic ? 200 : 128;
    CHECK(asked.reply->usage.input_tokens == input);
    CHECK(asked.reply->usage.cached_input_tokens == cached);
    CHECK(asked.reply->model == (api == ModelApi::ollama      ? "scripted:latest"
                                 : api == ModelApi::anthropic ? "claude-scripted-20260101"
                                                              : "gpt-scripted"));
}

TEST_CASE("provider: one byte at a time makes no difference", "[provider]") {
    const ModelApi api = any_api();
    const ModelServer server(api, {support::bytewise_reply(k_text)});
    const Asked asked = ask_server(api, server);
    REQUIRE_OK(asked.reply);
    CHECK(asked.reply->text == k_text);
}

TEST_CASE("provider: a body without length that ends with the connection", "[provider]") {
    const ModelApi api = any_api();
    auto step = support::reply_with(k_text);
    step.http.chunk_bytes = 0;
    step.http.end_by_close = true;
    const ModelServer server(api, {step});
    const Asked asked = ask_server(api, server);
    REQUIRE_OK(asked.reply);
    CHECK(asked.reply->text == k_text);
}

TEST_CASE("provider: usage is estimated when the server tells none", "[provider]") {
    const ModelApi api = any_api();
    auto step = support::reply_with(std::string(70, 'x'));
    step.without_usage = true;
    const ModelServer server(api, {step});
    const Asked asked = ask_server(api, server);
    REQUIRE_OK(asked.reply);
    CHECK(asked.reply->usage.output_tokens == 20);
    CHECK(asked.reply->usage.input_tokens == 7);  // 22 bytes
}

TEST_CASE("provider: 429 with Retry-After waits that long and says so", "[provider]") {
    const ModelApi api = ModelApi::anthropic;
    const ModelServer server(api, {support::rate_limited("1"), support::reply_with("ok")});
    const auto start = std::chrono::steady_clock::now();
    const Asked asked = ask_server(api, server);
    REQUIRE_OK(asked.reply);
    CHECK(asked.reply->text == "ok");
    CHECK(std::chrono::steady_clock::now() - start >= 1s);
    REQUIRE(asked.retries.size() == 1);
    CHECK(asked.retries[0] == name_of(api) + " answered 429 (rate limited); trying again in 1.0 s (2 of 6)");
}

TEST_CASE("provider: a Retry-After beyond the time limit ends the call at once", "[provider]") {
    const ModelApi api = any_api();
    const ModelServer server(api, {support::rate_limited("3600")});
    provider::AskLimits limits;
    limits.time = 60s;
    const auto start = std::chrono::steady_clock::now();
    const Error error = error_of(ask_server(api, server, limits));
    CHECK(error.code == ErrorCode::rate_limited);
    CHECK(error.message == name_of(api) + " answered 429 (rate limited): slow down");
    CHECK(std::chrono::steady_clock::now() - start < 20s);
    CHECK(server.requests().size() == 1);
}

TEST_CASE("provider: passing troubles are tried again", "[provider]") {
    const ModelApi api = any_api();
    const int status = GENERATE(408, 409, 425, 429, 500, 502, 503, 504, 529);
    CAPTURE(status);
    const ModelServer server(api, {support::status_with(status, "upstream is sad"), support::reply_with("ok")});
    const Asked asked = ask_server(api, server);
    REQUIRE_OK(asked.reply);
    CHECK(asked.retries.size() == 1);
    CHECK(server.requests().size() == 2);
}

TEST_CASE("provider: after six tries the last answer is the error", "[provider]") {
    const ModelApi api = any_api();
    const ModelServer server(api, std::vector<support::ModelStep>(6, support::overloaded()));
    const Asked asked = ask_server(api, server);
    const Error error = error_of(asked);
    CHECK(error.code == ErrorCode::rate_limited);
    CHECK(error.message == name_of(api) + " answered 529 (overloaded): Overloaded");
    CHECK(error.trail == std::vector<std::string>{"trying 6 times"});
    CHECK(server.requests().size() == 6);
    REQUIRE(asked.retries.size() == 5);
    CHECK(asked.retries[4] == name_of(api) + " answered 529 (overloaded); trying again in 0.0 s (6 of 6)");
}

TEST_CASE("provider: what will not get better is not tried again", "[provider]") {
    const ModelApi api = any_api();
    const auto [status, code] = GENERATE(table<int, ErrorCode>({{400, ErrorCode::protocol},
                                                                {401, ErrorCode::unauthorized},
                                                                {402, ErrorCode::exhausted},
                                                                {403, ErrorCode::unauthorized},
                                                                {404, ErrorCode::not_found},
                                                                {410, ErrorCode::protocol},
                                                                {413, ErrorCode::too_large},
                                                                {422, ErrorCode::protocol}}));
    CAPTURE(status);
    const ModelServer server(api, {support::status_with(status, "\n  first line\x1b[31m\nsecond line\n"), support::reply_with("never")});
    const Error error = error_of(ask_server(api, server));
    CHECK(error.code == code);
    CHECK(error.message.starts_with(name_of(api) + " answered " + std::to_string(status) + " ("));
    CHECK(error.message.ends_with("): first line\\x1b[31m"));
    CHECK(server.requests().size() == 1);
}

TEST_CASE("provider: a used-up account is told from a busy minute", "[provider]") {
    const ModelApi api = any_api();
    const auto body = GENERATE(as<std::string>{}, R"({"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}})",
                               R"({"error":{"type":"rate_limit_error","message":"enforced_spend_limit_reached"}})");
    SECTION("at once without Retry-After") {
        const ModelServer server(api, {support::status_with(429, body)});
        CHECK(error_of(ask_server(api, server)).code == ErrorCode::exhausted);
        CHECK(server.requests().size() == 1);
    }
    SECTION("not when the server says when to come back") {
        const ModelServer server(api, {support::status_with(429, body, {{"Retry-After", "0"}}), support::reply_with("ok")});
        REQUIRE_OK(ask_server(api, server).reply);
    }
    SECTION("400 with a credit message") {
        const ModelServer server(
            api, {support::status_with(400, R"({"error":{"type":"invalid_request_error","message":"Your credit balance is too low"}})")});
        CHECK(error_of(ask_server(api, server)).code == ErrorCode::exhausted);
    }
}

TEST_CASE("provider: a prompt larger than the model's context", "[provider]") {
    const ModelApi api = any_api();
    const ModelServer server(
        api, {support::status_with(
                 400, R"({"error":{"message":"prompt is too long: 210000 tokens > 200000 maximum","type":"invalid_request_error"}})")});
    const Error error = error_of(ask_server(api, server));
    CHECK(error.code == ErrorCode::too_large);
    CHECK(error.message == name_of(api) + " answered 400 (bad request): prompt is too long: 210000 tokens > 200000 maximum");
    CHECK(error.hint == "the prompt is larger than the model takes: name fewer files, or a model with a larger context");
}

TEST_CASE("provider: an error inside a 200 answer voids the reply and is tried again", "[provider]") {
    const ModelApi api = any_api();
    const auto type = GENERATE(as<std::string>{}, "overloaded_error", "api_error");
    const auto text = GENERATE(as<std::string>{}, "", "half of the rep");
    const ModelServer server(api, {support::error_in_reply(text, type), support::reply_with("whole")});
    const Asked asked = ask_server(api, server);
    REQUIRE_OK(asked.reply);
    CHECK(asked.reply->text == "whole");
    CHECK(asked.streamed == "whole");
    CHECK(asked.restarts == (text.empty() ? 0 : 1));
    const std::string word = api == ModelApi::ollama ? "" : " (" + type + ")";
    CHECK(asked.retries[0].starts_with(name_of(api) + " sent an error in its reply" + word + "; trying again in "));
}

TEST_CASE("provider: an error inside a 200 answer that will not go away", "[provider]") {
    const ModelApi api = GENERATE(ModelApi::anthropic, ModelApi::openai);
    const ModelServer server(api, {support::error_in_reply("x", "invalid_request_error"), support::reply_with("never")});
    const Error error = error_of(ask_server(api, server));
    CHECK(error.code == ErrorCode::protocol);
    CHECK(error.message == name_of(api) + " sent an error in its reply (invalid_request_error): scripted trouble");
    CHECK(server.requests().size() == 1);
}

TEST_CASE("provider: a reply cut at any byte is never accepted unless it was whole", "[provider]") {
    const ModelApi api = any_api();
    const std::string text = "a b\xC3\xBC c";
    const auto whole = support::reply_with(text);
    const std::string body = support::body_of(api, whole);
    const bool by_close = GENERATE(false, true);
    std::vector<support::ModelStep> steps;
    for (std::size_t cut = 0; cut < body.size(); ++cut) {
        auto step = support::cut_reply(text, cut);
        if (by_close) step.http.chunk_bytes = 0, step.http.end_by_close = true;
        steps.push_back(step);
    }
    const ModelServer server(api, steps);
    auto request = request_for(api, server.url());
    request.environment.set("PROFFER_RETRY_TRIES", "1");
    const auto provider = provider_of(request);
    // The first byte position at which the end marker has arrived.
    const std::string marker = api == ModelApi::ollama      ? "\"done\":true"
                               : api == ModelApi::anthropic ? "\"message_stop\"}"
                                                            : "\"finish_reason\":\"stop\"";
    const std::size_t marked = body.find(marker) + marker.size();
    std::size_t accepted = 0;
    for (std::size_t cut = 0; cut < body.size(); ++cut) {
        CAPTURE(by_close, cut);
        const Asked asked = ask(*provider);
        if (asked.reply) {
            REQUIRE(asked.reply->text == text);
            REQUIRE(cut > marked);
            ++accepted;
            continue;
        }
        const bool expected = asked.reply.error().code == ErrorCode::network || asked.reply.error().code == ErrorCode::protocol;
        REQUIRE(expected);
    }
    CHECK(accepted < body.size() - marked + 1);
}

TEST_CASE("provider: a cut reply is tried again and the listener told to start over", "[provider]") {
    const ModelApi api = any_api();
    const std::string text(400, 'x');
    const ModelServer server(api, {support::cut_reply(text, 900), support::reply_with(text)});
    const Asked asked = ask_server(api, server);
    REQUIRE_OK(asked.reply);
    CHECK(asked.reply->text == text);
    CHECK(asked.streamed == text);
    CHECK(asked.restarts == 1);
    CHECK(asked.retries.size() == 1);
}

TEST_CASE("provider: a stream that ends in order but without its end marker is cut, too", "[provider]") {
    const ModelApi api = any_api();
    auto step = support::reply_with("half");
    step.without_end = true;
    const ModelServer server(api, {step, support::reply_with("whole")});
    const Asked asked = ask_server(api, server);
    REQUIRE_OK(asked.reply);
    CHECK(asked.reply->text == "whole");
    CHECK(asked.retries[0].starts_with("the reply of " + name_of(api) + " broke off; trying again in "));
}

TEST_CASE("provider: login pages, wrong types, garbage and nothing are bad gateways (N4)", "[provider]") {
    const ModelApi api = any_api();
    auto nothing = support::status_with(200, "");
    auto null = support::reply_with("");
    null.http.body = "null";
    auto zipped = support::reply_with("");
    zipped.http.body = std::string("\x1f\x8b\x08\x00\x00\x00", 6);
    const auto step = GENERATE_COPY(
        values({support::login_page(), support::reply_of_type("x", "text/plain"), support::garbage(), nothing, null, zipped}));
    const ModelServer server(api, {step, step, support::reply_with("ok")});
    const Asked asked = ask_server(api, server);
    REQUIRE_OK(asked.reply);
    CHECK(asked.reply->text == "ok");
    REQUIRE(asked.retries.size() == 2);
    CHECK(asked.retries[0].starts_with(name_of(api) + " answered 200 with "));
}

TEST_CASE("provider: a login page that stays is named in the error", "[provider]") {
    const ModelApi api = any_api();
    const ModelServer server(api, std::vector<support::ModelStep>(6, support::login_page()));
    const Error error = error_of(ask_server(api, server));
    CHECK(error.code == ErrorCode::protocol);
    CHECK(error.message == name_of(api) + " answered 200 with content of type 'text/html': <!doctype html>");
    CHECK(error.hint == "a proxy or login page may stand in between: check base_url and the network");
}

TEST_CASE("provider: a reply that reached the token limit is told apart", "[provider]") {
    const ModelApi api = any_api();
    const ModelServer server(api, {support::overlong("as far as it w")});
    const Asked asked = ask_server(api, server);
    REQUIRE_OK(asked.reply);
    CHECK(asked.reply->stop == domain::StopReason::length);
    CHECK(asked.reply->text == "as far as it w");
}

TEST_CASE("provider: a refusal is told apart", "[provider]") {
    const ModelApi api = GENERATE(ModelApi::anthropic, ModelApi::openai);
    const ModelServer server(api, {support::refusal("I would rather not")});
    const Asked asked = ask_server(api, server);
    REQUIRE_OK(asked.reply);
    CHECK(asked.reply->stop == domain::StopReason::refusal);
}

TEST_CASE("provider: a reply that ended for an unknown reason is not taken for whole", "[provider]") {
    const ModelApi api = any_api();
    auto step = support::reply_with("x");
    step.stop = "tool_use_of_the_future";
    const ModelServer server(api, {step});
    const Error error = error_of(ask_server(api, server));
    CHECK(error.code == ErrorCode::protocol);
    CHECK(error.message == name_of(api) + " ended its reply for an unknown reason ('tool_use_of_the_future')");
}

TEST_CASE("provider: redirects are not followed, so no key leaves for another host (N2)", "[provider]") {
    const ModelApi api = any_api();
    const ModelServer other(api, {support::reply_with("stolen")});
    const int status = GENERATE(301, 302, 307, 308);
    const ModelServer server(api, {support::status_with(status, "moved", {{"Location", other.url() + "/v1/messages"}})});
    const Error error = error_of(ask_server(api, server));
    CHECK(error.code == ErrorCode::protocol);
    CHECK(error.message == name_of(api) + " answered " + std::to_string(status) + " (redirect): moved");
    CHECK(error.hint == "redirects are never followed: give the final address as base_url");
    CHECK(other.connections() == 0);
}

TEST_CASE("provider: a server that falls silent is left after the idle limit and asked again", "[provider]") {
    const ModelApi api = any_api();
    auto silent = support::reply_with("never");
    silent.http.delay_before = 20s;
    const ModelServer server(api, {silent, support::reply_with("ok")});
    auto request = request_for(api, server.url());
    request.environment.set("PROFFER_IDLE_TIMEOUT_MS", "150");
    const Asked asked = ask(*provider_of(request));
    REQUIRE_OK(asked.reply);
    CHECK(asked.retries[0].starts_with(name_of(api) + ": '" + server.authority() + "' sent nothing for 150 ms; trying again in "));
}

TEST_CASE("provider: the time limit holds over all tries", "[provider]") {
    const ModelApi api = any_api();
    const ModelServer server(api, {support::slow_reply(std::string(4000, 'x'), 20ms)});
    provider::AskLimits limits;
    limits.time = 300ms;
    const auto start = std::chrono::steady_clock::now();
    CHECK(error_of(ask_server(api, server, limits)).code == ErrorCode::timed_out);
    CHECK(std::chrono::steady_clock::now() - start < 20s);
}

TEST_CASE("provider: nobody listens", "[provider]") {
    const ModelApi api = any_api();
    std::string url;
    {
        const ModelServer server(api, {});
        url = server.url();
    }
    const Asked asked = ask(*provider_of(request_for(api, url)));
    const Error error = error_of(asked);
    CHECK(error.code == ErrorCode::network);
    CHECK(error.message == name_of(api) + ": cannot connect to '" + url.substr(7) + "'");
    CHECK(asked.retries.size() == 5);
}

TEST_CASE("provider: an endless line is refused at a megabyte (N3, P8)", "[provider]") {
    const ModelApi api = any_api();
    auto flood = support::reply_with("");
    flood.http.body = "data: " + std::string(3 * 1024 * 1024, 'x');
    flood.http.chunk_bytes = 65536;
    const ModelServer server(api, {flood, support::reply_with("ok")});
    const Asked asked = ask_server(api, server);
    REQUIRE_OK(asked.reply);
    CHECK(asked.retries[0].starts_with(
        name_of(api) + " answered 200 with a reply that cannot be read (a line of the answer is longer than 1048576 bytes)"));
}
