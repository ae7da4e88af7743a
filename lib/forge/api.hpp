// What proffer asks of a forge's web API. One pair of files a forge implements it; tests/unit/forge/contract_test.cpp holds each to the
// same.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace proffer::forge {

/// What somebody may do in the repository. GitLab: guest and reporter read, planner triages, developer writes, maintainer and owner.
enum class Permission { none, read, triage, write, maintain, admin };

struct Account {
    std::int64_t id = 0;  ///< never changes; names do (security.md T1)
    std::string login;
    bool is_bot = false;
};

enum class PullRequestState { open, closed, merged };

struct PullRequest {
    std::int64_t number = 0;  ///< GitLab: the iid
    std::string node_id;      ///< GitHub's GraphQL id; elsewhere empty
    std::string url;          ///< for people
    PullRequestState state = PullRequestState::open;
    bool draft = false;
    std::string title;  ///< without the forge's draft prefix
    std::string body;
    std::string head_branch;
    std::string head_commit;
    std::string base_branch;
    Account author;
    std::vector<std::string> labels;
};

struct NewPullRequest {
    std::string head_branch;
    std::string base_branch;
    std::string title;  ///< without a draft prefix; the adapter adds it where the forge has nothing better
    std::string body;
    bool draft = false;
};

/// What is absent stays as it is.
struct PullRequestChange {
    std::optional<std::string> title;
    std::optional<std::string> body;
    std::optional<bool> draft;
};

struct Issue {
    std::int64_t number = 0;
    std::string title;
    std::string body;
    Account author;
    std::vector<std::string> labels;
    std::string updated_at;  ///< RFC 3339, as the forge says it
    bool is_open = true;
    bool is_pull_request = false;
    std::string url;
};

struct Comment {
    std::int64_t id = 0;
    Account author;
    std::string body;
    std::string created_at;  ///< RFC 3339
    std::string updated_at;
    std::string url;
    std::string path;       ///< of a review comment on a file; empty for others
    std::int64_t line = 0;  ///< 0: none
};

/// What a comment or a reaction belongs to.
enum class Subject { issue, pull_request };

enum class Reaction { eyes, rocket, confused };

/// What the settings of repository and organisation let happen; for `proffer doctor`. Absent: the forge does not tell.
struct RepositoryFacts {
    std::string default_branch;
    bool archived = false;
    bool is_fork = false;
    bool has_issues = true;
    std::optional<bool> may_push;                ///< this token
    std::optional<bool> may_open_pull_requests;  ///< this token, and workflows where it is theirs
    std::optional<bool> auto_merge;              ///< is offered
    std::string token_kind;           ///< "GitHub Actions token", "fine-grained personal access token", "project access token", …
    std::vector<std::string> scopes;  ///< as the forge tells them
};

/// Every call fails with `unauthorized` (401, no token), `denied` (the message names the missing permission, the hint its remedy),
/// `not_found` (404; on GitHub also what the token may not see), `conflict`, `rate_limited`, `timed_out`, `network`, `protocol` (an
/// answer that cannot be read) or `interrupted`. Numbers, names and urls that come back are of the expected shape and free of control
/// characters. A write whose answer was lost is looked up before it is repeated, so that nothing is made twice.
class Api {
 public:
    virtual ~Api() = default;

    /// "github", "gitlab", "gitea", as in reports.
    [[nodiscard]] virtual std::string forge() const = 0;
    /// Whom the token belongs to. A workflow's own token on GitHub may not ask: then the well-known bot.
    [[nodiscard]] virtual Result<Account> own_account() = 0;
    [[nodiscard]] virtual Result<RepositoryFacts> repository_facts() = 0;

    /// Those whose head is that branch of this repository, in any state, the newest first.
    [[nodiscard]] virtual Result<std::vector<PullRequest>> find_pull_requests(const std::string& head_branch) = 0;
    /// Open ones of this account, at most 300.
    [[nodiscard]] virtual Result<std::vector<PullRequest>> open_pull_requests() = 0;
    [[nodiscard]] virtual Result<PullRequest> pull_request(std::int64_t number) = 0;
    /// One that is already there for the same head and base is given back (`conflict` is none).
    [[nodiscard]] virtual Result<PullRequest> create_pull_request(const NewPullRequest& wanted) = 0;
    [[nodiscard]] virtual Result<PullRequest> change_pull_request(const PullRequest& current, const PullRequestChange& change) = 0;

    /// Adds what is missing and takes nothing away. What does not exist (a label where labels are not made by use, a person, a team)
    /// is told in the error, and the others are set.
    [[nodiscard]] virtual Result<void> add_labels(std::int64_t number, const std::vector<std::string>& names) = 0;
    [[nodiscard]] virtual Result<void> add_assignees(std::int64_t number, const std::vector<std::string>& logins) = 0;
    [[nodiscard]] virtual Result<void> request_reviews(std::int64_t number, const std::vector<std::string>& logins,
                                                       const std::vector<std::string>& teams) = 0;
    /// By title.
    [[nodiscard]] virtual Result<void> set_milestone(std::int64_t number, const std::string& title) = 0;
    [[nodiscard]] virtual Result<void> enable_auto_merge(const PullRequest& pull_request) = 0;

    [[nodiscard]] virtual Result<Issue> issue(std::int64_t number) = 0;
    /// The oldest first, at most 1,000; of a pull request also the comments on its files.
    [[nodiscard]] virtual Result<std::vector<Comment>> comments(Subject subject, std::int64_t number) = 0;
    [[nodiscard]] virtual Result<Comment> create_comment(Subject subject, std::int64_t number, const std::string& body) = 0;
    [[nodiscard]] virtual Result<void> change_comment(Subject subject, std::int64_t number, std::int64_t comment_id,
                                                      const std::string& body) = 0;
    /// On the issue or pull request itself, or on one of its comments. Once there, it stays.
    [[nodiscard]] virtual Result<void> react(Subject subject, std::int64_t number, std::optional<std::int64_t> comment_id,
                                             Reaction reaction) = 0;
    /// Of somebody by name, with the id that the forge has for that name; `none` for who is no member.
    struct Standing {
        Account account;
        Permission permission = Permission::none;
    };
    [[nodiscard]] virtual Result<Standing> standing(const std::string& login) = 0;

    /// Where people open a pull request by hand. Asks nobody.
    [[nodiscard]] virtual std::string compare_url(const std::string& base_branch, const std::string& head_branch) const = 0;
};

}  // namespace proffer::forge
