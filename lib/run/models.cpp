// Which provider answers for which model.
#include "run/models.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace proffer::run {
namespace {

constexpr double k_varied_temperature = 0.8;
constexpr std::array<std::string_view, 4> k_providers = {"anthropic", "openai", "github", "ollama"};
constexpr std::uint64_t k_usual_context_tokens = 128'000;

}  // namespace

std::uint64_t usual_context_tokens(std::string_view provider) {
    // docs.github.com/en/github-models: 8,000 tokens in and 4,000 out without a plan that pays for more.
    if (provider == "github") return 12'000;
    if (provider == "ollama") return 32'768;
    // platform.claude.com/docs/en/build-with-claude/context-windows: the smallest of the models on offer.
    if (provider == "anthropic") return 200'000;
    return k_usual_context_tokens;
}

domain::ModelSettings fallback_settings(const domain::ModelSettings& settings, const std::string& entry) {
    domain::ModelSettings other = settings;
    other.fallback.clear();
    other.forget_of_name();
    const auto colon = entry.find(':');
    const std::string provider = entry.substr(0, colon);
    const bool names_provider =
        colon != std::string::npos && std::find(k_providers.begin(), k_providers.end(), provider) != k_providers.end();
    other.name = names_provider ? entry.substr(colon + 1) : entry;
    if (names_provider && provider != settings.provider) {
        other.provider = provider;
        other.base_url.clear();
    }
    return other;
}

Result<std::uint64_t> Models::context_tokens(std::size_t index) {
    const domain::ModelSettings asked = index == 0 ? settings_ : fallback_settings(settings_, settings_.fallback.at(index - 1));
    if (asked.context_tokens) return *asked.context_tokens;
    if (asked.provider != "auto") return usual_context_tokens(asked.provider);
    PROFFER_TRY(const provider::Provider* provider, at(index));
    return usual_context_tokens(provider->name());
}

Result<provider::Provider*> Models::at(std::size_t index, bool is_varied) {
    const std::lock_guard lock(mutex_);
    // Recorded replies are in one row, whichever model gave them.
    if (settings_.provider == "replay") index = 0, is_varied = false;
    auto& made = made_[{index, is_varied}];
    if (!made) {
        domain::ModelSettings asked = index == 0 ? settings_ : fallback_settings(settings_, settings_.fallback.at(index - 1));
        if (is_varied) asked.temperature = std::max(asked.temperature, k_varied_temperature);
        PROFFER_TRY(made, ports_.make_provider(asked));
    }
    return made.get();
}

}  // namespace proffer::run
