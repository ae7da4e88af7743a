// From settings and environment to the provider, and which host may get which key.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "domain/settings.hpp"
#include "os/environment.hpp"
#include "provider/provider.hpp"

namespace proffer::provider {

/// Variables of the environment, all set by the operator, that are looked at:
/// - keys: ANTHROPIC_API_KEY; OPENAI_API_KEY; PROFFER_MODEL_TOKEN or GITHUB_TOKEN for provider `github`;
/// - hosts: ANTHROPIC_BASE_URL; OPENAI_BASE_URL, OPENAI_API_BASE; GITHUB_MODELS_BASE_URL; OLLAMA_BASE_URL, OLLAMA_HOST; and
///   PROFFER_ALLOW_HOSTS ("host", "host:port" or urls, separated by commas or blanks; no wildcards);
/// - the way there: HTTPS_PROXY, https_proxy, http_proxy, ALL_PROXY, all_proxy, NO_PROXY, no_proxy; PROFFER_CA_FILE, SSL_CERT_FILE,
///   CURL_CA_BUNDLE;
/// - waiting: PROFFER_RETRY_BASE_MS (1000; the bound of the first wait, doubled for each further one), PROFFER_RETRY_TRIES (6),
///   PROFFER_IDLE_TIMEOUT_MS (per provider: how long a server may say nothing).
/// `base_url` of the file wins over those of the environment, but gets a key only when its host is the provider's own or named by the
/// operator. A base_url without a path gets the service's usual one: `/v1` for anthropic and openai, `/inference` for github.
struct ProviderRequest {
    domain::ModelSettings model;             ///< flags already laid over the file
    bool base_url_from_operator = false;     ///< base_url came from a flag, not from the repository's file
    std::vector<std::string> allowed_hosts;  ///< "host" or "host:port", from flag, PROFFER_ALLOW_HOSTS and user configuration
    std::filesystem::path replay_directory;  ///< provider `replay`
    os::Environment environment;
    std::string user_agent;
};

/// Nothing is sent yet. Fails with `config` (unknown provider, base_url not allowed for a key: the hint names PROFFER_ALLOW_HOSTS),
/// `unauthorized` (no key), `not_found` (no recorded replies). The keys used are among os::secret_values(environment).
[[nodiscard]] Result<std::unique_ptr<Provider>> make_provider(const ProviderRequest& request);

/// The provider `auto` stands for in this environment.
[[nodiscard]] std::string resolve_auto(const os::Environment& environment);

/// The price of a call, or nothing when the model is not in the table (prices.cpp tells its date and sources).
[[nodiscard]] std::optional<double> cost_usd(std::string_view provider, std::string_view model, const domain::Usage& usage);

}  // namespace proffer::provider
