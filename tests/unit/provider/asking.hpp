// What the provider tests share: a provider for a scripted server, and a watcher that remembers.
#pragma once

#include <string>
#include <vector>

#include "provider/factory.hpp"
#include "support/model_server.hpp"
#include "support/require_ok.hpp"

namespace proffer::provider_test {

using support::ModelApi;
using support::ModelServer;

inline std::string name_of(ModelApi api) {
    return api == ModelApi::ollama ? "ollama" : api == ModelApi::anthropic ? "anthropic" : "openai";
}

/// For a server on this machine that the operator named by a flag; waits are short.
inline provider::ProviderRequest request_for(ModelApi api, const std::string& url) {
    provider::ProviderRequest request;
    request.model.provider = name_of(api);
    request.model.base_url = url;
    request.base_url_from_operator = true;
    request.user_agent = "proffer-test";
    request.environment = os::Environment({{"ANTHROPIC_API_KEY", "test-key-anthropic"},
                                           {"OPENAI_API_KEY", "test-key-openai"},
                                           {"GITHUB_TOKEN", "test-token-github"},
                                           {"PROFFER_RETRY_BASE_MS", "1"},
                                           {"PATH", "/usr/bin:/bin"}});
    return request;
}

inline std::unique_ptr<provider::Provider> provider_of(const provider::ProviderRequest& request) {
    auto made = provider::make_provider(request);
    REQUIRE_OK(made);
    return *std::move(made);
}

inline domain::Prompt short_prompt() {
    return {"You edit files.", {{domain::Role::user, "Fix it."}}};
}

/// Everything that happened while a provider was asked.
struct Asked {
    Result<domain::Reply> reply = Error{};
    std::string streamed;  ///< since the last restart
    std::vector<std::string> retries;
    int restarts = 0;
};

inline Asked ask(provider::Provider& provider, const provider::AskLimits& limits = {}, const domain::Prompt& prompt = short_prompt()) {
    Asked asked;
    provider::AskWatcher watcher;
    watcher.on_text = [&](std::string_view text) { asked.streamed += text; };
    watcher.on_retry = [&](std::string_view line) { asked.retries.emplace_back(line); };
    watcher.on_restart = [&] {
        ++asked.restarts;
        asked.streamed.clear();
    };
    asked.reply = provider.ask(prompt, limits, watcher);
    return asked;
}

inline Asked ask_server(ModelApi api, const ModelServer& server, const provider::AskLimits& limits = {}) {
    return ask(*provider_of(request_for(api, server.url())), limits);
}

inline Error error_of(const Asked& asked) {
    REQUIRE_FALSE(asked.reply.has_value());
    return asked.reply.error();
}

}  // namespace proffer::provider_test
