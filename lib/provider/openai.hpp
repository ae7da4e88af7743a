// Chat completions of OpenAI, of GitHub Models and of compatible servers, streamed. Servers that ignore `stream` and answer at once are
// understood too. Source: developers.openai.com/api/docs/api-reference/chat.
#pragma once

#include <memory>

#include "http/client.hpp"
#include "provider/provider.hpp"
#include "provider/service.hpp"

namespace proffer::provider {

/// OpenAI shuts it down on 14 January 2027 in favour of the GPT-6 family. Source: developers.openai.com/api/docs/deprecations, read
/// November 2026.
inline constexpr std::string_view k_openai_model = "gpt-4.1";
inline constexpr std::string_view k_github_model = "openai/gpt-4.1";

/// `settings.service.name` is "openai" or "github".
[[nodiscard]] std::unique_ptr<Provider> make_openai(ServiceSettings settings, std::unique_ptr<http::Client> client);

}  // namespace proffer::provider
