// GitHub and GitHub Enterprise Server: REST of version 2022-11-28, GraphQL where REST has no way (drafts, auto-merge, verified commits).
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "forge/api.hpp"
#include "http/client.hpp"
#include "http/retry.hpp"

namespace proffer::forge {

struct GithubSettings {
    std::string api_base_url = "https://api.github.com";  ///< Enterprise Server: "https://HOST/api/v3"
    std::string web_base_url = "https://github.com";      ///< where people look; urls that come back must be of its origin
    std::string project_path;                             ///< "owner/name"
    std::string token;
    /// An App's own account, "my-app[bot]": its token may not ask whom it belongs to. Empty: then the account of workflows.
    std::string app_login;
    bool allow_private_address = false;
    http::RetryLimits retries;
    std::chrono::milliseconds write_gap = std::chrono::seconds(1);
    std::chrono::milliseconds time_limit = std::chrono::minutes(3);  ///< of one call
    /// Waits; false when a signal asks to stop. Empty: sleeps.
    std::function<bool(std::chrono::milliseconds)> wait;
};

/// The client must outlive the adapter. A repository whose plan has no drafts answers `create_pull_request` of a draft with `denied` and
/// the hint to publish it as ready: that is the caller's decision.
[[nodiscard]] std::unique_ptr<Api> make_github(http::Client& client, const GithubSettings& settings);

}  // namespace proffer::forge
