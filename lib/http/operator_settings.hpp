// What the operator of this machine says about the network, in the variables that every tool reads.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "http/client.hpp"

namespace proffer::http {

/// The value of a variable; empty when it is not set.
using Variable = std::function<std::string(const char* name)>;

/// Certificate authority and proxy for requests to `url`. This machine is never asked for through a proxy.
[[nodiscard]] ClientSettings operator_settings(const Variable& variable, std::string_view url);

}  // namespace proffer::http
