// GitHub's JSON as our values. What is not of the expected shape fails with `protocol`. Internal to this module.
#pragma once

#include <string>

#include "forge/api.hpp"
#include "json/json.hpp"

namespace proffer::forge {

/// Where urls for people must lead.
struct GithubOrigin {
    std::string web_url;
};

[[nodiscard]] Result<Account> read_github_account(const json::Value& user);
[[nodiscard]] Result<PullRequest> read_github_pull_request(const json::Value& json, const GithubOrigin& origin);
[[nodiscard]] Result<Issue> read_github_issue(const json::Value& json, const GithubOrigin& origin);
/// An issue comment, a comment on a file, or a review with a text.
[[nodiscard]] Result<Comment> read_github_comment(const json::Value& json, const GithubOrigin& origin);
/// "owner/name" of the head; empty where the fork is gone.
[[nodiscard]] std::string github_head_repository(const json::Value& pull_request);

/// The member as a number above zero.
[[nodiscard]] Result<std::int64_t> positive_number(const json::Value& json, std::string_view key);
/// The member as a text of at most 1,024 bytes without control characters.
[[nodiscard]] Result<std::string> plain_text(const json::Value& json, std::string_view key);

}  // namespace proffer::forge
