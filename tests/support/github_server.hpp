// A small stateful fake of GitHub's REST and GraphQL API on loopback: one repository, strict about what it takes. With
// PROFFER_TEST_EXCHANGES set it appends every exchange to that file, for tests/forge/github/validate.mjs.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "json/json.hpp"
#include "support/http_server.hpp"

namespace proffer::support {

struct GithubAccount {
    std::int64_t id = 0;
    std::string login;
    std::string permission = "none";  ///< admin, write, read, none
    std::string role = "none";        ///< admin, maintain, write, triage, read, none, or one of the organisation's own
    std::string type = "User";
};

struct GithubComment {
    std::int64_t id = 0;
    std::string author, body, created_at;
    std::string path;  ///< of a comment on a file
    std::int64_t line = 0;
    std::vector<std::pair<std::string, std::string>> reactions = {};  ///< login and content
};

/// An issue, or a pull request: GitHub numbers both together.
struct GithubItem {
    std::int64_t number = 0;
    bool is_pull_request = false;
    std::string title, body, author, state = "open";
    std::vector<std::string> labels = {}, assignees = {}, reviewers = {}, teams = {};
    std::int64_t milestone = 0;
    std::vector<GithubComment> comments = {}, review_comments = {}, reviews = {};
    std::vector<std::pair<std::string, std::string>> reactions = {};
    bool draft = false, merged = false, auto_merge = false;
    std::string head = {}, base = {};
};

struct GithubJob {
    std::int64_t id = 0;
    std::string name, conclusion, log;
};

struct GithubOptions {
    std::string token = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
    bool is_enterprise = false;      ///< REST below /api/v3
    bool is_workflow_token = false;  ///< GET /user is refused
    bool workflows_may_open = true;  ///< the setting of organisation and repository
    bool may_write = true;           ///< the token's permissions
    bool has_drafts = true;          ///< the repository's plan
    bool has_auto_merge = true;      ///< the repository's setting
    bool is_archived = false;
    std::string merge_methods = "merge";  ///< those that are on: "squash", …
    std::size_t page_limit = 100;
};

class GithubServer {
 public:
    using Meddler = std::function<HttpAnswer(const HttpRequest&, const std::function<HttpAnswer()>& really)>;

    explicit GithubServer(GithubOptions options = {});

    [[nodiscard]] std::string api_url() const { return server_.url() + (options_.is_enterprise ? "/api/v3" : ""); }
    [[nodiscard]] std::string web_url() const { return server_.url(); }
    [[nodiscard]] const std::string& token() const { return options_.token; }
    [[nodiscard]] std::vector<HttpRequest> requests() const { return server_.requests(); }

    /// What the tests set up and look at; a test does so only while no request runs.
    std::map<std::string, GithubAccount> accounts;
    std::map<std::string, std::string> branches;                  ///< name and commit
    std::map<std::string, std::string> commit_parents, messages;  ///< of commits made here
    std::map<std::string, std::string> files;                     ///< path and base64 of the last commit made here
    std::vector<std::string> labels, teams = {"core"};
    std::vector<std::string> milestones;  ///< title by number, from 1
    std::vector<GithubItem> items;
    std::vector<GithubJob> jobs;

    GithubItem& item(std::int64_t number);
    std::int64_t add(GithubItem item);
    std::int64_t next_id() { return ++last_id_; }
    void meddle(Meddler meddler);

 private:
    using Parts = std::vector<std::string>;
    struct Call {
        const HttpRequest& request;
        Parts parts;  ///< of the path behind /repos/acme/widgets, or of the whole path
        json::Value body;
    };

    HttpAnswer handle(const HttpRequest& request);
    HttpAnswer answer(const HttpRequest& request);
    HttpAnswer route_repository(const Call& call);
    HttpAnswer route_read(const Call& call);
    HttpAnswer route_issue_read(const Call& call, const GithubItem& found);
    HttpAnswer route_write(const Call& call);
    HttpAnswer route_item_write(const Call& call, GithubItem& found);
    HttpAnswer route_graphql(const HttpRequest& request);

    HttpAnswer list_pull_requests(const Call& call);
    HttpAnswer read_permission(const std::string& login);
    HttpAnswer read_jobs(const Call& call);
    HttpAnswer read_commit(const std::string& commit);
    HttpAnswer read_ref(const std::string& branch);
    HttpAnswer create_pull_request(const Call& call);
    HttpAnswer change_pull_request(const Call& call, GithubItem& found);
    HttpAnswer change_issue(const Call& call, GithubItem& found);
    HttpAnswer add_labels(const Call& call, GithubItem& found);
    HttpAnswer add_assignees(const Call& call, GithubItem& found);
    HttpAnswer request_reviewers(const Call& call, GithubItem& found);
    HttpAnswer create_comment(const Call& call, GithubItem& found);
    HttpAnswer change_comment(const Call& call);
    HttpAnswer react(const Call& call, std::vector<std::pair<std::string, std::string>>& reactions);
    HttpAnswer create_ref(const Call& call);
    HttpAnswer mutate_pull_request(const std::string& field, const json::Value& variables);
    HttpAnswer commit_on_branch(const json::Value& input);

    HttpAnswer paged(const HttpRequest& request, const std::vector<std::string>& elements) const;
    GithubComment* find_comment(std::int64_t id, bool on_file);
    void record(const HttpRequest& request, const HttpAnswer& answer) const;

    /// github_server_json.cpp: the shapes of the published description.
    void write_user(json::Writer& writer, const std::string& login) const;
    void write_repository(json::Writer& writer, bool is_full) const;
    void write_label(json::Writer& writer, const std::string& name) const;
    void write_milestone(json::Writer& writer, std::int64_t number) const;
    void write_head(json::Writer& writer, std::string_view key, const std::string& branch) const;
    [[nodiscard]] std::string user_json(const std::string& login) const;
    [[nodiscard]] std::string repository_json() const;
    [[nodiscard]] std::string label_json(const std::string& name) const;
    [[nodiscard]] std::string milestone_json(std::int64_t number) const;
    [[nodiscard]] std::string issue_json(const GithubItem& item) const;
    [[nodiscard]] std::string pull_request_json(const GithubItem& item, bool is_full) const;
    [[nodiscard]] std::string comment_json(const GithubItem& item, const GithubComment& comment) const;
    [[nodiscard]] std::string review_comment_json(const GithubItem& item, const GithubComment& comment) const;
    [[nodiscard]] std::string review_json(const GithubItem& item, const GithubComment& review) const;
    [[nodiscard]] std::string reaction_json(const std::string& login, const std::string& content) const;
    [[nodiscard]] std::string job_json(const GithubJob& job) const;
    [[nodiscard]] std::string ref_json(const std::string& branch) const;
    [[nodiscard]] std::string commit_json(const std::string& commit) const;

    GithubOptions options_;
    std::string own_login_ = "proffer-bot";
    std::int64_t last_id_ = 1000;
    std::mutex mutex_;
    Meddler meddler_;
    HttpServer server_;  // last: its threads use all the others
};

/// An answer with a JSON body.
[[nodiscard]] HttpAnswer github_answer(int status, std::string body);
/// A refusal as GitHub words it: {"message", "documentation_url", "status"}, and `errors` (a JSON array) when there are some.
[[nodiscard]] HttpAnswer github_refusal_answer(int status, const std::string& message, const std::string& errors = "");
/// The value of a query's parameter, decoded; empty when absent.
[[nodiscard]] std::string query_value(const std::string& target, const std::string& name);

}  // namespace proffer::support
