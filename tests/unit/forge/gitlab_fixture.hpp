// A fake GitLab and an adapter that speaks to it over loopback, without waits.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "forge/gitlab.hpp"
#include "http/client.hpp"
#include "support/gitlab_server.hpp"

namespace proffer::forge {

class GitlabFixture {
 public:
    explicit GitlabFixture(const std::string& sub_path = "") : server(sub_path) { connect(support::GitlabServer::k_token); }

    /// Makes `api` anew, with another token.
    void connect(const std::string& token, GitlabToken kind = GitlabToken::automatic) {
        http::ClientSettings client_settings;
        client_settings.user_agent = "proffer-test";
        client = *http::make_curl_client(client_settings);
        GitlabSettings settings;
        settings.api_base_url = server.api_url();
        settings.web_base_url = server.web_url();
        settings.project_path = server.project_path;
        settings.token = token;
        settings.token_kind = kind;
        settings.allow_private_address = true;
        settings.retries.tries = 3;
        settings.wait = [this](std::chrono::milliseconds duration) {
            waits.push_back(duration);
            return true;
        };
        api = make_gitlab(*client, settings);
    }

    std::vector<std::chrono::milliseconds> waits;
    support::GitlabServer server;
    std::unique_ptr<http::Client> client;
    std::unique_ptr<Api> api;
};

}  // namespace proffer::forge
