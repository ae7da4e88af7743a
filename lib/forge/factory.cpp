// Place, client, adapter, ladder.
#include "forge/factory.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "forge/gitea.hpp"
#include "forge/github.hpp"
#include "forge/gitlab.hpp"
#include "forge/hosted.hpp"
#include "forge/none.hpp"
#include "forge/push_rungs.hpp"
#include "http/operator_settings.hpp"
#include "os/clock.hpp"
#include "os/signals.hpp"

namespace proffer::forge {
namespace {

constexpr std::chrono::milliseconds k_nap{100};

bool wait_unless_stopped(std::chrono::milliseconds duration) {
    for (auto left = duration; left.count() > 0; left -= k_nap) {
        if (os::stop_signal() != 0) return false;
        os::sleep_for(std::min(left, k_nap));
    }
    return os::stop_signal() == 0;
}

/// PROFFER_RETRY_BASE_MS, as for the model's service.
http::RetryLimits retries_of(const os::Environment& environment) {
    http::RetryLimits limits;
    const std::string text = environment.value_or("PROFFER_RETRY_BASE_MS", "");
    int base = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), base).ec == std::errc() && base > 0)
        limits.base = std::chrono::milliseconds(base);
    return limits;
}

// The remote's own host, or one that the environment names: git goes there too.
constexpr bool k_may_be_private = true;

GithubSettings github_settings(const Place& place, const os::Environment& environment) {
    GithubSettings settings;
    settings.api_base_url = place.api_url;
    settings.web_base_url = place.web_url;
    settings.project_path = place.project;
    settings.token = place.token;
    settings.app_login = environment.value_or("PROFFER_APP_LOGIN", "");
    settings.allow_private_address = k_may_be_private;
    settings.retries = retries_of(environment);
    settings.write_gap = std::min<std::chrono::milliseconds>(settings.write_gap, settings.retries.base);
    settings.wait = wait_unless_stopped;
    return settings;
}

std::unique_ptr<Api> make_api(http::Client& client, const Place& place, const os::Environment& environment) {
    const http::RetryLimits retries = retries_of(environment);
    switch (place.kind) {
        case Kind::github: return make_github(client, github_settings(place, environment));
        case Kind::gitlab: {
            GitlabSettings settings;
            settings.api_base_url = place.api_url;
            settings.web_base_url = place.web_url;
            settings.project_path = place.project;
            settings.token = place.token;
            if (place.is_job_token) settings.token_kind = GitlabToken::job;
            settings.allow_private_address = k_may_be_private;
            settings.retries = retries;
            settings.wait = wait_unless_stopped;
            return make_gitlab(client, settings);
        }
        case Kind::gitea: {
            GiteaSettings settings;
            settings.api_url = place.api_url;
            settings.web_url = place.web_url;
            settings.project = place.project;
            settings.token = place.token;
            settings.allow_private_address = k_may_be_private;
            settings.retries = retries;
            settings.wait = wait_unless_stopped;
            return make_gitea(client, settings);
        }
        case Kind::none: break;
    }
    return nullptr;
}

/// Keeps the client for as long as the API that uses it.
class ConnectedForge : public Forge {
 public:
    ConnectedForge(std::unique_ptr<http::Client> client, std::unique_ptr<Forge> forge)
        : client_(std::move(client)), forge_(std::move(forge)) {}
    Result<Publication> publish(const Proposal& proposal) override { return forge_->publish(proposal); }

 private:
    std::unique_ptr<http::Client> client_;
    std::unique_ptr<Forge> forge_;
};

/// Where people see the job that is running; empty outside of CI.
std::string run_url(const os::Environment& environment) {
    if (const auto url = environment.find("CI_JOB_URL")) return *url;
    const auto server = environment.find("GITHUB_SERVER_URL");
    const auto project = environment.find("GITHUB_REPOSITORY");
    const auto run = environment.find("GITHUB_RUN_ID");
    return server && project && run ? *server + "/" + *project + "/actions/runs/" + *run : "";
}

}  // namespace

Result<Connection> connect(const os::Environment& environment, const std::string& remote_url, const std::string& user_agent) {
    Connection connection;
    connection.place = find_place(environment, remote_url);
    if (connection.place.token.empty()) return connection;
    const std::string& url = connection.place.api_url.empty() ? connection.place.web_url : connection.place.api_url;
    auto settings = http::operator_settings([&](const char* name) { return environment.value_or(name, ""); }, url);
    settings.user_agent = user_agent;
    settings.should_stop = [] { return os::stop_signal() != 0; };
    PROFFER_TRY(connection.client, http::make_curl_client(settings));
    PROFFER_TRY(connection.place, ask_place(*connection.client, std::move(connection.place)));
    connection.api = make_api(*connection.client, connection.place, environment);
    return connection;
}

Result<std::vector<FailedJob>> fetch_failed_jobs(const Connection& connection, const os::Environment& environment, std::int64_t run_id) {
    if (connection.place.kind == Kind::github)
        return failed_jobs_on_github(*connection.client, github_settings(connection.place, environment), run_id);
    return Error{ErrorCode::denied, "logs of failed runs are read on GitHub only", "give the log with --instruction-file", {}};
}

Result<std::unique_ptr<Forge>> make_forge(git::Repository& repository, const ForgeRequest& request) {
    PROFFER_TRY(Connection connection, connect(request.environment, request.push.remote_url, request.user_agent));
    HostedSettings settings{request.push, run_url(request.environment), {}};
    if (!connection.api) return make_none(repository, settings.push);
    settings.push.token = connection.place.token;
    settings.push.username = connection.place.git_username();
    if (connection.place.kind == Kind::github)
        settings.commit_by_api = [&client = *connection.client, github = github_settings(connection.place, request.environment)](
                                     const GithubCommit& commit) { return commit_on_github(client, github, commit); };
    auto push_rung = make_push_rung(connection.place, repository, settings.push);
    auto hosted = make_hosted(std::move(connection.api), std::move(push_rung), repository, std::move(settings));
    return std::unique_ptr<Forge>(std::make_unique<ConnectedForge>(std::move(connection.client), std::move(hosted)));
}

}  // namespace proffer::forge
