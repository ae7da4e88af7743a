// GitLab's answers as our values. Whoever answers is not trusted: numbers, names and addresses have the expected shape or it is `protocol`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "forge/api.hpp"
#include "forge/rest_client.hpp"
#include "json/json.hpp"

namespace proffer::forge {

/// Without "Draft:", "[Draft]", "(Draft)", "WIP:" and "[WIP]", any number of them in any case, at its start.
[[nodiscard]] std::string_view without_draft_prefix(std::string_view title);
/// What a title has to be for GitLab to show a draft, or not to: at most 255 bytes.
[[nodiscard]] std::string gitlab_title(std::string_view title, bool draft);

/// 10 guest, 15 planner, 20 reporter, 30 developer, 40 maintainer, 50 owner.
[[nodiscard]] Permission gitlab_permission(std::int64_t access_level);

class GitlabReader {
 public:
    GitlabReader(std::string web_base_url, std::string project_path);

    [[nodiscard]] Result<Account> account(const json::Value& user) const;
    [[nodiscard]] Result<PullRequest> pull_request(const json::Value& merge_request) const;
    [[nodiscard]] Result<Issue> issue(const json::Value& issue) const;
    [[nodiscard]] Result<Comment> comment(const json::Value& note, Subject subject, std::int64_t number) const;
    /// An address for people below the web base's origin.
    [[nodiscard]] Result<std::string> web_url(const json::Value& object) const;

    [[nodiscard]] std::string project_url() const { return web_base_url_ + "/" + project_path_; }

 private:
    std::string web_base_url_;
    std::string project_path_;
};

/// A member that is a string; fails with `protocol` where it is not.
[[nodiscard]] Result<std::string> text_of(const json::Value& object, std::string_view key);
/// The same, empty when it is absent or null.
[[nodiscard]] Result<std::string> optional_text_of(const json::Value& object, std::string_view key);
/// A string that is not empty, at most 1,024 bytes, without control characters.
[[nodiscard]] Result<std::string> name_of(const json::Value& object, std::string_view key);
/// A number of 1 or more.
[[nodiscard]] Result<std::int64_t> number_of(const json::Value& object, std::string_view key);
/// A list of such names; empty when it is absent.
[[nodiscard]] Result<std::vector<std::string>> names_of(const json::Value& object, std::string_view key);

/// What GitLab says of an error, on one visible line of at most 300 bytes: `message` in its three shapes, or `error` and
/// `error_description`.
[[nodiscard]] std::string gitlab_message(const RestAnswer& answer);

/// What was tried, and what it needs, for errors: `{"create a pull request", "the role Developer and the scope 'api'"}`.
struct GitlabCall {
    std::string what;
    std::string needs;
};

/// The error for an answer that is not 2xx. A job's token may do little: its 401, 403 and 404 are `denied`.
[[nodiscard]] Error gitlab_error(const GitlabCall& call, const RestAnswer& answer, bool is_job_token);
/// The hint for a token that has not the rights.
[[nodiscard]] std::string gitlab_token_hint(bool is_job_token);

}  // namespace proffer::forge
