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

struct ProviderRequest {
    domain::ModelSettings model;           ///< flags already laid over the file
    bool base_url_from_operator = false;   ///< base_url came from a flag, not from the repository's file
    std::vector<std::string> allowed_hosts;  ///< "host" or "host:port", from flag, PROFFER_ALLOW_HOSTS and user configuration
    std::filesystem::path replay_directory;  ///< provider `replay`
    os::Environment environment;           ///< keys: ANTHROPIC_API_KEY, OPENAI_API_KEY, GITHUB_TOKEN, …; OLLAMA_HOST, *_BASE_URL name hosts
    std::string user_agent;
};

/// Nothing is sent yet. Fails with `config` (unknown provider, base_url not allowed for a key: the hint names PROFFER_ALLOW_HOSTS),
/// `unauthorized` (no key), `not_found` (no recorded replies). Secrets used are in `secrets_of`.
[[nodiscard]] Result<std::unique_ptr<Provider>> make_provider(const ProviderRequest& request);

/// The provider `auto` stands for in this environment.
[[nodiscard]] std::string resolve_auto(const os::Environment& environment);

/// The price of a call, or nothing when the model is not in the table (docs/prices.md tells its date).
[[nodiscard]] std::optional<double> cost_usd(std::string_view provider, std::string_view model, const domain::Usage& usage);

}  // namespace proffer::provider
