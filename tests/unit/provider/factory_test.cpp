#include "provider/factory.hpp"

#include "unit/provider/asking.hpp"

using namespace proffer;
using namespace proffer::provider_test;
using provider::ProviderRequest;

namespace {

Error refused(const ProviderRequest& request) {
    const auto made = provider::make_provider(request);
    REQUIRE_FALSE(made.has_value());
    return made.error();
}

}  // namespace

TEST_CASE("provider: what auto stands for", "[provider]") {
    using Variables = std::map<std::string, std::string>;
    const auto [variables, name] = GENERATE(table<Variables, std::string>({
        {Variables{}, "ollama"},
        {Variables{{"OPENAI_API_KEY", "k"}}, "openai"},
        {Variables{{"ANTHROPIC_API_KEY", "k"}, {"OPENAI_API_KEY", "k"}}, "anthropic"},
        {Variables{{"ANTHROPIC_API_KEY", ""}, {"OPENAI_API_KEY", "k"}}, "openai"},
        {Variables{{"GITHUB_TOKEN", "k"}}, "ollama"},
    }));
    CHECK(provider::resolve_auto(os::Environment(variables)) == name);
    ProviderRequest request;
    request.environment = os::Environment(variables);
    CHECK(provider_of(request)->name() == name);
}

TEST_CASE("provider: default models", "[provider]") {
    const auto [name, model] = GENERATE(table<std::string, std::string>(
        {{"anthropic", "claude-sonnet-5-5"}, {"openai", "gpt-4.1"}, {"github", "openai/gpt-4.1"}, {"ollama", "qwen2.5-coder"}}));
    auto request = request_for(ModelApi::ollama, "");
    request.model.provider = name;
    CHECK(provider_of(request)->model() == model);
    request.model.name = "another";
    CHECK(provider_of(request)->model() == "another");
}

TEST_CASE("provider: an unknown provider is refused with the nearest name", "[provider]") {
    ProviderRequest request;
    request.model.provider = "antropic";
    const Error error = refused(request);
    CHECK(error.code == ErrorCode::config);
    CHECK(error.message == "unknown provider 'antropic'");
    CHECK(error.hint == "did you mean 'anthropic'?");
}

TEST_CASE("provider: a missing key is told before anything is sent", "[provider]") {
    const auto [name, variable] = GENERATE(
        table<std::string, std::string>({{"anthropic", "ANTHROPIC_API_KEY"}, {"openai", "OPENAI_API_KEY"}, {"github", "GITHUB_TOKEN"}}));
    ProviderRequest request;
    request.model.provider = name;
    const Error error = refused(request);
    CHECK(error.code == ErrorCode::unauthorized);
    CHECK(error.message == "no key for " + name);
    CHECK(error.hint == "set " + variable + " in the environment of the run");
}

TEST_CASE("provider: a base_url of the repository's file gets no key, and no connection (C2)", "[provider]") {
    const auto api = GENERATE(ModelApi::anthropic, ModelApi::openai);
    const ModelServer server(api, {support::reply_with("x")});
    auto request = request_for(api, server.url());
    request.base_url_from_operator = false;
    const Error error = refused(request);
    CHECK(error.code == ErrorCode::config);
    CHECK(error.hint == "a key goes only to hosts that the operator names: set PROFFER_ALLOW_HOSTS=" + server.authority() +
                            " in the environment of the run, outside the repository");
    CHECK(server.connections() == 0);
}

TEST_CASE("provider: the operator's ways of naming a host", "[provider]") {
    const ModelServer server(ModelApi::openai, {support::reply_with("ok")});
    auto request = request_for(ModelApi::openai, server.url());
    request.base_url_from_operator = false;
    SECTION("PROFFER_ALLOW_HOSTS") {
        request.environment.set("PROFFER_ALLOW_HOSTS", "x.example, " + server.authority());
    }
    SECTION("list of the request") {
        request.allowed_hosts = {"127.0.0.1"};
    }
    SECTION("variable of the service") {
        request.model.base_url.clear();
        request.environment.set("OPENAI_BASE_URL", server.url() + "/v1");
    }
    SECTION("flag") {
        request.base_url_from_operator = true;
    }
    const Asked asked = ask(*provider_of(request));
    REQUIRE_OK(asked.reply);
    CHECK(server.requests()[0].header("authorization") == "Bearer test-key-openai");
}

TEST_CASE("provider: a local server without a key may come from the file and gets no Authorization", "[provider]") {
    const ModelServer server(ModelApi::openai, {support::reply_with("ok")});
    ProviderRequest request;
    request.model.provider = "openai";
    request.model.base_url = server.url();
    const Asked asked = ask(*provider_of(request));
    REQUIRE_OK(asked.reply);
    CHECK(server.requests()[0].header("authorization").empty());
}

TEST_CASE("provider: an Ollama of the file or of OLLAMA_HOST", "[provider]") {
    const ModelServer server(ModelApi::ollama, {support::reply_with("ok")});
    ProviderRequest request;
    request.model.provider = "ollama";
    request.environment.set("ANTHROPIC_API_KEY", "test-key-anthropic");
    SECTION("file") {
        request.model.base_url = server.url();
    }
    SECTION("file, with the api path") {
        request.model.base_url = server.url() + "/api/";
    }
    SECTION("file, with the whole path") {
        request.model.base_url = server.url() + "/api/chat";
    }
    SECTION("environment") {
        request.environment.set("OLLAMA_HOST", server.authority());
    }
    SECTION("environment, as a listening address") {
        request.environment.set("OLLAMA_HOST", "0.0.0.0:" + std::to_string(server.port()));
    }
    REQUIRE_OK(ask(*provider_of(request)).reply);
    CHECK(server.requests()[0].path() == "/api/chat");
    const auto requests = server.requests();
    for (const auto& [name, value] : requests[0].headers) CHECK(value.find("test-key") == std::string::npos);
}

TEST_CASE("provider: paths of base_url", "[provider]") {
    const auto [name, base, path] = GENERATE(table<std::string, std::string, std::string>({
        {"openai", "", "/v1/chat/completions"},
        {"openai", "/", "/v1/chat/completions"},
        {"openai", "/v1", "/v1/chat/completions"},
        {"openai", "/v1/", "/v1/chat/completions"},
        {"openai", "/api/v3", "/api/v3/chat/completions"},
        {"openai", "/v1/chat/completions", "/v1/chat/completions"},
        {"openai", "/deployments/x?api-version=1", "/deployments/x/chat/completions?api-version=1"},
        {"github", "", "/inference/chat/completions"},
        {"github", "/orgs/o/inference", "/orgs/o/inference/chat/completions"},
        {"anthropic", "", "/v1/messages"},
        {"anthropic", "/v1", "/v1/messages"},
        {"anthropic", "/anthropic", "/anthropic/v1/messages"},
        {"anthropic", "/v1/messages", "/v1/messages"},
        {"ollama", "/api", "/api/chat"},
        {"ollama", "/sub/", "/sub/api/chat"},
    }));
    CAPTURE(name, base);
    const support::HttpServer server({support::HttpAnswer{.status = 404}});
    auto request = request_for(ModelApi::ollama, server.url() + base);
    request.model.provider = name;
    CHECK(error_of(ask(*provider_of(request))).code == ErrorCode::not_found);
    CHECK(server.requests()[0].target == path);
}

TEST_CASE("provider: private addresses of the file are not connected to (C3)", "[provider]") {
    const auto url = GENERATE(as<std::string>{}, "http://10.255.255.1:11434", "http://192.168.255.254", "http://169.254.169.254",
                              "http://[fd00:ec2::254]");
    ProviderRequest request;
    request.model.provider = "ollama";
    request.model.base_url = url;
    const Asked asked = ask(*provider_of(request));
    CHECK(error_of(asked).code == ErrorCode::denied);
    CHECK(asked.retries.empty());
}

TEST_CASE("provider: a proxy of the environment is used, but not for this machine (N5)", "[provider]") {
    const support::HttpServer proxy({support::HttpAnswer{.status = 404}});
    auto request = request_for(ModelApi::ollama, "http://ollama.invalid:11434");
    request.environment.set("http_proxy", proxy.url());
    CHECK(error_of(ask(*provider_of(request))).code == ErrorCode::not_found);
    CHECK(proxy.requests()[0].target == "http://ollama.invalid:11434/api/chat");
    const ModelServer server(ModelApi::ollama, {support::reply_with("ok")});
    request.model.base_url = server.url();
    REQUIRE_OK(ask(*provider_of(request)).reply);
    CHECK(proxy.requests().size() == 1);
}

TEST_CASE("provider: blanks around a key are dropped, a line end inside is refused unsent", "[provider]") {
    const ModelServer server(ModelApi::anthropic, {support::reply_with("ok")});
    auto request = request_for(ModelApi::anthropic, server.url());
    request.environment.set("ANTHROPIC_API_KEY", " test-key-anthropic\n");
    REQUIRE_OK(ask(*provider_of(request)).reply);
    CHECK(server.requests()[0].header("x-api-key") == "test-key-anthropic");
    request.environment.set("ANTHROPIC_API_KEY", "test-key\nanthropic");
    const Error error = error_of(ask(*provider_of(request)));
    CHECK(error.message == "anthropic: value of header 'x-api-key' holds a line end");
    CHECK(server.requests().size() == 1);
}

TEST_CASE("provider: one provider can be asked from several threads", "[provider]") {
    const ModelServer server(ModelApi::ollama, std::vector<support::ModelStep>(8, support::reply_with("same for all")));
    const auto provider = provider_of(request_for(ModelApi::ollama, server.url()));
    std::vector<std::thread> threads;
    std::atomic<int> good{0};
    for (int index = 0; index < 8; ++index)
        threads.emplace_back([&] {
            const auto reply = provider->ask(short_prompt(), {}, {});
            if (reply && reply->text == "same for all") ++good;
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(good == 8);
}
