// A fake GitHub and an adapter that speaks to it, without taking time to wait.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "forge/github.hpp"
#include "http/client.hpp"
#include "support/github_server.hpp"
#include "support/require_ok.hpp"

namespace proffer::forge {

struct GithubScene {
    explicit GithubScene(support::GithubOptions options = {}) : server(std::move(options)) {
        auto made = http::make_curl_client({.user_agent = "proffer-tests", .ca_file = "", .proxy = "", .no_proxy = "", .should_stop = {}});
        client = *std::move(made);
        settings.api_base_url = server.api_url();
        settings.web_base_url = server.web_url();
        settings.project_path = "acme/widgets";
        settings.token = server.token();
        settings.allow_private_address = true;
        settings.wait = [kept = waits](std::chrono::milliseconds duration) {
            kept->push_back(duration);
            return true;
        };
        api = make_github(*client, settings);
    }

    /// Requests of that method so far.
    [[nodiscard]] std::size_t count(const std::string& method) const {
        std::size_t found = 0;
        for (const support::HttpRequest& request : server.requests()) found += request.method == method ? 1 : 0;
        return found;
    }

    support::GithubServer server;
    std::unique_ptr<http::Client> client;
    GithubSettings settings;
    std::shared_ptr<std::vector<std::chrono::milliseconds>> waits = std::make_shared<std::vector<std::chrono::milliseconds>>();
    std::unique_ptr<Api> api;
};

inline support::GithubItem blue_pull_request(const std::string& author = "proffer-bot") {
    support::GithubItem item;
    item.is_pull_request = true;
    item.title = "Make widgets blue";
    item.body = "Because.";
    item.author = author;
    item.head = "proffer/blue";
    item.base = "main";
    return item;
}

}  // namespace proffer::forge
