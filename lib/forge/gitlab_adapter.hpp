// The adapter behind `make_gitlab`; its members live in gitlab.cpp and the gitlab_*.cpp files by subject.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "forge/gitlab.hpp"
#include "forge/gitlab_answers.hpp"
#include "forge/rest_client.hpp"

namespace proffer::forge {

class Gitlab : public Api {
 public:
    Gitlab(http::Client& client, const GitlabSettings& settings);

    // gitlab.cpp
    [[nodiscard]] std::string forge() const override { return "gitlab"; }
    [[nodiscard]] Result<Account> own_account() override;
    [[nodiscard]] Result<RepositoryFacts> repository_facts() override;
    [[nodiscard]] Result<Standing> standing(const std::string& login) override;
    [[nodiscard]] std::string compare_url(const std::string& base_branch, const std::string& head_branch) const override;

    // gitlab_merge_requests.cpp
    [[nodiscard]] Result<std::vector<PullRequest>> find_pull_requests(const std::string& head_branch) override;
    [[nodiscard]] Result<std::vector<PullRequest>> open_pull_requests() override;
    [[nodiscard]] Result<PullRequest> pull_request(std::int64_t number) override;
    [[nodiscard]] Result<PullRequest> create_pull_request(const NewPullRequest& wanted) override;
    [[nodiscard]] Result<PullRequest> change_pull_request(const PullRequest& current, const PullRequestChange& change) override;
    [[nodiscard]] Result<void> enable_auto_merge(const PullRequest& pull_request) override;

    // gitlab_people.cpp
    [[nodiscard]] Result<void> add_labels(std::int64_t number, const std::vector<std::string>& names) override;
    [[nodiscard]] Result<void> add_assignees(std::int64_t number, const std::vector<std::string>& logins) override;
    [[nodiscard]] Result<void> request_reviews(std::int64_t number, const std::vector<std::string>& logins,
                                               const std::vector<std::string>& teams) override;
    [[nodiscard]] Result<void> set_milestone(std::int64_t number, const std::string& title) override;

    // gitlab_notes.cpp
    [[nodiscard]] Result<Issue> issue(std::int64_t number) override;
    [[nodiscard]] Result<std::vector<Comment>> comments(Subject subject, std::int64_t number) override;
    [[nodiscard]] Result<Comment> create_comment(Subject subject, std::int64_t number, const std::string& body) override;
    [[nodiscard]] Result<void> change_comment(Subject subject, std::int64_t number, std::int64_t comment_id,
                                              const std::string& body) override;
    [[nodiscard]] Result<void> react(Subject subject, std::int64_t number, std::optional<std::int64_t> comment_id,
                                     Reaction reaction) override;

 private:
    /// The object that a path answers.
    [[nodiscard]] Result<json::Value> read(const std::string& path, const GitlabCall& call);
    [[nodiscard]] Result<std::vector<json::Value>> read_all(const std::string& path, std::size_t most, const GitlabCall& call);
    /// A write that is answered by an object.
    [[nodiscard]] Result<json::Value> write(const std::string& method, const std::string& path, const std::string& body,
                                            const GitlabCall& call, const RestClient::Happened& happened);
    [[nodiscard]] Result<json::Value> object_of(const RestAnswer& answer, const GitlabCall& call) const;
    [[nodiscard]] std::string merge_request_path(std::int64_t number) const;
    [[nodiscard]] std::string subject_path(Subject subject, std::int64_t number) const;

    /// Of this project's own branches; a fork's may have the same name.
    [[nodiscard]] Result<std::vector<json::Value>> merge_requests(const std::string& query, std::size_t most, const GitlabCall& call);
    [[nodiscard]] Result<std::optional<json::Value>> find_open(const NewPullRequest& wanted);
    [[nodiscard]] Result<void> wait_until_checked(std::int64_t number, const GitlabCall& call);

    struct Found {
        std::vector<std::int64_t> ids;
        std::vector<std::string> logins;    // of those ids
        std::vector<std::string> problems;  // one line each
    };
    [[nodiscard]] Result<std::optional<json::Value>> find_user(const std::string& login);
    [[nodiscard]] Result<Found> find_users(const std::vector<std::string>& logins);
    [[nodiscard]] Result<std::vector<std::string>> add_people(std::int64_t number, const std::vector<std::string>& logins,
                                                              const std::string& list, const std::string& parameter,
                                                              const GitlabCall& call);
    [[nodiscard]] Result<std::int64_t> find_milestone(const std::string& title);
    [[nodiscard]] Result<std::optional<json::Value>> find_own_note(const std::string& notes_path, const std::string& body,
                                                                   const GitlabCall& call);
    [[nodiscard]] Result<void> add_token_facts(RepositoryFacts& facts);

    GitlabSettings settings_;
    bool is_job_token_;
    RestClient rest_;
    GitlabReader reader_;
    std::string project_;  // "/projects/group%2Fname"
    std::optional<Account> own_;
};

/// For writes that may be made twice without harm, since they say how things shall be.
[[nodiscard]] RestClient::Happened may_be_repeated();
/// The answer that a look-up found in place of the lost one.
[[nodiscard]] std::optional<RestAnswer> found_answer(const std::optional<json::Value>& found);

}  // namespace proffer::forge
