// What a model call consumed, and what that costs.
#pragma once

#include <cstdint>
#include <optional>

namespace proffer::domain {

/// US dollars per million tokens.
struct Price {
    double input = 0;
    double cached_input = 0;  ///< read from the cache
    double output = 0;

    bool operator==(const Price&) const = default;
};

struct Usage {
    std::uint64_t input_tokens = 0;         ///< cached ones included
    std::uint64_t cached_input_tokens = 0;  ///< read from the provider's cache
    std::uint64_t output_tokens = 0;
    std::optional<double> cost_usd = 0.0;  ///< nothing when the model's price is not known

    Usage& operator+=(const Usage& other) {
        input_tokens += other.input_tokens;
        cached_input_tokens += other.cached_input_tokens;
        output_tokens += other.output_tokens;
        if (cost_usd && other.cost_usd)
            *cost_usd += *other.cost_usd;
        else
            cost_usd.reset();
        return *this;
    }
};

}  // namespace proffer::domain
