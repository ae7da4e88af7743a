// Host rules for model services.
#include "provider/hosts.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "http/address.hpp"

namespace proffer::provider {
namespace {

constexpr std::string_view k_ollama_port = "11434";

/// A host the operator vouches for.
struct NamedHost {
    http::Url url;
    bool any_port = false;        ///< "host" alone
    bool for_plain_http = false;  ///< named so exactly that an unencrypted connection must be meant
};

std::optional<NamedHost> parse_named_host(std::string_view entry) {
    const bool is_url = entry.find("://") != std::string_view::npos;
    const auto url = http::parse_url(is_url ? std::string(entry) : "https://" + std::string(entry));
    if (!url) return {};
    const bool plain = is_url ? url->scheme == "http" : url->has_port;
    return NamedHost{*url, !url->has_port, plain};
}

std::optional<NamedHost> find_named(const http::Url& url, const EndpointQuestion& question) {
    std::vector<std::string> entries = question.operator_urls;
    entries.insert(entries.end(), question.allowed_hosts.begin(), question.allowed_hosts.end());
    if (question.from_operator) entries.push_back(question.base_url);
    std::optional<NamedHost> best;
    for (const std::string& entry : entries) {
        const auto named = parse_named_host(base::trim(entry));
        if (!named || named->url.host != url.host || (!named->any_port && named->url.port != url.port)) continue;
        if (!best || named->for_plain_http) best = named;
    }
    return best;
}

bool is_own(const http::Url& url, const EndpointQuestion& question) {
    return url.scheme == "https" && url.port == 443 &&
           std::find(question.own_hosts.begin(), question.own_hosts.end(), url.host) != question.own_hosts.end();
}

Error key_not_allowed(const EndpointQuestion& question, const http::Url& url) {
    return {ErrorCode::config,
            "model.base_url '" + url.origin() + "' may not get the key of " + question.provider,
            "a key goes only to hosts that the operator names: set PROFFER_ALLOW_HOSTS=" + url.authority() +
                " in the environment of the run, outside the repository",
            {}};
}

Error key_in_clear(const EndpointQuestion& question, const http::Url& url) {
    return {ErrorCode::config,
            "model.base_url '" + url.origin() + "' would get the key of " + question.provider + " unencrypted",
            "use https, or name host and port: PROFFER_ALLOW_HOSTS=" + url.host + ":" + std::to_string(url.port),
            {}};
}

std::string chosen_url(const EndpointQuestion& question) {
    if (!question.base_url.empty()) return question.base_url;
    return question.operator_urls.empty() ? question.default_url : question.operator_urls.front();
}

}  // namespace

Result<Endpoint> choose_endpoint(const EndpointQuestion& question) {
    const auto parsed = http::parse_url(base::trim(chosen_url(question)));
    if (!parsed) return Error{ErrorCode::config, "model.base_url: " + parsed.error().message, parsed.error().hint, {}};
    Endpoint endpoint{*parsed};
    std::string& path = endpoint.url.path;
    while (path.ends_with('/')) path.pop_back();
    endpoint.own = is_own(endpoint.url, question);
    const auto named = find_named(endpoint.url, question);
    const bool loopback = http::is_loopback_host(endpoint.url.host);
    if (question.has_key && !endpoint.own) {
        if (!named) return key_not_allowed(question, endpoint.url);
        if (endpoint.url.scheme == "http" && !loopback && !named->for_plain_http) return key_in_clear(question, endpoint.url);
    }
    endpoint.allow_private_address = named.has_value();
    endpoint.allow_loopback_address = named.has_value() || loopback;
    return endpoint;
}

std::vector<std::string> split_hosts(std::string_view text) {
    std::vector<std::string> hosts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(", \t\r\n;"), text.size());
        if (end > 0) hosts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return hosts;
}

std::string ollama_url(std::string_view host) {
    host = base::trim(host);
    std::string url(host);
    if (url.find("://") == std::string::npos) {
        const std::string_view name = host.substr(0, host.find('/'));
        const bool has_port = name.find(':', name.starts_with('[') ? std::min(name.find(']'), name.size()) : 0) != std::string_view::npos;
        url = "http://" + std::string(name) + (has_port ? "" : ":" + std::string(k_ollama_port)) + std::string(host.substr(name.size()));
    }
    for (const std::string_view listening : {"://0.0.0.0", "://[::]", "://:"}) {
        const std::size_t at = url.find(listening);
        if (at == std::string::npos) continue;
        const std::size_t rest = at + listening.size() - (listening == "://:" ? 1 : 0);
        return url.substr(0, at) + "://127.0.0.1" + url.substr(rest);
    }
    return url;
}

}  // namespace proffer::provider
