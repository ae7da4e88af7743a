// Anthropic's Messages API, streamed. Source: platform.claude.com/docs/en/api/messages-streaming.
#pragma once

#include <memory>

#include "http/client.hpp"
#include "provider/provider.hpp"
#include "provider/service.hpp"

namespace proffer::provider {

/// The current Sonnet; claude-sonnet-4-5 retires on 30 November 2026. Source: platform.claude.com/docs/en/about-claude/model-deprecations,
/// read November 2026.
inline constexpr std::string_view k_anthropic_model = "claude-sonnet-5-5";

[[nodiscard]] std::unique_ptr<Provider> make_anthropic(ServiceSettings settings, std::unique_ptr<http::Client> client);

}  // namespace proffer::provider
