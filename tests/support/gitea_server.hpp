// A small fake of Gitea's API v1 that keeps state: one project with people, branches, issues, pull requests, labels, milestones, comments
// and reactions. It refuses what Gitea refuses, with Gitea's bodies. Wire format: modules/structs and routers/api/v1 of Gitea and Forgejo,
// held against a Gitea server.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "json/json.hpp"
#include "support/http_server.hpp"

namespace proffer::support {

struct GiteaUser {
    std::int64_t id = 0;
    std::string login;
    std::string access = "none";  ///< "none", "read", "write", "admin", "owner"
};

struct GiteaLabel {
    std::int64_t id = 0;
    std::string name;
    bool of_organisation = false;
};

struct GiteaComment {
    std::int64_t id = 0;
    std::string author, body;
    std::string path;  ///< of a comment on a file
    std::int64_t line = 0;
    std::vector<std::string> reactions;
};

/// An issue, or a pull request when it has a head branch.
struct GiteaItem {
    std::int64_t number = 0;
    std::string title, body, author = "alice";
    bool is_open = true, is_merged = false, is_from_fork = false, is_agit = false, merges_automatically = false;
    std::string head_branch, base_branch;
    std::vector<std::int64_t> labels;
    std::vector<std::string> assignees, reviewers;
    std::int64_t milestone = 0;
    std::vector<GiteaComment> comments;
    std::vector<std::string> reactions;
};

/// The state may be changed freely between requests. People at first: "acme" (1) owner, "proffer-bot" (7) and "alice" (101) write, "bob"
/// (102) read, "mallory" (103) no member; the token is proffer-bot's.
class GiteaServer {
 public:
    static constexpr const char* k_token = "0123456789abcdef0123456789abcdef01234567";
    static constexpr const char* k_commit = "589e10b2471ec09e5cea80c501d93ab572ed9372";

    GiteaServer();

    [[nodiscard]] std::string web_url() const { return server_->url(); }
    [[nodiscard]] std::string api_url() const { return server_->url() + "/api/v1"; }
    [[nodiscard]] std::vector<HttpRequest> requests() const { return server_->requests(); }

    using Meddler = std::function<HttpAnswer(const HttpRequest&, const std::function<HttpAnswer()>& really)>;
    void meddle(Meddler meddler) { meddler_ = std::move(meddler); }

    std::int64_t add_item(GiteaItem item);
    std::int64_t add_label(const std::string& name, bool of_organisation = false);
    std::int64_t add_comment(std::int64_t number, const std::string& author, const std::string& body);
    [[nodiscard]] GiteaItem* find(std::int64_t number);
    [[nodiscard]] std::string label_name(std::int64_t id) const;

    std::vector<GiteaUser> users;
    std::map<std::string, std::string> branches;  ///< name, commit
    std::vector<GiteaLabel> labels;
    std::vector<std::pair<std::int64_t, std::string>> milestones;
    std::vector<GiteaItem> items;
    std::set<std::string> scopes{"all"};  ///< of the token: "write:issue", "read:user", …
    std::string own_login = "proffer-bot";
    std::string root_url;  ///< the address that the server believes to have; empty: its own
    std::size_t page_size = 50;
    bool is_organisation = false, is_archived = false, is_protected = false, has_pull_requests = true;
    bool finds_by_branches = true, tells_drafts = true, tells_permission = true;  ///< older servers do not
    bool counts_totals = true;

 private:
    struct Call {
        const HttpRequest* request = nullptr;
        std::vector<std::string> parts;  ///< of the path below /api/v1, decoded
        std::map<std::string, std::string> query;
        std::optional<json::Value> body;
        bool writes = false;
    };
    [[nodiscard]] HttpAnswer answer(const HttpRequest& request);
    [[nodiscard]] std::optional<HttpAnswer> check_scope(const Call& call) const;
    [[nodiscard]] HttpAnswer route(const Call& call);
    [[nodiscard]] HttpAnswer route_repository(const Call& call);
    [[nodiscard]] HttpAnswer route_collaborator(const Call& call);
    [[nodiscard]] HttpAnswer route_issue(const Call& call);
    [[nodiscard]] HttpAnswer route_pull(const Call& call);
    [[nodiscard]] HttpAnswer list_labels(const Call& call, bool of_organisation);
    [[nodiscard]] HttpAnswer create_label(const Call& call);
    [[nodiscard]] HttpAnswer list_pulls(const Call& call);
    [[nodiscard]] HttpAnswer find_pull(const std::string& base_branch, const std::string& head_branch);
    [[nodiscard]] HttpAnswer create_pull(const Call& call);
    [[nodiscard]] HttpAnswer change_pull(const Call& call, GiteaItem& item);
    [[nodiscard]] HttpAnswer merge_pull(const Call& call, GiteaItem& item);
    [[nodiscard]] HttpAnswer request_reviewers(const Call& call, GiteaItem& item);
    [[nodiscard]] HttpAnswer list_reviews(const Call& call, const GiteaItem& item);
    [[nodiscard]] HttpAnswer change_issue(const Call& call, GiteaItem& item);
    [[nodiscard]] HttpAnswer set_labels(const Call& call, GiteaItem& item);
    [[nodiscard]] HttpAnswer comment(const Call& call, GiteaItem& item);
    [[nodiscard]] HttpAnswer change_comment(const Call& call);
    [[nodiscard]] HttpAnswer react(const Call& call, std::vector<std::string>& reactions);
    [[nodiscard]] HttpAnswer page_of(const Call& call, const std::vector<std::string>& elements) const;
    [[nodiscard]] bool may_write() const;

    [[nodiscard]] const GiteaUser* user(const std::string& login) const;
    [[nodiscard]] std::string root() const;
    [[nodiscard]] std::string user_json(const std::string& login) const;
    [[nodiscard]] std::string label_json(const GiteaLabel& label) const;
    [[nodiscard]] std::string labels_json(const GiteaItem& item) const;
    [[nodiscard]] std::string repository_json() const;
    [[nodiscard]] std::string issue_json(const GiteaItem& item) const;
    [[nodiscard]] std::string pull_json(const GiteaItem& item) const;
    [[nodiscard]] std::string comment_json(const GiteaItem& item, const GiteaComment& comment) const;

    Meddler meddler_;
    std::int64_t next_id_ = 300;
    std::unique_ptr<HttpServer> server_;  // last: it stops before the state goes
};

}  // namespace proffer::support
