#include "provider/hosts.hpp"

#include "unit/provider/asking.hpp"

using namespace proffer;
using namespace proffer::provider_test;
using provider::EndpointQuestion;

namespace {

EndpointQuestion keyed(std::string base_url) {
    EndpointQuestion question;
    question.provider = "anthropic";
    question.default_url = "https://api.anthropic.com";
    question.own_hosts = {"api.anthropic.com"};
    question.base_url = std::move(base_url);
    question.has_key = true;
    return question;
}

EndpointQuestion keyless(std::string base_url) {
    EndpointQuestion question;
    question.provider = "ollama";
    question.default_url = "http://127.0.0.1:11434";
    question.base_url = std::move(base_url);
    return question;
}

}  // namespace

TEST_CASE("provider: a key goes to the provider's own host", "[provider]") {
    const auto url =
        GENERATE(as<std::string>{}, "", "https://api.anthropic.com", "https://API.Anthropic.com/v1/", "https://api.anthropic.com:443");
    const auto endpoint = provider::choose_endpoint(keyed(url));
    REQUIRE_OK(endpoint);
    CHECK(endpoint->own);
    CHECK(endpoint->url.host == "api.anthropic.com");
    CHECK_FALSE(endpoint->allow_private_address);
    CHECK_FALSE(endpoint->allow_loopback_address);
}

TEST_CASE("provider: a key goes to no host that only the repository names (C2)", "[provider]") {
    const auto url = GENERATE(as<std::string>{}, "https://evil.example", "http://api.anthropic.com", "https://api.anthropic.com:8443",
                              "https://api.anthropic.com.", "https://api.anthropic.com.evil.example", "https://apixanthropic.com",
                              "http://localhost:8080", "http://127.0.0.1:8080", "http://169.254.169.254", "https://[::1]");
    CAPTURE(url);
    const auto endpoint = provider::choose_endpoint(keyed(url));
    REQUIRE_FALSE(endpoint.has_value());
    CHECK(endpoint.error().code == ErrorCode::config);
    CHECK(endpoint.error().message == "model.base_url '" + url + "' may not get the key of anthropic");
    CHECK(endpoint.error().hint.starts_with("a key goes only to hosts that the operator names: set PROFFER_ALLOW_HOSTS="));
}

TEST_CASE("provider: hosts that the operator names get the key", "[provider]") {
    const auto [url, entry, allowed] = GENERATE(table<std::string, std::string, bool>({
        {"https://gate.example", "gate.example", true},
        {"https://gate.example:8443", "gate.example", true},
        {"https://gate.example:8443", "gate.example:8443", true},
        {"https://gate.example:8444", "gate.example:8443", false},
        {"https://gate.example", "GATE.example", true},
        {"https://gate.example", "https://gate.example/v1", true},
        {"https://a.gate.example", "gate.example", false},
        {"https://a.gate.example", "*.gate.example", false},
        {"https://gate.example", "*", false},
        {"https://gate.example", "", false},
        {"http://gate.example", "gate.example", false},  // in clear only when named with a port or as http
        {"http://gate.example:80", "gate.example:80", true},
        {"http://gate.example", "http://gate.example", true},
        {"http://127.0.0.1:8080", "127.0.0.1", true},
        {"http://localhost:8080", "localhost:8080", true},
        {"http://10.0.0.7:8080", "10.0.0.7:8080", true},
        {"http://10.0.0.7:8080", "10.0.0.7", false},
    }));
    CAPTURE(url, entry);
    auto question = keyed(url);
    question.allowed_hosts = {"other.example", entry};
    const auto endpoint = provider::choose_endpoint(question);
    CHECK(endpoint.has_value() == allowed);
    if (endpoint)
        CHECK(endpoint->allow_private_address);
    else
        CHECK(endpoint.error().code == ErrorCode::config);
}

TEST_CASE("provider: a key in clear is refused with what to do", "[provider]") {
    auto question = keyed("http://gate.example");
    question.allowed_hosts = {"gate.example"};
    const auto endpoint = provider::choose_endpoint(question);
    REQUIRE_FALSE(endpoint.has_value());
    CHECK(endpoint.error().message == "model.base_url 'http://gate.example' would get the key of anthropic unencrypted");
    CHECK(endpoint.error().hint == "use https, or name host and port: PROFFER_ALLOW_HOSTS=gate.example:80");
}

TEST_CASE("provider: flag and environment name their own host", "[provider]") {
    SECTION("flag") {
        auto question = keyed("http://gate.internal:9000/llm");
        question.from_operator = true;
        const auto endpoint = provider::choose_endpoint(question);
        REQUIRE_OK(endpoint);
        CHECK(endpoint->url.path == "/llm");
    }
    SECTION("environment, when nothing else is given") {
        auto question = keyed("");
        question.operator_urls = {"http://gate.internal:9000/"};
        const auto endpoint = provider::choose_endpoint(question);
        REQUIRE_OK(endpoint);
        CHECK(endpoint->url.authority() == "gate.internal:9000");
    }
    SECTION("environment and file agree") {
        auto question = keyed("https://gate.example/v1");
        question.operator_urls = {"https://gate.example"};
        REQUIRE_OK(provider::choose_endpoint(question));
    }
    SECTION("environment and file disagree") {
        auto question = keyed("https://evil.example");
        question.operator_urls = {"https://gate.example"};
        CHECK_FALSE(provider::choose_endpoint(question).has_value());
    }
}

TEST_CASE("provider: without a key the file may name this machine and public hosts, not private ones (C3)", "[provider]") {
    const auto [url, loopback] = GENERATE(table<std::string, bool>({{"", true},
                                                                    {"http://localhost:11434", true},
                                                                    {"http://127.0.0.1:9", true},
                                                                    {"http://[::1]:9", true},
                                                                    {"http://10.0.0.7:11434", false},
                                                                    {"https://ollama.example", false}}));
    CAPTURE(url);
    const auto endpoint = provider::choose_endpoint(keyless(url));
    REQUIRE_OK(endpoint);
    CHECK_FALSE(endpoint->allow_private_address);
    CHECK(endpoint->allow_loopback_address == loopback);
}

TEST_CASE("provider: a base_url that is none", "[provider]") {
    const auto endpoint = provider::choose_endpoint(keyless("ftp://x"));
    REQUIRE_FALSE(endpoint.has_value());
    CHECK(endpoint.error().code == ErrorCode::config);
    CHECK(endpoint.error().message == "model.base_url: url is not usable: its scheme is neither http nor https");
}

TEST_CASE("provider: the list of allowed hosts", "[provider]") {
    CHECK(provider::split_hosts("").empty());
    CHECK(provider::split_hosts(" a.example, b.example:80\n\thttps://c.example/ ,,") ==
          std::vector<std::string>{"a.example", "b.example:80", "https://c.example/"});
}

TEST_CASE("provider: forms of OLLAMA_HOST", "[provider]") {
    const auto [host, url] = GENERATE(table<std::string, std::string>({
        {"127.0.0.1", "http://127.0.0.1:11434"},
        {"box", "http://box:11434"},
        {"box:80", "http://box:80"},
        {"0.0.0.0", "http://127.0.0.1:11434"},
        {"0.0.0.0:1234", "http://127.0.0.1:1234"},
        {":1234", "http://127.0.0.1:1234"},
        {"[::]:1234", "http://127.0.0.1:1234"},
        {"[::1]", "http://[::1]:11434"},
        {"http://box", "http://box"},
        {"https://box:8443/ollama", "https://box:8443/ollama"},
        {"http://0.0.0.0:11434", "http://127.0.0.1:11434"},
        {" box ", "http://box:11434"},
        {"box/sub", "http://box:11434/sub"},
    }));
    CHECK(provider::ollama_url(host) == url);
}
