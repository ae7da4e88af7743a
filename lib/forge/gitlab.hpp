// GitLab's REST API, version 4: gitlab.com and self-hosted ones, also under a sub-path.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "forge/api.hpp"
#include "http/client.hpp"
#include "http/retry.hpp"

namespace proffer::forge {

/// In which header a token goes. `automatic` tells by the prefixes that GitLab gives: "glcbt-" is a job's, "gloas-" OAuth's, every other
/// one an access token of a person, project or group.
enum class GitlabToken { automatic, access, job, oauth };

struct GitlabSettings {
    std::string api_base_url;  ///< "https://gitlab.com/api/v4", "https://host/gitlab/api/v4"
    std::string web_base_url;  ///< "https://gitlab.com", "https://host/gitlab"; addresses that come back must be of its origin
    std::string project_path;  ///< "group/sub/name"
    std::string token;         ///< empty: none, what is public can be read
    GitlabToken token_kind = GitlabToken::automatic;
    bool allow_private_address = false;  ///< the operator named the host
    http::RetryLimits retries;
    /// Waits; false when a signal asks to stop. Empty: sleeps.
    std::function<bool(std::chrono::milliseconds)> wait;
};

/// The client must outlive what is made. What GitLab lacks is told as `Api` says: there are no teams to review; a second assignee or
/// reviewer is not kept where the plan has only one. `own_account` of a job's token is whoever started the pipeline. `Account::is_bot` is
/// GitLab's word where it gives one (the own account, `standing`), else what names of project and group tokens look like.
[[nodiscard]] std::unique_ptr<Api> make_gitlab(http::Client& client, const GitlabSettings& settings);

}  // namespace proffer::forge
