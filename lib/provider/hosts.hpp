// Which host is called, and whether it may get the key (security.md C2, C3). Pure. Internal to this module.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "http/url.hpp"

namespace proffer::provider {

struct EndpointQuestion {
    std::string provider;                    ///< for messages
    std::string default_url;                 ///< the provider's own
    std::vector<std::string> own_hosts;      ///< may always get the key, over https on its usual port
    std::string base_url;                    ///< of flag or file; empty: not given
    bool from_operator = false;              ///< base_url came from a flag
    std::vector<std::string> operator_urls;  ///< from the environment; the first is used when base_url is empty
    std::vector<std::string> allowed_hosts;  ///< "host", "host:port" or a url, named by the operator; no wildcards
    bool has_key = false;
};

struct Endpoint {
    http::Url url;                        ///< the base; its path has no "/" at the end
    bool own = false;                     ///< one of the provider's own hosts
    bool allow_private_address = false;   ///< the operator named it
    bool allow_loopback_address = false;  ///< that, or it is this machine and no key is at stake
};

/// Fails with `config`: no usable url; a key for a host that only the repository names (the hint names PROFFER_ALLOW_HOSTS); a key over
/// plain http to a host that the operator named without a port and that is not this machine.
[[nodiscard]] Result<Endpoint> choose_endpoint(const EndpointQuestion& question);

/// Entries of PROFFER_ALLOW_HOSTS: separated by commas, blanks or line ends.
[[nodiscard]] std::vector<std::string> split_hosts(std::string_view text);

/// OLLAMA_HOST ("host", "host:port", ":port", url) as a url; addresses a server listens on, as 0.0.0.0, become 127.0.0.1.
[[nodiscard]] std::string ollama_url(std::string_view host);

}  // namespace proffer::provider
