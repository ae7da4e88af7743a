// Where each service lives, and whose key may go there: for asking the model, and for looking whether it can be asked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/client.hpp"
#include "provider/factory.hpp"
#include "provider/hosts.hpp"

namespace proffer::provider {

struct ServiceAddress {
    std::string_view name;
    std::string_view default_url;
    std::vector<std::string_view> key_variables;
    std::vector<std::string_view> url_variables;
    std::vector<std::string> own_hosts;

    /// The first key variable that is set, without blanks round its value; empty without one.
    [[nodiscard]] std::string key(const os::Environment& environment) const;
};

/// Null for providers that are no service: `command`, `replay`.
[[nodiscard]] const ServiceAddress* find_service(std::string_view name);

/// Under the rules for hosts and keys (hosts.hpp).
[[nodiscard]] Result<Endpoint> endpoint_of(const ServiceAddress& service, const ProviderRequest& request, bool has_key);

[[nodiscard]] http::ClientSettings client_settings(const ProviderRequest& request, const Endpoint& endpoint);

}  // namespace proffer::provider
