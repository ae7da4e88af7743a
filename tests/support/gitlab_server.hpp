// A small fake of GitLab's REST API that keeps state: one project with people, issues, merge requests, notes, labels, milestones and award
// emoji. Strict about parameters (tests/forge/gitlab/description.hpp); refuses with the bodies that GitLab sends.
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

struct GitlabUser {
    std::int64_t id = 0;
    std::string username;
    int access_level = 0;  ///< 0: no member
    bool is_bot = false;
    std::string state = "active";
};

struct GitlabNote {
    std::int64_t id = 0, author = 0;
    std::string body;
    bool is_system = false;
    std::string path;  ///< of a note on a file
    std::int64_t line = 0;
    std::string created_at;
    std::vector<std::pair<std::int64_t, std::string>> awards;  ///< who, what
};

/// An issue, or a merge request when it has a source branch.
struct GitlabItem {
    std::int64_t iid = 0, author = 0, milestone = 0;
    std::string title, description, state = "opened", source, target, sha, created_at;
    std::int64_t source_project = 1;
    bool merges_automatically = false;
    int checks_left = 0;  ///< so many reads still find "checking"
    bool has_pipeline = true, has_conflict = false;
    std::vector<std::string> labels;
    std::vector<std::int64_t> assignees, reviewers;
    std::vector<GitlabNote> notes;
    std::vector<std::pair<std::int64_t, std::string>> awards;
};

struct GitlabMilestone {
    std::int64_t id = 0;
    std::string title, state = "active";
    bool is_of_group = false;
};

struct GitlabTokenRow {
    std::int64_t user = 0;
    std::vector<std::string> scopes;
    bool is_job = false;
};

/// The state may be changed freely between requests. People at first: "proffer-bot" (7) and "alice" (101) developers, "bob" (102) guest,
/// "mallory" (103) no member; the token `k_token` is proffer-bot's, with the scopes api and write_repository.
class GitlabServer {
 public:
    static constexpr const char* k_token = "glpat-aBcDeFgHiJkLmNoPqRsT";

    /// `sub_path` "" or "/gitlab".
    explicit GitlabServer(std::string sub_path = "");

    [[nodiscard]] std::string web_url() const { return server_->url() + sub_path_; }
    [[nodiscard]] std::string api_url() const { return web_url() + "/api/v4"; }
    [[nodiscard]] std::string authority() const { return server_->authority(); }
    [[nodiscard]] std::vector<HttpRequest> requests() const { return server_->requests(); }

    using Meddler = std::function<HttpAnswer(const HttpRequest&, const std::function<HttpAnswer()>& really)>;
    void meddle(Meddler meddler);

    std::int64_t add_issue(GitlabItem issue);
    /// The source branch must be there.
    std::int64_t add_merge_request(GitlabItem merge_request);
    std::int64_t add_note(bool is_merge_request, std::int64_t iid, GitlabNote note);
    [[nodiscard]] const GitlabUser* user(const std::string& username) const;
    [[nodiscard]] GitlabItem* find(bool is_merge_request, std::int64_t iid);
    /// Requests that break the published description; a test wants none.
    [[nodiscard]] const std::vector<std::string>& violations() const { return violations_; }

    std::string project_path = "acme/widgets";
    std::vector<GitlabUser> users;
    std::map<std::string, GitlabTokenRow> tokens;
    std::map<std::string, std::string> branches;  ///< name, commit
    std::set<std::string> labels;
    std::vector<GitlabMilestone> milestones;
    std::vector<GitlabItem> issues, merge_requests;
    bool has_one_place = false;  ///< the free plan: one assignee, one reviewer
    bool is_archived = false, has_merge_requests = true;
    bool knows_include_ancestors = true;
    int may_merge_from = 30;

 private:
    struct Call {
        const HttpRequest* request = nullptr;
        std::vector<std::string> parts;  ///< of the path below /api/v4, decoded
        std::map<std::string, std::string> query;
        std::optional<json::Value> body;
        std::int64_t user = 0;  ///< 0: nobody
        const GitlabTokenRow* token = nullptr;

        [[nodiscard]] std::string text(const std::string& key) const;
    };
    [[nodiscard]] HttpAnswer answer(const HttpRequest& request);
    [[nodiscard]] std::optional<HttpAnswer> authenticate(Call& call);
    [[nodiscard]] std::optional<HttpAnswer> hold_to_description(const Call& call);
    [[nodiscard]] HttpAnswer route(const Call& call);
    [[nodiscard]] HttpAnswer route_project(const Call& call);
    [[nodiscard]] HttpAnswer route_item(const Call& call, bool is_merge_request);
    [[nodiscard]] HttpAnswer list_users(const Call& call);
    [[nodiscard]] HttpAnswer show_member(const Call& call);
    [[nodiscard]] HttpAnswer list_milestones(const Call& call, bool of_group);
    [[nodiscard]] HttpAnswer list_merge_requests(const Call& call);
    [[nodiscard]] HttpAnswer create_merge_request(const Call& call);
    [[nodiscard]] HttpAnswer change_merge_request(const Call& call, GitlabItem& item);
    [[nodiscard]] HttpAnswer merge(const Call& call, GitlabItem& item);
    [[nodiscard]] HttpAnswer list_notes(const Call& call, const GitlabItem& item);
    [[nodiscard]] HttpAnswer create_note(const Call& call, GitlabItem& item);
    [[nodiscard]] HttpAnswer change_note(const Call& call, GitlabNote& note);
    [[nodiscard]] HttpAnswer award(const Call& call, std::vector<std::pair<std::int64_t, std::string>>& awards);
    [[nodiscard]] HttpAnswer page_of(const Call& call, const std::vector<std::string>& elements) const;
    void set_people(const Call& call, const char* parameter, std::vector<std::int64_t>& people);

    [[nodiscard]] int level_of(std::int64_t user) const;
    [[nodiscard]] std::string next_time();

    // gitlab_server_answers.cpp
    void write_user(json::Writer& out, std::int64_t id, bool is_whole) const;
    [[nodiscard]] std::string user_json(std::int64_t id, bool is_whole) const;
    [[nodiscard]] std::string job_json(std::int64_t id) const;
    [[nodiscard]] std::string token_json(const GitlabTokenRow& token) const;
    [[nodiscard]] std::string member_json(const GitlabUser& user) const;
    [[nodiscard]] std::string project_json(std::int64_t user) const;
    [[nodiscard]] std::string milestone_json(const GitlabMilestone& milestone) const;
    [[nodiscard]] std::string item_json(const GitlabItem& item) const;
    [[nodiscard]] std::string note_json(const GitlabItem& item, const GitlabNote& note) const;
    void write_people(json::Writer& out, const char* key, const std::vector<std::int64_t>& people) const;

    std::string sub_path_;
    Meddler meddler_;
    std::vector<std::string> violations_;
    std::int64_t next_id_ = 300;
    int clock_ = 0;
    std::unique_ptr<HttpServer> server_;  // last: it stops before the state goes
};

}  // namespace proffer::support
