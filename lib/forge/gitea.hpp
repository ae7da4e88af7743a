// Gitea and Forgejo, API v1: Gitea from 1.20, Forgejo from 7. Source: modules/structs and routers/api/v1 of both projects.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "forge/api.hpp"
#include "http/client.hpp"
#include "http/retry.hpp"

namespace proffer::forge {

struct GiteaSettings {
    std::string api_url;  ///< "https://git.example.org/api/v1"; the token goes to this origin only
    std::string web_url;  ///< "https://git.example.org", with the sub-path if there is one
    std::string project;  ///< "owner/name"
    std::string token;    ///< an account's access token, or that of a Gitea Actions job; empty: asks without
    bool allow_private_address = false;
    http::RetryLimits retries;
    std::function<bool(std::chrono::milliseconds)> wait;  ///< as in RestSettings
};

/// The client must outlive what is made. Urls for people are built from `web_url`, because a forge's own idea of its address (ROOT_URL)
/// is often one that only it can reach.
[[nodiscard]] std::unique_ptr<Api> make_gitea(http::Client& client, const GiteaSettings& settings);

}  // namespace proffer::forge
