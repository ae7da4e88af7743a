// Environment first: what the CI system says of itself is more than what a host is called.
#include "forge/place.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "http/client.hpp"
#include "json/json.hpp"

namespace proffer::forge {
namespace {

std::optional<Kind> kind_named(std::string_view word) {
    const std::string lower = base::to_lower(word);
    if (lower == "github") return Kind::github;
    if (lower == "gitlab") return Kind::gitlab;
    if (lower == "gitea" || lower == "forgejo") return Kind::gitea;
    if (lower == "none") return Kind::none;
    return {};
}

std::string without_port(const std::string& host) {
    return host.substr(0, host.rfind(':') > host.rfind(']') || host.find(']') == std::string::npos ? host.rfind(':') : std::string::npos);
}

std::string trimmed_slashes(std::string text) {
    while (text.ends_with('/')) text.pop_back();
    return text;
}

std::optional<Kind> kind_of_host(const std::string& host) {
    const std::string lower = base::to_lower(without_port(host));
    if (lower == "github.com" || lower.starts_with("github.")) return Kind::github;
    if (lower == "gitlab.com" || lower.starts_with("gitlab.")) return Kind::gitlab;
    if (lower == "codeberg.org" || lower == "gitea.com" || lower.starts_with("gitea.") || lower.starts_with("forgejo.")) return Kind::gitea;
    return {};
}

/// What the variables of a CI job say.
struct Job {
    Kind kind = Kind::none;
    std::string server;  ///< "https://host", with the sub-path of a self-hosted GitLab
    std::string api;
    std::string project;
};

Job job_of(const os::Environment& environment) {
    Job job;
    if (environment.value_or("GITLAB_CI", "") == "true") {
        job = {Kind::gitlab, environment.value_or("CI_SERVER_URL", ""), environment.value_or("CI_API_V4_URL", ""),
               environment.value_or("CI_PROJECT_PATH", "")};
    } else if (environment.find("GITHUB_SERVER_URL")) {
        const bool is_gitea = environment.value_or("GITEA_ACTIONS", "") == "true" || environment.value_or("FORGEJO_ACTIONS", "") == "true";
        job = {is_gitea ? Kind::gitea : Kind::github, environment.value_or("GITHUB_SERVER_URL", ""),
               environment.value_or("GITHUB_API_URL", ""), environment.value_or("GITHUB_REPOSITORY", "")};
    }
    job.server = trimmed_slashes(job.server);
    job.api = trimmed_slashes(job.api);
    return job;
}

bool is_on(const RemoteParts& remote, const std::string& server) {
    const RemoteParts other = parts_of_remote(server + "/x/y");
    if (other.host.empty() || remote.host.empty()) return false;
    // By ssh neither port nor path say anything about the web server's.
    if (remote.scheme == "ssh") return without_port(remote.host) == without_port(other.host);
    // What another program serves on the same host is not the forge, and a token does not go over a line that the forge does not use.
    const std::string sub_path = other.path.substr(0, other.path.size() - std::string_view("x/y").size());
    return remote.scheme == other.scheme && remote.host == other.host && remote.path.starts_with(sub_path);
}

std::string default_api(Kind kind, const std::string& web, const std::string& host) {
    switch (kind) {
        case Kind::github: return base::to_lower(host) == "github.com" ? "https://api.github.com" : web + "/api/v3";
        case Kind::gitlab: return web + "/api/v4";
        case Kind::gitea: return web + "/api/v1";
        case Kind::none: break;
    }
    return {};
}

/// The web server of an API on the remote's own host, for the sub-path that it may have; empty when it tells none.
std::string web_of_api(const std::string& api, Kind kind, const RemoteParts& remote) {
    const std::string_view end = kind == Kind::github ? "/api/v3" : kind == Kind::gitlab ? "/api/v4" : "/api/v1";
    std::string web = trimmed_slashes(api);
    if (!web.ends_with(end) || !is_on(remote, web.substr(0, web.size() - end.size()))) return {};
    web.resize(web.size() - end.size());
    return web;
}

struct Named {
    std::string value;
    bool is_job_token = false;
};

/// Tokens under a forge's usual name are for its own service, unless the operator names another host: a remote's address is only a file in
/// somebody's checkout.
bool is_home(const os::Environment& environment, const std::string& host, std::string_view service, const char* host_variable) {
    const std::string name = base::to_lower(without_port(host));
    return name == service || name == base::to_lower(environment.value_or(host_variable, "")) || environment.find("PROFFER_FORGE");
}

Named token_of(Kind kind, const os::Environment& environment, const Job& job, const std::string& host) {
    if (auto own = environment.find("PROFFER_TOKEN")) return {*std::move(own), false};
    const auto first = [&](std::initializer_list<const char*> names) -> std::string {
        for (const char* name : names)
            if (auto value = environment.find(name)) return *std::move(value);
        return {};
    };
    const bool in_job = job.kind == kind;
    if (kind == Kind::github && (in_job || is_home(environment, host, "github.com", "GH_HOST"))) {
        if (std::string token = first({"GH_TOKEN", "GITHUB_TOKEN"}); !token.empty()) return {token, in_job};
    } else if (kind == Kind::gitlab && (in_job || is_home(environment, host, "gitlab.com", "GITLAB_HOST"))) {
        if (std::string token = first({"GITLAB_TOKEN"}); !token.empty()) return {token, false};
        if (in_job) return {first({"CI_JOB_TOKEN"}), true};
    } else if (kind == Kind::gitea) {
        if (std::string token = first({"GITEA_TOKEN", "FORGEJO_TOKEN"}); !token.empty()) return {token, in_job};
        if (in_job) return {first({"GITHUB_TOKEN"}), true};
    }
    return {};
}

std::optional<Kind> kind_by_token(const os::Environment& environment) {
    if (environment.find("GITEA_TOKEN") || environment.find("FORGEJO_TOKEN")) return Kind::gitea;
    if (environment.find("GITLAB_TOKEN")) return Kind::gitlab;
    return {};
}

}  // namespace

std::string Place::git_username() const {
    if (kind != Kind::gitlab) return "x-access-token";
    return is_job_token ? "gitlab-ci-token" : "oauth2";
}

RemoteParts parts_of_remote(const std::string& remote_url) {
    RemoteParts parts;
    std::string rest = remote_url;
    if (const auto scheme = rest.find("://"); scheme != std::string::npos) {
        parts.scheme = base::to_lower(rest.substr(0, scheme));
        rest.erase(0, scheme + 3);
    } else if (const auto colon = rest.find(':'); colon != std::string::npos && rest.find('/') > colon) {
        parts.scheme = "ssh";  // user@host:path
        rest[colon] = '/';
    } else {
        return parts;
    }
    if (parts.scheme != "https" && parts.scheme != "http" && parts.scheme != "ssh") return {};
    const auto slash = rest.find('/');
    parts.host = rest.substr(0, slash);
    if (const auto at = parts.host.rfind('@'); at != std::string::npos) parts.host.erase(0, at + 1);
    parts.host = base::to_lower(parts.host);
    const std::string_view usual_port = parts.scheme == "https" ? ":443" : parts.scheme == "http" ? ":80" : ":22";
    if (parts.host.ends_with(usual_port)) parts.host.resize(parts.host.size() - usual_port.size());
    if (slash == std::string::npos) return parts;
    parts.path = rest.substr(slash + 1);
    while (parts.path.starts_with('/')) parts.path.erase(0, 1);
    parts.path = trimmed_slashes(parts.path);
    if (parts.path.ends_with(".git")) parts.path.resize(parts.path.size() - 4);
    return parts;
}

Place find_place(const os::Environment& environment, const std::string& remote_url) {
    const RemoteParts remote = parts_of_remote(remote_url);
    const Job job = job_of(environment);
    const bool in_job = job.kind != Kind::none && is_on(remote, job.server);
    const auto named = environment.find("PROFFER_FORGE");
    Place place;
    if (remote.host.empty() || remote.path.find('/') == std::string::npos) return place;
    std::optional<Kind> kind = named ? kind_named(*named) : std::nullopt;
    if (!kind && in_job) kind = job.kind;
    if (!kind) kind = kind_of_host(remote.host);
    if (!kind) kind = kind_by_token(environment);
    const std::string scheme = remote.scheme == "ssh" ? "https" : remote.scheme;
    const auto api = environment.find("PROFFER_API_URL");
    if (in_job)
        place.web_url = job.server;
    else if (const std::string web = api && kind ? web_of_api(*api, *kind, remote) : ""; !web.empty())
        place.web_url = web;
    else
        place.web_url = scheme + "://" + (remote.scheme == "ssh" ? without_port(remote.host) : remote.host);
    place.project = remote.path;
    // Below a sub-path the path of the remote begins with it.
    if (const RemoteParts server = parts_of_remote(place.web_url); !server.path.empty() && place.project.starts_with(server.path + "/"))
        place.project.erase(0, server.path.size() + 1);
    place.is_named = named.has_value() || in_job;
    place.kind = kind.value_or(Kind::none);
    const Named token = token_of(place.kind, environment, job, remote.host);
    // In a job, tokens are for its own server.
    if (job.kind == Kind::none || in_job) place.token = token.value;
    place.is_job_token = token.is_job_token;
    if (place.kind == Kind::none) return place;
    if (api)
        place.api_url = trimmed_slashes(*api);
    else
        place.api_url =
            in_job && !job.api.empty() && job.kind == place.kind ? job.api : default_api(place.kind, place.web_url, remote.host);
    return place;
}

Result<Place> ask_place(http::Client& client, Place place) {
    if (place.kind != Kind::none || place.token.empty() || place.web_url.empty()) return place;
    const auto answers = [&](const std::string& path, std::string_view key) -> Result<bool> {
        http::Request request;
        request.url = place.web_url + path;
        request.headers = {{"Accept", "application/json"}};
        request.total_timeout = std::chrono::seconds(15);
        request.body_limit_bytes = 64 * 1024;
        request.allow_private_address = true;  // git itself is about to go there
        PROFFER_TRY(const http::Response response, client.send(request));
        const auto value = json::Value::parse(response.body);
        return value && value->find(key).has_value();
    };
    struct Sign {
        Kind kind;
        const char* path;
        const char* key;
        const char* api;
    };
    // Gitea and Forgejo tell everybody their version, GitLab says 401 in JSON, GitHub Enterprise Server describes itself.
    constexpr std::array k_signs = {Sign{Kind::gitea, "/api/v1/version", "version", "/api/v1"},
                                    Sign{Kind::gitlab, "/api/v4/version", "message", "/api/v4"},
                                    Sign{Kind::github, "/api/v3/meta", "installed_version", "/api/v3"}};
    for (const Sign& sign : k_signs) {
        PROFFER_TRY(const bool is_it, answers(sign.path, sign.key));
        if (!is_it) continue;
        place.kind = sign.kind;
        place.api_url = place.web_url + sign.api;
        return place;
    }
    return place;
}

}  // namespace proffer::forge
