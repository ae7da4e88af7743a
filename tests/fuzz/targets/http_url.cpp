// Urls and addresses of services, hosts that may get a key, and Retry-After.
#include "fuzz/support/input.hpp"
#include "http/address.hpp"
#include "http/retry.hpp"
#include "http/url.hpp"
#include "provider/hosts.hpp"

using namespace proffer;

namespace {

void check_url(std::string_view text) {
    const auto url = http::parse_url(text);
    if (!url) {
        PROFFER_PROMISE(fuzz::is_printable(url.error().message), "a refusal is one line without control characters");
        return;
    }
    PROFFER_PROMISE(url->scheme == "http" || url->scheme == "https", "no other scheme");
    PROFFER_PROMISE(url->host.find_first_of("@/\\?# \t") == std::string::npos && !url->host.empty(), "a host is a host");
    const auto again = http::parse_url(url->origin() + url->path);
    PROFFER_PROMISE(again && again->host == url->host && again->port == url->port && again->path == url->path, "parts make the same url");
    PROFFER_PROMISE(again->origin() == url->origin(), "an origin is its own origin");
}

/// A key reaches only the provider's own hosts over https, or hosts that the operator named.
void check_endpoint(std::string_view base_url, std::string_view allowed) {
    provider::EndpointQuestion question;
    question.provider = "openai";
    question.default_url = "https://api.openai.com/v1";
    question.own_hosts = {"api.openai.com"};
    question.base_url = std::string(base_url);
    question.has_key = true;
    const auto own = provider::choose_endpoint(question);
    if (own)
        PROFFER_PROMISE(own->own && own->url.host == "api.openai.com" && own->url.scheme == "https", "a key stays with its own provider");
    question.allowed_hosts = provider::split_hosts(allowed);
    const auto endpoint = provider::choose_endpoint(question);
    if (!endpoint) PROFFER_PROMISE(fuzz::is_printable(endpoint.error().message), "a refusal is one line without control characters");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = fuzz::text_of(data, size);
    const auto [line, rest] = fuzz::first_line(input);
    check_url(line);
    check_url(provider::ollama_url(line));
    check_endpoint(line, rest);
    const bool is_loopback = http::is_loopback_host(line);
    if (is_loopback && line != "localhost" && http::classify_host(line) != http::AddressKind::global)
        PROFFER_PROMISE(http::classify_host(line) == http::AddressKind::loopback, "a loopback address is one");
    static_cast<void>(http::classify_address({data, size}));
    const auto wait = http::parse_retry_after(line, 1'700'000'000);
    PROFFER_PROMISE(!wait || (wait->count() >= 0 && wait->count() <= 24 * 60 * 60), "a wait is within a day");
    return 0;
}
