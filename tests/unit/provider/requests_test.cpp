// The bodies and headers that services get.
#include "json/json.hpp"
#include "provider/ollama.hpp"
#include "provider/service.hpp"
#include "unit/provider/asking.hpp"

using namespace proffer;
using namespace proffer::provider_test;

namespace {

json::Value body_of_request(const ModelServer& server, std::size_t index = 0) {
    const auto requests = server.requests();
    REQUIRE(requests.size() > index);
    auto body = json::Value::parse(requests[index].body);
    REQUIRE_OK(body);
    return *body;
}

domain::Prompt conversation() {
    return {"Rules \"quoted\".", {{domain::Role::user, "one"}, {domain::Role::assistant, "two"}, {domain::Role::user, "three"}}};
}

struct Sent {
    support::HttpRequest request;
    json::Value body;
};

Sent sent_to(ModelApi api, provider::ProviderRequest request, const provider::AskLimits& limits = {}) {
    const ModelServer server(api, {support::reply_with("ok")});
    request.model.base_url = server.url();
    REQUIRE_OK(ask(*provider_of(request), limits, conversation()).reply);
    return {server.requests()[0], body_of_request(server)};
}

}  // namespace

TEST_CASE("provider: what anthropic is sent", "[provider]") {
    auto request = request_for(ModelApi::anthropic, "");
    request.model.name = "claude-sonnet-4-5";
    request.model.temperature = 0.5;
    const Sent sent = sent_to(ModelApi::anthropic, request);
    CHECK(sent.request.path() == "/v1/messages");
    CHECK(sent.request.header("x-api-key") == "test-key-anthropic");
    CHECK(sent.request.header("anthropic-version") == "2023-06-01");
    CHECK(sent.request.header("authorization").empty());
    CHECK(sent.request.header("user-agent") == "proffer-test");
    CHECK(sent.body.text() ==
          R"({"model":"claude-sonnet-4-5","stream":true,"max_tokens":32768,"temperature":0.5,)"
          R"("system":[{"type":"text","text":"Rules \"quoted\".","cache_control":{"type":"ephemeral"}}],)"
          R"("messages":[{"role":"user","content":"one"},{"role":"assistant","content":"two"},{"role":"user","content":"three"}]})");
}

TEST_CASE("provider: what openai is sent", "[provider]") {
    auto request = request_for(ModelApi::openai, "");
    request.model.max_output_tokens = 1000;
    const Sent sent = sent_to(ModelApi::openai, request);
    CHECK(sent.request.path() == "/v1/chat/completions");
    CHECK(sent.request.header("authorization") == "Bearer test-key-openai");
    CHECK(sent.request.header("x-api-key").empty());
    CHECK(sent.body.text() ==
          R"({"model":"gpt-4.1","stream":true,"stream_options":{"include_usage":true},"temperature":0.0,"max_tokens":1000,)"
          R"("messages":[{"role":"system","content":"Rules \"quoted\"."},{"role":"user","content":"one"},)"
          R"({"role":"assistant","content":"two"},{"role":"user","content":"three"}]})");
}

TEST_CASE("provider: what ollama is sent", "[provider]") {
    const Sent sent = sent_to(ModelApi::ollama, request_for(ModelApi::ollama, ""));
    CHECK(sent.request.path() == "/api/chat");
    CHECK(sent.request.header("authorization").empty());
    CHECK(sent.body.text() == R"({"model":"qwen2.5-coder","stream":true,"options":{"num_ctx":10240,"temperature":0.0},)"
                              R"("messages":[{"role":"system","content":"Rules \"quoted\"."},{"role":"user","content":"one"},)"
                              R"({"role":"assistant","content":"two"},{"role":"user","content":"three"}]})");
}

TEST_CASE("provider: what GitHub Models is sent", "[provider]") {
    auto request = request_for(ModelApi::openai, "");
    request.model.provider = "github";
    const Sent sent = sent_to(ModelApi::openai, request);
    CHECK(sent.request.path() == "/inference/chat/completions");
    CHECK(sent.request.header("authorization") == "Bearer test-token-github");
    CHECK(sent.body.string_or("model", "") == "openai/gpt-4.1");
}

TEST_CASE("provider: models that think take another limit and no temperature", "[provider]") {
    const auto model = GENERATE(as<std::string>{}, "o3-mini", "o1", "gpt-5", "gpt-5.2-codex", "gpt-6.1-sol", "gpt-10", "openai/o4-mini");
    auto request = request_for(ModelApi::openai, "");
    request.model.name = model;
    request.model.max_output_tokens = 1000;
    const Sent sent = sent_to(ModelApi::openai, request);
    CHECK(sent.body.integer_or("max_completion_tokens", 0) == 1000);
    CHECK_FALSE(sent.body.find("max_tokens"));
    CHECK_FALSE(sent.body.find("temperature"));
}

TEST_CASE("provider: models that do not think keep both", "[provider]") {
    const auto model = GENERATE(as<std::string>{}, "gpt-4o", "gpt-4.1-mini", "openhermes", "qwen3", "gpt-oss-20b", "meta/llama-3.3-70b");
    auto request = request_for(ModelApi::openai, "");
    request.model.name = model;
    request.model.max_output_tokens = 1000;
    const Sent sent = sent_to(ModelApi::openai, request);
    CHECK(sent.body.integer_or("max_tokens", 0) == 1000);
    CHECK(sent.body.find("temperature"));
}

TEST_CASE("provider: which claude models get a temperature and how much they may say", "[provider]") {
    const auto [model, temperature, tokens] = GENERATE(table<std::string, bool, int>({{"", false, 32768},
                                                                                      {"claude-opus-4-8", false, 32768},
                                                                                      {"claude-opus-5-5", false, 32768},
                                                                                      {"claude-opus-4-6", true, 32768},
                                                                                      {"claude-haiku-4-5-20251001", true, 32768},
                                                                                      {"claude-3-5-haiku-20241022", true, 8192},
                                                                                      {"claude-3-haiku-20240307", true, 4096}}));
    CAPTURE(model);
    auto request = request_for(ModelApi::anthropic, "");
    request.model.name = model;
    const Sent sent = sent_to(ModelApi::anthropic, request);
    CHECK(sent.body.find("temperature").has_value() == temperature);
    CHECK(sent.body.integer_or("max_tokens", 0) == tokens);
}

TEST_CASE("provider: the smaller of setting and limit bounds the reply", "[provider]") {
    auto request = request_for(ModelApi::anthropic, "");
    provider::AskLimits limits;
    SECTION("setting alone") {
        request.model.max_output_tokens = 50000;
        CHECK(sent_to(ModelApi::anthropic, request).body.integer_or("max_tokens", 0) == 50000);
    }
    SECTION("limit below the setting") {
        request.model.max_output_tokens = 50000;
        limits.output_tokens = 700;
        CHECK(sent_to(ModelApi::anthropic, request, limits).body.integer_or("max_tokens", 0) == 700);
    }
    SECTION("limit above the usual maximum") {
        limits.output_tokens = 400000;
        CHECK(sent_to(ModelApi::anthropic, request, limits).body.integer_or("max_tokens", 0) == 32768);
    }
    SECTION("ollama's context does not grow with the budget of a whole run") {
        limits.output_tokens = 400000;
        const Sent sent = sent_to(ModelApi::ollama, request_for(ModelApi::ollama, ""), limits);
        CHECK(sent.body.find("options")->integer_or("num_ctx", 0) == 10240);
        CHECK(sent.body.find("options")->integer_or("num_predict", 0) == 400000);
    }
}

TEST_CASE("provider: ollama's context holds prompt and reply", "[provider]") {
    const auto [bytes, output, expected] = GENERATE(table<std::size_t, std::uint64_t, std::uint64_t>({
        {0, 0, 4096},
        {12096, 0, 4096},
        {12097, 0, 6144},
        {0, 4096, 6144},
        {300000, 8192, 108544},
    }));
    CHECK(provider::context_tokens(bytes, output) == expected);
}

TEST_CASE("provider: tokens are estimated at 3.5 bytes", "[provider]") {
    CHECK(provider::estimated_tokens(0) == 0);
    CHECK(provider::estimated_tokens(1) == 1);
    CHECK(provider::estimated_tokens(7) == 2);
    CHECK(provider::estimated_tokens(8) == 3);
    CHECK(provider::estimated_tokens(3500) == 1000);
}

TEST_CASE("provider: a refused parameter is left out, now and in the next call", "[provider]") {
    const auto [parameter, message] = GENERATE(table<std::string, std::string>({
        {"temperature", "Unsupported value: 'temperature' does not support 0 with this model."},
        {"max_tokens", "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."},
        {"stream_options", "Unrecognized request argument supplied: stream_options"},
    }));
    CAPTURE(parameter);
    const ModelServer server(ModelApi::openai, {support::status_with(400, R"({"error":{"message":")" + message + R"("}})"),
                                                support::reply_with("ok"), support::reply_with("again")});
    auto request = request_for(ModelApi::openai, server.url());
    request.model.name = "local-thinker";
    request.model.max_output_tokens = 500;
    const auto provider = provider_of(request);
    const Asked asked = ask(*provider);
    REQUIRE_OK(asked.reply);
    CHECK(asked.retries.empty());
    REQUIRE_OK(ask(*provider).reply);
    CHECK(body_of_request(server, 0).find(parameter));
    CHECK_FALSE(body_of_request(server, 1).find(parameter));
    CHECK_FALSE(body_of_request(server, 2).find(parameter));
}

TEST_CASE("provider: a parameter that is refused again is an error", "[provider]") {
    const ModelApi api = GENERATE(ModelApi::openai, ModelApi::anthropic);
    const auto refused = support::status_with(400, R"({"error":{"message":"temperature is deprecated for this model"}})");
    const ModelServer server(api, {refused, refused, support::reply_with("never")});
    auto request = request_for(api, server.url());
    request.model.name = "some-model";
    const Error error = error_of(ask(*provider_of(request)));
    CHECK(error.code == ErrorCode::protocol);
    CHECK(error.message == name_of(api) + " answered 400 (bad request): temperature is deprecated for this model");
    CHECK(server.requests().size() == 2);
}

TEST_CASE("provider: servers that do not stream are understood", "[provider]") {
    const ModelApi api = GENERATE(ModelApi::openai, ModelApi::ollama);
    auto step = support::reply_with("all at once");
    step.at_once = true;
    const ModelServer server(api, {step});
    const Asked asked = ask_server(api, server);
    REQUIRE_OK(asked.reply);
    CHECK(asked.reply->text == "all at once");
    CHECK(asked.reply->usage.output_tokens == 3);
}

TEST_CASE("provider: a whole answer of openai that is cut or an error", "[provider]") {
    auto whole = support::reply_with("all at once");
    whole.at_once = true;
    auto cut = whole;
    cut.http.cut_after_bytes = 40;
    auto half = whole;
    half.http.body = support::body_of(ModelApi::openai, whole).substr(0, 60);
    auto vllm = support::reply_with("");
    vllm.at_once = true;
    vllm.http.body = R"({"object":"error","message":"engine died","type":"InternalServerError","code":500})";
    const ModelServer server(ModelApi::openai, {cut, half, vllm, whole});
    const Asked asked = ask_server(ModelApi::openai, server);
    REQUIRE_OK(asked.reply);
    CHECK(asked.reply->text == "all at once");
    REQUIRE(asked.retries.size() == 3);
    CHECK(asked.retries[2].starts_with("openai sent an error in its reply (InternalServerError); trying again in "));
}

TEST_CASE("provider: models that are not there", "[provider]") {
    const ModelServer server(ModelApi::ollama, {support::status_with(404, R"({"error":"model 'qwen2.5-coder' not found"})")});
    const Error error = error_of(ask_server(ModelApi::ollama, server));
    CHECK(error.code == ErrorCode::not_found);
    CHECK(error.message == "ollama answered 404 (not found): model 'qwen2.5-coder' not found");
    CHECK(error.hint == "run 'ollama pull qwen2.5-coder', or name another model");
}

TEST_CASE("provider: a refused key names its variable and not its value", "[provider]") {
    const ModelServer server(ModelApi::anthropic, {support::status_with(401, R"({"error":{"message":"invalid x-api-key"}})")});
    const Error error = error_of(ask_server(ModelApi::anthropic, server));
    CHECK(error.code == ErrorCode::unauthorized);
    CHECK(error.message == "anthropic answered 401 (unauthorized): invalid x-api-key");
    CHECK(error.hint == "check the key in ANTHROPIC_API_KEY");
}
