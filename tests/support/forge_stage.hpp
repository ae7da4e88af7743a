// A whole forge on one loopback port: the fake of its API, and `git http-backend` with the forge's own hooks for the same project.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "os/environment.hpp"
#include "support/git_http.hpp"
#include "support/http_server.hpp"

namespace proffer::support {

enum class StageKind { github, gitlab, gitea };

/// A pull request as people see it, on any forge.
struct StagedPullRequest {
    std::int64_t number = 0;
    std::string title, body, head, base, state;  ///< state: open, closed, merged
    bool draft = false;
    std::vector<std::string> labels, assignees, reviewers;
    std::string milestone;
};

/// What the stage needs of a fake; one a forge in forge_stage_apis.cpp.
class StagedApi {
 public:
    using Meddler = std::function<HttpAnswer(const HttpRequest&, const std::function<HttpAnswer()>& really)>;

    virtual ~StagedApi() = default;
    /// Gets every request to the port, git's as well.
    virtual void meddle(Meddler meddler) = 0;
    [[nodiscard]] virtual std::string web_url() const = 0;
    [[nodiscard]] virtual std::string api_url() const = 0;
    [[nodiscard]] virtual std::string token() const = 0;
    [[nodiscard]] virtual std::string job_token() { return token(); }
    [[nodiscard]] virtual std::vector<HttpRequest> requests() const = 0;
    virtual void set_branches(const std::map<std::string, std::string>& branches) = 0;
    [[nodiscard]] virtual std::vector<StagedPullRequest> pull_requests() = 0;
    virtual void finish(std::int64_t number, bool is_merged) = 0;
    virtual std::int64_t add_issue(const std::string& title) = 0;
    /// Bodies, the oldest first.
    [[nodiscard]] virtual std::vector<std::string> comments(std::int64_t issue) = 0;
    virtual void add_milestone(const std::string& title) = 0;
    /// The API shows everything, but opens no pull request.
    virtual void refuse_pull_requests() = 0;
    /// The API answers nothing to this token.
    virtual void refuse_token() = 0;
    /// The token may read the API and push (GitLab's scopes read_api and write_repository).
    virtual void only_read() {}
    /// The number that the next pull request gets, for the hooks.
    [[nodiscard]] virtual std::int64_t next_number() = 0;
    virtual void add_pushed(const StagedPullRequest& made) = 0;
    /// How the fake was asked in a way that the forge's description does not allow.
    [[nodiscard]] virtual std::vector<std::string> violations() const { return {}; }
};

[[nodiscard]] std::unique_ptr<StagedApi> make_staged_api(StageKind kind, const std::string& sub_path);

/// The project is "acme/widgets"; its bare repository is `directory`/acme/widgets.git and there already. State may be changed between
/// requests.
class ForgeStage {
 public:
    /// `sub_path` "" or "/gitlab", for GitLab only.
    ForgeStage(StageKind kind, std::filesystem::path directory, os::Environment environment, const std::string& sub_path = "");

    [[nodiscard]] StagedApi& api() { return *api_; }
    [[nodiscard]] std::string name() const;
    [[nodiscard]] std::string remote_url() const { return api_->web_url() + "/acme/widgets.git"; }
    [[nodiscard]] std::filesystem::path repository() const { return directory_ / "acme/widgets.git"; }
    /// What a person sets to publish here by hand.
    [[nodiscard]] std::map<std::string, std::string> environment() const;
    /// What the forge's own CI system sets in a job, and nothing else.
    [[nodiscard]] std::map<std::string, std::string> job_environment() const;
    /// Requests that were no reads, as "POST /…"; git's left out.
    [[nodiscard]] std::vector<std::string> writes() const;
    /// Requests to git that came without the right login.
    [[nodiscard]] std::size_t foreign_git_requests() const { return foreign_; }

    void meddle(StagedApi::Meddler meddler) { meddler_ = std::move(meddler); }
    /// A hook of the bare repository, a script of sh.
    void add_hook(const std::string& name, const std::string& body) const;
    void remove_hook(const std::string& name) const { std::filesystem::remove(repository() / "hooks" / name); }
    /// Branches are refused, as for an account that may only read.
    void refuse_branches();
    void allow_branches();

    GitHttpFault fault = nothing_wrong();  ///< of git
    static GitHttpFault nothing_wrong() { return {"no request holds this", {}, {}, {}, {}}; }

 private:
    [[nodiscard]] HttpAnswer answer(const HttpRequest& request, const std::function<HttpAnswer()>& really);
    [[nodiscard]] HttpAnswer answer_git(const HttpRequest& request);
    [[nodiscard]] bool has_login(const HttpRequest& request) const;
    [[nodiscard]] std::map<std::string, std::string> branches() const;
    void write_for_hooks();
    void read_from_hooks();
    void install_pushing();

    StageKind kind_;
    std::filesystem::path directory_;
    os::Environment environment_;
    std::string sub_path_;
    bool may_push_ = true;
    std::size_t foreign_ = 0;
    StagedApi::Meddler meddler_;
    std::unique_ptr<StagedApi> api_;  // last: it stops before the state goes
};

}  // namespace proffer::support
