// The Gitea adapter in front of its fake server; no wait takes time.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "forge/gitea.hpp"
#include "support/gitea_server.hpp"
#include "support/require_ok.hpp"

namespace proffer::forge {

struct GiteaFixture {
    GiteaFixture() {
        http::ClientSettings client_settings;
        client_settings.user_agent = "proffer-test";
        client = *http::make_curl_client(client_settings);
        settings.api_url = server.api_url();
        settings.web_url = server.web_url();
        settings.project = "acme/widgets";
        settings.token = support::GiteaServer::k_token;
        settings.allow_private_address = true;
        settings.wait = [this](std::chrono::milliseconds duration) {
            waits.push_back(duration);
            return true;
        };
        remake();
    }
    void remake() { api = make_gitea(*client, settings); }

    support::GiteaServer server;
    std::vector<std::chrono::milliseconds> waits;
    std::unique_ptr<http::Client> client;
    GiteaSettings settings;
    std::unique_ptr<Api> api;
};

}  // namespace proffer::forge
