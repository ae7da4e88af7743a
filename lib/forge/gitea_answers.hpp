// What Gitea's answers mean: its JSON to our values, its refusals to our errors. Internal to this module.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forge/api.hpp"
#include "forge/rest_client.hpp"
#include "json/json.hpp"

namespace proffer::forge::gitea {

/// Where the project's pages are, for urls that people get.
struct Place {
    std::string web_url;  ///< without a slash at the end
    std::string project;

    [[nodiscard]] std::string page(std::string_view kind, std::int64_t number) const;  ///< "…/owner/name/pulls/3"
};

/// Everything below fails with `protocol` where a field is missing, of another type, or of a shape that it cannot have.

/// Ids are positive, but for two system users: -1 "Ghost" (a deleted user), -2 "gitea-actions" or "forgejo-actions".
[[nodiscard]] Result<Account> read_account(const json::Value& user);
[[nodiscard]] Result<Issue> read_issue(const json::Value& issue, const Place& place);
[[nodiscard]] Result<Comment> read_comment(const json::Value& comment, const Place& place, Subject subject, std::int64_t number);
/// A comment on a line of a file, as reviews list them.
[[nodiscard]] Result<Comment> read_review_comment(const json::Value& comment, const Place& place, std::int64_t number);
[[nodiscard]] Result<Api::Standing> read_standing(const json::Value& answer);

struct ReadPullRequest {
    PullRequest value;
    bool from_this_repository = false;  ///< the head is a branch here, not in a fork, and no AGit push
};
[[nodiscard]] Result<ReadPullRequest> read_pull_request(const json::Value& pull_request, const Place& place);

struct NamedId {
    std::int64_t id = 0;
    std::string name;
    bool is_open = true;  ///< of milestones
};
/// Of a label ("name") or milestone ("title").
[[nodiscard]] Result<NamedId> read_named(const json::Value& thing, const char* name_key);
[[nodiscard]] Result<std::vector<std::string>> read_label_names(const json::Value& owner_of_labels);
[[nodiscard]] Result<std::vector<std::string>> read_logins(const json::Value& object, const char* key);

/// `error_of`, and what is to be done about it: the scope that a token lacks, write access, an archived repository.
[[nodiscard]] Error refusal(const std::string& what, const RestAnswer& answer, const std::string& project);
/// The JSON of an answer with a 2xx status, else `refusal`.
[[nodiscard]] Result<json::Value> content_of(const std::string& what, const RestAnswer& answer, const std::string& project);

/// Drafts have no field of their own: the title begins with "WIP:" or "[WIP]" in any case (Gitea's default prefixes), or "Draft:".
[[nodiscard]] bool has_draft_prefix(std::string_view title);
[[nodiscard]] std::string without_draft_prefix(std::string_view title);
[[nodiscard]] std::string with_draft_prefix(std::string_view title);

}  // namespace proffer::forge::gitea
