// What tokens cost. Internal to this module; `cost_usd` in factory.hpp is its public face.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>

#include "domain/usage.hpp"

namespace proffer::provider {

using domain::Price;

/// The price of the first of `models` that is in the table; zero for providers that charge nothing.
[[nodiscard]] std::optional<Price> find_price(std::string_view provider, std::initializer_list<std::string_view> models);

[[nodiscard]] std::optional<double> cost_at(const std::optional<Price>& price, const domain::Usage& usage);

}  // namespace proffer::provider
