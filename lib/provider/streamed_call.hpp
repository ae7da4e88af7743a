// One call to a service, tried until it gives a whole reply or there is no use or no time left. Internal to this module.
#pragma once

#include <functional>
#include <memory>

#include "http/client.hpp"
#include "provider/decoder.hpp"
#include "provider/provider.hpp"

namespace proffer::provider {

/// What differs from service to service.
struct Exchange {
    std::function<http::Request()> make_request;  ///< headers and body; the call sets timeouts and address rules
    std::function<std::unique_ptr<Decoder>(std::function<void(std::string_view)> on_text)> make_decoder;
    /// Looks at a 400 answer; true when the next `make_request` leaves out what the service did not like. May be empty.
    std::function<bool(const http::Response&)> repair;
};

/// The reply with its usage (estimated when the service told none); its cost is not set. Fails as Provider::ask does.
[[nodiscard]] Result<domain::Reply> streamed_call(http::Client& client, const ServiceSettings& settings, const Exchange& exchange,
                                                  const domain::Prompt& prompt, const AskLimits& limits, const AskWatcher& watcher);

}  // namespace proffer::provider
