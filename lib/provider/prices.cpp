// The price table. List prices of the standard tier, without long-context, regional or fast-mode surcharges.
// Sources, read on 23 November 2026: platform.claude.com/docs/en/about-claude/pricing and its model pages; OpenAI's list prices
// (developers.openai.com/api/docs/pricing) as cited in release notes and announcements of October and November 2026.
#include "provider/prices.hpp"

#include <algorithm>
#include <array>

#include "provider/factory.hpp"

namespace proffer::provider {
namespace {

struct Row {
    std::string_view prefix;  ///< of the model's name, up to its end or to `-`, `@`, `:`
    Price price;
};

// Names are as narrow as they need to be, so that a model that comes later is unknown rather than priced as another.
constexpr std::array k_anthropic = {
    Row{"claude-fable-5-1", {10, 0.25, 50}},        Row{"claude-fable-5", {10, 1, 50}},
    Row{"claude-opus-5-5", {4, 0.20, 20}},          Row{"claude-opus-5", {5, 0.50, 25}},
    Row{"claude-opus-4-8", {5, 0.50, 25}},          Row{"claude-opus-4-7", {5, 0.50, 25}},
    Row{"claude-opus-4-6", {5, 0.50, 25}},          Row{"claude-opus-4-5", {5, 0.50, 25}},
    Row{"claude-opus-4-1", {15, 1.50, 75}},         Row{"claude-opus-4-0", {15, 1.50, 75}},
    Row{"claude-opus-4-20250514", {15, 1.5, 75}},   Row{"claude-sonnet-5-5", {2, 0.20, 10}},
    Row{"claude-sonnet-5", {2, 0.20, 10}},          Row{"claude-sonnet-4-6", {3, 0.30, 15}},
    Row{"claude-sonnet-4-5", {3, 0.30, 15}},        Row{"claude-sonnet-4-0", {3, 0.30, 15}},
    Row{"claude-sonnet-4-20250514", {3, 0.30, 15}}, Row{"claude-3-7-sonnet", {3, 0.30, 15}},
    Row{"claude-haiku-4-5", {1, 0.10, 5}},          Row{"claude-3-5-haiku", {0.80, 0.08, 4}},
};

constexpr std::array k_openai = {
    Row{"gpt-6.1-sol", {2, 0.10, 10}},
    Row{"gpt-6.1-terra", {1, 0.05, 5}},
    Row{"gpt-6-astra", {10, 1, 50}},
    Row{"gpt-6-sol", {2, 0.20, 10}},
    Row{"gpt-6-luna", {0.10, 0.01, 0.50}},
    Row{"gpt-5.6-terra", {2, 0.20, 12}},
    Row{"gpt-5.6-luna", {0.20, 0.02, 1.20}},
    Row{"gpt-5.5-pro", {30, 30, 180}},
    Row{"gpt-5.5", {5, 0.50, 30}},
    Row{"gpt-5.4-pro", {30, 30, 180}},
    Row{"gpt-5.4-mini", {0.75, 0.075, 4.50}},
    Row{"gpt-5.4-nano", {0.20, 0.02, 1.25}},
    Row{"gpt-5.4", {2.50, 0.25, 15}},
    Row{"gpt-5.3-codex", {1.75, 0.175, 14}},
    Row{"gpt-5.2-pro", {21, 21, 168}},
    Row{"gpt-5.2", {1.75, 0.175, 14}},
    Row{"gpt-5.1", {1.25, 0.125, 10}},
    Row{"gpt-5-pro", {15, 15, 120}},
    Row{"gpt-5-mini", {0.25, 0.025, 2}},
    Row{"gpt-5-nano", {0.05, 0.005, 0.40}},
    Row{"gpt-5", {1.25, 0.125, 10}},
    Row{"gpt-4.1-mini", {0.40, 0.10, 1.60}},
    Row{"gpt-4.1-nano", {0.10, 0.025, 0.40}},
    Row{"gpt-4.1", {2, 0.50, 8}},
    Row{"gpt-4o-mini", {0.15, 0.075, 0.60}},
    Row{"gpt-4o", {2.50, 1.25, 10}},
    Row{"o3-mini", {1.10, 0.55, 4.40}},
    Row{"o3", {2, 0.50, 8}},
    Row{"o4-mini", {1.10, 0.275, 4.40}},
};

bool is_of(std::string_view model, std::string_view prefix) {
    if (!model.starts_with(prefix)) return false;
    return model.size() == prefix.size() || model[prefix.size()] == '-' || model[prefix.size()] == '@' || model[prefix.size()] == ':';
}

template <std::size_t count>
std::optional<Price> longest_match(std::string_view model, const std::array<Row, count>& rows) {
    const Row* best = nullptr;
    for (const Row& row : rows)
        if (is_of(model, row.prefix) && (best == nullptr || row.prefix.size() > best->prefix.size())) best = &row;
    if (best == nullptr) return {};
    return best->price;
}

}  // namespace

std::optional<Price> find_price(std::string_view provider, std::initializer_list<std::string_view> models) {
    if (provider == "ollama" || provider == "command" || provider == "replay") return Price{};
    for (const std::string_view model : models) {
        const auto price = provider == "anthropic" ? longest_match(model, k_anthropic)
                           : provider == "openai"  ? longest_match(model, k_openai)
                                                   : std::optional<Price>();
        if (price) return price;
    }
    return {};
}

std::optional<double> cost_at(const std::optional<Price>& price, const domain::Usage& usage) {
    if (!price) return {};
    const std::uint64_t cached = std::min(usage.cached_input_tokens, usage.input_tokens);
    const double input = static_cast<double>(usage.input_tokens - cached) * price->input;
    const double output = static_cast<double>(usage.output_tokens) * price->output;
    return (input + static_cast<double>(cached) * price->cached_input + output) / 1e6;
}

std::optional<double> cost_usd(std::string_view provider, std::string_view model, const domain::Usage& usage) {
    return cost_at(find_price(provider, {model}), usage);
}

}  // namespace proffer::provider
