// The adapter for Gitea and Forgejo; its methods are in gitea.cpp, gitea_pull_requests.cpp, gitea_details.cpp and gitea_issues.cpp.
// Internal to this module.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "forge/api.hpp"
#include "forge/gitea.hpp"
#include "forge/gitea_answers.hpp"
#include "forge/rest_client.hpp"

namespace proffer::forge::gitea {

class Adapter final : public Api {
 public:
    Adapter(http::Client& client, const GiteaSettings& settings);

    std::string forge() const override { return "gitea"; }
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
    /// Pages by number: links name the address that the server believes to have, which may be none that we reach.
    [[nodiscard]] Result<std::vector<json::Value>> list(const std::string& what, const std::string& path, std::size_t most);
    [[nodiscard]] Result<json::Value> fetch(const std::string& what, const std::string& path);
    /// A write that does no harm when it is done twice.
    [[nodiscard]] Result<RestAnswer> write_again(const std::string& method, const std::string& path, const std::string& body);
    [[nodiscard]] Result<bool> owner_is_organisation();

    [[nodiscard]] Result<std::vector<PullRequest>> find_pushed(const std::string& topic);
    [[nodiscard]] Result<std::optional<RestAnswer>> find_open(const std::string& base_branch, const std::string& head_branch);
    [[nodiscard]] Result<PullRequest> read_made(const std::string& what, const RestAnswer& answer);

    [[nodiscard]] Result<std::vector<NamedId>> fetch_labels();
    [[nodiscard]] Result<std::int64_t> create_label(const std::string& name);
    [[nodiscard]] Result<RestAnswer> post_review_requests(std::int64_t number, const std::vector<std::string>& logins,
                                                          const std::vector<std::string>& teams);
    [[nodiscard]] Result<void> request_all(std::int64_t number, const std::vector<std::string>& logins,
                                           const std::vector<std::string>& teams);
    [[nodiscard]] Result<void> request_one_by_one(std::int64_t number, const std::vector<std::string>& logins,
                                                  const std::vector<std::string>& teams);
    [[nodiscard]] Result<void> check_merge_is_held_back(const std::string& base_branch);

    [[nodiscard]] Result<std::vector<Comment>> review_comments(std::int64_t number, std::size_t most);
    [[nodiscard]] Result<std::optional<RestAnswer>> find_comment(std::int64_t number, const std::string& body);
    [[nodiscard]] Result<Standing> standing_by_lists(const std::string& login, const Error& refused);
    [[nodiscard]] Result<Account> account_of(const std::string& login);

    [[nodiscard]] std::string issue_path(std::int64_t number) const;
    [[nodiscard]] std::string pull_path(std::int64_t number) const;

    RestClient rest_;
    Place place_;
    std::string owner_;
    std::string repository_path_;  // "/repos/owner/name"
    std::optional<Account> own_;
};

}  // namespace proffer::forge::gitea
