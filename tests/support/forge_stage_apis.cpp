// The three fakes behind one face.
#include <algorithm>

#include "support/forge_stage.hpp"
#include "support/gitea_server.hpp"
#include "support/github_server.hpp"
#include "support/gitlab_server.hpp"
#include "support/gitlab_wire.hpp"

namespace proffer::support {
namespace {

bool opens_pull_request(const HttpRequest& request) {
    return request.method == "POST" && (request.path().ends_with("/pulls") || request.path().ends_with("/merge_requests"));
}

class StagedGithub : public StagedApi {
 public:
    void meddle(Meddler meddler) override {
        server_.meddle([this, meddler = std::move(meddler)](const HttpRequest& request, const auto& really) {
            return meddler(request, [&]() -> HttpAnswer {
                if (refuses_token_) return github_refusal_answer(401, "Bad credentials");
                if (refuses_pull_requests_ && opens_pull_request(request))
                    return github_refusal_answer(403, "GitHub Actions is not permitted to create or approve pull requests.");
                return really();
            });
        });
    }
    std::string web_url() const override { return server_.web_url(); }
    std::string api_url() const override { return server_.api_url(); }
    std::string token() const override { return server_.token(); }
    std::vector<HttpRequest> requests() const override { return server_.requests(); }
    void set_branches(const std::map<std::string, std::string>& branches) override { server_.branches = branches; }
    std::vector<StagedPullRequest> pull_requests() override {
        std::vector<StagedPullRequest> all;
        for (const GithubItem& item : server_.items) {
            if (!item.is_pull_request) continue;
            const std::string milestone = item.milestone == 0 ? "" : server_.milestones.at(static_cast<std::size_t>(item.milestone - 1));
            all.push_back({item.number, item.title, item.body, item.head, item.base, item.merged ? "merged" : item.state, item.draft,
                           item.labels, item.assignees, item.reviewers, milestone});
        }
        return all;
    }
    void finish(std::int64_t number, bool is_merged) override {
        server_.item(number).state = "closed";
        server_.item(number).merged = is_merged;
    }
    std::int64_t add_issue(const std::string& title) override {
        GithubItem issue;
        issue.title = title;
        issue.author = "alice";
        return server_.add(std::move(issue));
    }
    std::vector<std::string> comments(std::int64_t issue) override {
        std::vector<std::string> all;
        for (const GithubComment& comment : server_.item(issue).comments) all.push_back(comment.body);
        return all;
    }
    void add_milestone(const std::string& title) override { server_.milestones.push_back(title); }
    void refuse_pull_requests() override { refuses_pull_requests_ = true; }
    void refuse_token() override { refuses_token_ = true; }
    std::int64_t next_number() override { return static_cast<std::int64_t>(server_.items.size()) + 1; }
    void add_pushed(const StagedPullRequest&) override {}

 private:
    static GithubOptions enterprise() {
        GithubOptions options;
        options.is_enterprise = true;
        return options;
    }
    bool refuses_pull_requests_ = false, refuses_token_ = false;
    GithubServer server_{enterprise()};  // last: it stops before the rest goes
};

class StagedGitlab : public StagedApi {
 public:
    static constexpr const char* k_job_token = "glcbt-64_aBcDeFgHiJkLmNoPqRsT";

    explicit StagedGitlab(const std::string& sub_path) : server_(sub_path) { server_.tokens[k_job_token] = {101, {}, true}; }
    void meddle(Meddler meddler) override {
        server_.meddle([this, meddler = std::move(meddler)](const HttpRequest& request, const auto& really) {
            return meddler(request, [&]() -> HttpAnswer {
                if (refuses_pull_requests_ && opens_pull_request(request)) return gitlab_wire::message(403, "403 Forbidden");
                return really();
            });
        });
    }
    std::string web_url() const override { return server_.web_url(); }
    std::string api_url() const override { return server_.api_url(); }
    std::string token() const override { return GitlabServer::k_token; }
    std::string job_token() override { return k_job_token; }
    std::vector<HttpRequest> requests() const override { return server_.requests(); }
    void set_branches(const std::map<std::string, std::string>& branches) override {
        server_.branches = branches;
        for (GitlabItem& item : server_.merge_requests)
            if (const auto tip = branches.find(item.source); tip != branches.end()) item.sha = tip->second;
    }
    std::vector<StagedPullRequest> pull_requests() override {
        std::vector<StagedPullRequest> all;
        for (const GitlabItem& item : server_.merge_requests) {
            const bool draft = item.title.starts_with("Draft: ");
            std::string milestone;
            for (const GitlabMilestone& one : server_.milestones)
                if (one.id == item.milestone) milestone = one.title;
            all.push_back({item.iid, draft ? item.title.substr(7) : item.title, item.description, item.source, item.target,
                           item.state == "opened" ? "open" : item.state, draft, item.labels, names(item.assignees), names(item.reviewers),
                           milestone});
        }
        return all;
    }
    void finish(std::int64_t number, bool is_merged) override { server_.find(true, number)->state = is_merged ? "merged" : "closed"; }
    std::int64_t add_issue(const std::string& title) override {
        GitlabItem issue;
        issue.title = title;
        issue.author = 101;
        return server_.add_issue(std::move(issue));
    }
    std::vector<std::string> comments(std::int64_t issue) override {
        std::vector<std::string> all;
        for (const GitlabNote& note : server_.find(false, issue)->notes) all.push_back(note.body);
        return all;
    }
    void add_milestone(const std::string& title) override { server_.milestones.push_back({31, title, "active", false}); }
    void refuse_pull_requests() override { refuses_pull_requests_ = true; }
    void refuse_token() override { server_.tokens.at(GitlabServer::k_token).scopes = {"write_repository"}; }
    void only_read() override { server_.tokens.at(GitlabServer::k_token).scopes = {"read_api", "write_repository"}; }
    std::int64_t next_number() override { return static_cast<std::int64_t>(server_.merge_requests.size()) + 1; }
    void add_pushed(const StagedPullRequest& made) override {
        GitlabItem item;
        item.author = 7;
        item.title = (made.draft ? "Draft: " : "") + made.title;
        item.description = made.body;
        item.source = made.head;
        item.target = made.base;
        item.labels = made.labels;
        server_.add_merge_request(std::move(item));
    }
    std::vector<std::string> violations() const override { return server_.violations(); }

 private:
    [[nodiscard]] std::vector<std::string> names(const std::vector<std::int64_t>& ids) const {
        std::vector<std::string> all;
        for (const GitlabUser& one : server_.users)
            if (std::find(ids.begin(), ids.end(), one.id) != ids.end()) all.push_back(one.username);
        return all;
    }
    bool refuses_pull_requests_ = false;
    GitlabServer server_;  // last: it stops before the rest goes
};

class StagedGitea : public StagedApi {
 public:
    void meddle(Meddler meddler) override {
        server_.meddle([this, meddler = std::move(meddler)](const HttpRequest& request, const auto& really) {
            return meddler(request, [&]() -> HttpAnswer {
                // Everybody may ask for it.
                if (request.path() == "/api/v1/version") return github_answer(200, R"({"version":"1.24.3"})");
                if (refuses_pull_requests_ && opens_pull_request(request))
                    return github_answer(403, R"({"message":"token does not have at least one of required scope(s): [write:repository]"})");
                return really();
            });
        });
    }
    std::string web_url() const override { return server_.web_url(); }
    std::string api_url() const override { return server_.api_url(); }
    std::string token() const override { return GiteaServer::k_token; }
    std::vector<HttpRequest> requests() const override { return server_.requests(); }
    void set_branches(const std::map<std::string, std::string>& branches) override { server_.branches = branches; }
    std::vector<StagedPullRequest> pull_requests() override {
        std::vector<StagedPullRequest> all;
        for (const GiteaItem& item : server_.items) {
            if (item.head_branch.empty()) continue;
            const bool draft = item.title.starts_with("WIP: ");
            std::vector<std::string> labels;
            for (const std::int64_t id : item.labels) labels.push_back(server_.label_name(id));
            std::string milestone;
            for (const auto& [id, title] : server_.milestones)
                if (id == item.milestone) milestone = title;
            const std::string state = item.is_merged ? "merged" : item.is_open ? "open" : "closed";
            all.push_back({item.number, draft ? item.title.substr(5) : item.title, item.body, item.head_branch, item.base_branch, state,
                           draft, labels, item.assignees, item.reviewers, milestone});
        }
        return all;
    }
    void finish(std::int64_t number, bool is_merged) override {
        server_.find(number)->is_open = false;
        server_.find(number)->is_merged = is_merged;
    }
    std::int64_t add_issue(const std::string& title) override {
        GiteaItem issue;
        issue.title = title;
        return server_.add_item(std::move(issue));
    }
    std::vector<std::string> comments(std::int64_t issue) override {
        std::vector<std::string> all;
        for (const GiteaComment& comment : server_.find(issue)->comments) all.push_back(comment.body);
        return all;
    }
    void add_milestone(const std::string& title) override { server_.milestones.emplace_back(31, title); }
    void refuse_pull_requests() override { refuses_pull_requests_ = true; }
    void refuse_token() override { server_.scopes = {"write:misc"}; }
    std::int64_t next_number() override { return static_cast<std::int64_t>(server_.items.size()) + 1; }
    void add_pushed(const StagedPullRequest& made) override {
        GiteaItem item;
        item.title = made.title;
        item.body = made.body;
        item.author = "proffer-bot";
        item.head_branch = made.head;
        item.base_branch = made.base;
        item.is_agit = true;
        server_.add_item(std::move(item));
    }

 private:
    bool refuses_pull_requests_ = false;
    GiteaServer server_;  // last: it stops before the rest goes
};

}  // namespace

std::unique_ptr<StagedApi> make_staged_api(StageKind kind, const std::string& sub_path) {
    switch (kind) {
        case StageKind::github: return std::make_unique<StagedGithub>();
        case StageKind::gitlab: return std::make_unique<StagedGitlab>(sub_path);
        case StageKind::gitea: return std::make_unique<StagedGitea>();
    }
    return nullptr;
}

}  // namespace proffer::support
