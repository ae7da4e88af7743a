// Makes the provider that settings and environment ask for.
#include "provider/factory.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "provider/addresses.hpp"
#include "provider/anthropic.hpp"
#include "provider/command.hpp"
#include "provider/ollama.hpp"
#include "provider/openai.hpp"
#include "provider/replay.hpp"

namespace proffer::provider {
namespace {

using std::chrono::milliseconds;

/// What a service is asked with; where it lives is in addresses.cpp.
struct Row {
    std::string_view name;
    std::string_view default_model;
    std::string_view usual_path;        ///< of a base_url without one
    std::string_view endpoint;          ///< appended to the base
    std::chrono::seconds idle_timeout;  ///< models may think for long before the first word; anthropic sends pings meanwhile
    std::unique_ptr<Provider> (*make)(ServiceSettings, std::unique_ptr<http::Client>);
};

constexpr std::array k_rows = {
    Row{"anthropic", k_anthropic_model, "/v1", "/messages", std::chrono::seconds(60), make_anthropic},
    Row{"openai", k_openai_model, "/v1", "/chat/completions", std::chrono::seconds(300), make_openai},
    Row{"github", k_github_model, "/inference", "/chat/completions", std::chrono::seconds(300), make_openai},
    Row{"ollama", k_ollama_model, "", "/api/chat", std::chrono::seconds(300), make_ollama},
};

std::optional<std::int64_t> number_of(const os::Environment& environment, std::string_view name) {
    const std::string text = environment.value_or(name, "");
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 0) return {};
    return number;
}

/// Base and endpoint joined; a base that already ends with (a part of) the endpoint is not doubled, a query stays at the end.
std::string join_url(const Row& row, const http::Url& base) {
    const std::size_t query_start = std::min(base.path.find('?'), base.path.size());
    std::string path = base.path.substr(0, query_start);
    while (path.ends_with('/')) path.pop_back();
    std::string endpoint(row.endpoint);
    if (row.name == "anthropic" && !path.ends_with("/v1") && !path.ends_with(endpoint))
        path += row.usual_path;
    else if (path.empty())
        path = row.usual_path;
    if (row.name == "ollama" && path.ends_with("/api")) path.resize(path.size() - 4);
    if (path.ends_with(endpoint)) endpoint.clear();
    return base.origin() + path + endpoint + base.path.substr(query_start);
}

Error no_key(const ServiceAddress& service) {
    const std::string variable(service.key_variables.back());
    return {ErrorCode::unauthorized, "no key for " + std::string(service.name), "set " + variable + " in the environment of the run", {}};
}

Result<std::unique_ptr<Provider>> make_service(const Row& row, const ProviderRequest& request) {
    const ServiceAddress* const service = find_service(row.name);
    PROFFER_ASSERT(service != nullptr, "every service has an address");
    const std::string key = service->key(request.environment);
    PROFFER_TRY(const Endpoint endpoint, endpoint_of(*service, request, !key.empty()));
    // A compatible server of one's own often needs no key; the services themselves always do.
    const bool key_optional = service->key_variables.empty() || (row.name == "openai" && !endpoint.own);
    if (key.empty() && !key_optional) return no_key(*service);

    ServiceSettings settings;
    settings.service.name = row.name;
    settings.service.model = request.model.name.empty() ? std::string(row.default_model) : request.model.name;
    if (!service->key_variables.empty()) settings.service.key_variable = service->key_variables.back();
    settings.url = join_url(row, endpoint.url);
    settings.key = key;
    settings.temperature = request.model.temperature;
    settings.max_output_tokens = request.model.max_output_tokens;
    settings.price = request.model.price;
    settings.allow_private_address = endpoint.allow_private_address;
    settings.allow_loopback_address = endpoint.allow_loopback_address;
    settings.idle_timeout =
        milliseconds(number_of(request.environment, "PROFFER_IDLE_TIMEOUT_MS").value_or(milliseconds(row.idle_timeout).count()));
    settings.retry.base = milliseconds(number_of(request.environment, "PROFFER_RETRY_BASE_MS").value_or(settings.retry.base.count()));
    settings.retry.tries = static_cast<int>(
        std::clamp<std::int64_t>(number_of(request.environment, "PROFFER_RETRY_TRIES").value_or(settings.retry.tries), 1, 100));
    PROFFER_TRY(auto client, http::make_curl_client(client_settings(request, endpoint)));
    return row.make(std::move(settings), std::move(client));
}

Result<std::unique_ptr<Provider>> make_program(const ProviderRequest& request) {
    if (base::trim(request.model.command).empty())
        return Error{ErrorCode::config, "provider 'command' has no command", "set model.command", {}};
    const std::string model = request.model.name.empty() ? "command" : request.model.name;
    return make_command(request.model.command, model, request.environment, request.model.price.value_or(domain::Price{}));
}

}  // namespace

std::string resolve_auto(const os::Environment& environment) {
    if (environment.find("ANTHROPIC_API_KEY")) return "anthropic";
    return environment.find("OPENAI_API_KEY") ? "openai" : "ollama";
}

Result<std::unique_ptr<Provider>> make_provider(const ProviderRequest& request) {
    const std::string name = request.model.provider == "auto" ? resolve_auto(request.environment) : request.model.provider;
    if (name == "command") return make_program(request);
    if (name == "replay") return make_replay(request.replay_directory, request.model.name);
    for (const Row& row : k_rows)
        if (row.name == name) return make_service(row, request);
    constexpr std::array<std::string_view, 7> k_names = {"auto", "anthropic", "openai", "github", "ollama", "command", "replay"};
    const auto near = base::nearest(name, k_names);
    return Error{ErrorCode::config,
                 "unknown provider '" + base::visible_line(name) + "'",
                 near ? "did you mean '" + *near + "'?" : "known are auto, anthropic, openai, github, ollama, command and replay",
                 {}};
}

}  // namespace proffer::provider
