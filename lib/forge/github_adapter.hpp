// The GitHub adapter's class; its parts are in github.cpp (account, repository, issues, comments) and github_pull_requests.cpp. Internal
// to this module.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "forge/github_answers.hpp"
#include "forge/github_connection.hpp"

namespace proffer::forge {

class Github : public Api {
 public:
    Github(http::Client& client, const GithubSettings& settings);

    std::string forge() const override { return "github"; }
    Result<Account> own_account() override;
    Result<RepositoryFacts> repository_facts() override;

    Result<std::vector<PullRequest>> find_pull_requests(const std::string& head_branch) override;
    Result<std::vector<PullRequest>> open_pull_requests() override;
    Result<PullRequest> pull_request(std::int64_t number) override;
    Result<PullRequest> create_pull_request(const NewPullRequest& wanted) override;
    Result<PullRequest> change_pull_request(const PullRequest& current, const PullRequestChange& change) override;

    Result<void> add_labels(std::int64_t number, const std::vector<std::string>& names) override;
    Result<void> add_assignees(std::int64_t number, const std::vector<std::string>& logins) override;
    Result<void> request_reviews(std::int64_t number, const std::vector<std::string>& logins,
                                 const std::vector<std::string>& teams) override;
    Result<void> set_milestone(std::int64_t number, const std::string& title) override;
    Result<void> enable_auto_merge(const PullRequest& pull_request) override;

    Result<Issue> issue(std::int64_t number) override;
    Result<std::vector<Comment>> comments(Subject subject, std::int64_t number) override;
    Result<Comment> create_comment(Subject subject, std::int64_t number, const std::string& body) override;
    Result<void> change_comment(Subject subject, std::int64_t number, std::int64_t comment_id, const std::string& body) override;
    Result<void> react(Subject subject, std::int64_t number, std::optional<std::int64_t> comment_id, Reaction reaction) override;
    Result<Standing> standing(const std::string& login) override;

    std::string compare_url(const std::string& base_branch, const std::string& head_branch) const override;

 private:
    /// A path below the repository; `get` and `write` give the JSON of a 2xx answer, and `needs` names the permission of a refusal.
    Result<json::Value> get(const std::string& what, const std::string& needs, const std::string& path);
    Result<json::Value> write(const std::string& what, const std::string& needs, const std::string& method, const std::string& path,
                              const std::string& body, const RestClient::Happened& happened);
    Result<std::vector<json::Value>> list(const std::string& what, const std::string& needs, const std::string& path, std::size_t most);

    Result<std::vector<json::Value>> pull_requests_of(const std::string& query, std::size_t most);
    Result<std::optional<RestAnswer>> answer_of_open(const std::string& head_branch, const std::string& base_branch);
    Result<PullRequest> resolve_duplicate(const NewPullRequest& wanted, const Error& refusal);
    Result<PullRequest> set_draft(PullRequest current, bool draft);
    Result<json::Value> post_reviewers(std::int64_t number, const std::vector<std::string>& logins, const std::vector<std::string>& teams);
    Result<std::string> merge_method();
    Result<void> append_comments(std::vector<Comment>& all, const std::string& path);
    Result<std::optional<RestAnswer>> own_comment(std::int64_t number, const std::string& body);

    GithubConnection connection_;
    GithubOrigin origin_;
    std::string token_kind_, app_login_;
    bool is_app_token_ = false;
    std::optional<Account> own_account_;
};

}  // namespace proffer::forge
