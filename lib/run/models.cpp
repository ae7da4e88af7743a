// Which provider answers for which model.
#include "run/models.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace proffer::run {
namespace {

constexpr double k_varied_temperature = 0.8;
constexpr std::array<std::string_view, 4> k_providers = {"anthropic", "openai", "github", "ollama"};

}  // namespace

domain::ModelSettings fallback_settings(const domain::ModelSettings& settings, const std::string& entry) {
    domain::ModelSettings other = settings;
    other.fallback.clear();
    other.price.reset();
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
