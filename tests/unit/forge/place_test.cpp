// Which forge, where, and with whose token: environments and urls of all kinds.
#include "forge/place.hpp"

#include <catch2/catch.hpp>

#include <map>

#include "http/client.hpp"
#include "support/http_server.hpp"
#include "support/require_ok.hpp"

namespace proffer::forge {
namespace {

using Variables = std::map<std::string, std::string>;

struct Row {
    Variables environment;
    std::string remote;
    Kind kind = Kind::none;
    std::string api_url, web_url, project, token;
    bool is_job_token = false;
};

Place place_of(const Row& row) {
    os::Environment environment{Variables{}};
    for (const auto& [name, value] : row.environment) environment.set(name, value);
    return find_place(environment, row.remote);
}

std::string text_of(const Row& row) {
    std::string text = row.remote;
    for (const auto& [name, value] : row.environment) text += " " + name + "=" + value;
    return text;
}

void check(const Row& row) {
    INFO(text_of(row));
    const Place place = place_of(row);
    CHECK(static_cast<int>(place.kind) == static_cast<int>(row.kind));
    CHECK(place.token == row.token);
    if (row.kind == Kind::none) return;
    CHECK(place.api_url == row.api_url);
    CHECK(place.web_url == row.web_url);
    CHECK(place.project == row.project);
    CHECK(place.is_job_token == row.is_job_token);
}

/// With a token of the user's own.
Row own(Kind kind, const std::string& remote, const std::string& api, const std::string& web, const std::string& project,
        Variables more = {}) {
    more["PROFFER_TOKEN"] = "own";
    return {std::move(more), remote, kind, api, web, project, "own", false};
}

const Variables k_github_job = {{"CI", "true"},
                                {"GITHUB_ACTIONS", "true"},
                                {"GITHUB_SERVER_URL", "https://github.com"},
                                {"GITHUB_API_URL", "https://api.github.com"},
                                {"GITHUB_REPOSITORY", "acme/widgets"},
                                {"GITHUB_TOKEN", "ghs"}};
const Variables k_enterprise_job = {{"GITHUB_ACTIONS", "true"},
                                    {"GITHUB_SERVER_URL", "https://code.corp.example"},
                                    {"GITHUB_API_URL", "https://code.corp.example/api/v3"},
                                    {"GITHUB_REPOSITORY", "acme/widgets"},
                                    {"GITHUB_TOKEN", "ghs"}};
const Variables k_gitea_job = {{"GITHUB_ACTIONS", "true"},
                               {"GITEA_ACTIONS", "true"},
                               {"GITHUB_SERVER_URL", "http://git.corp.example:3000"},
                               {"GITHUB_API_URL", "http://git.corp.example:3000/api/v1"},
                               {"GITHUB_TOKEN", "job"}};
const Variables k_forgejo_job = {{"FORGEJO_ACTIONS", "true"},
                                 {"GITHUB_SERVER_URL", "https://codeberg.org"},
                                 {"GITHUB_API_URL", "https://codeberg.org/api/v1"},
                                 {"GITHUB_TOKEN", "job"}};
const Variables k_gitlab_job = {{"GITLAB_CI", "true"},
                                {"CI_SERVER_URL", "https://gitlab.com"},
                                {"CI_API_V4_URL", "https://gitlab.com/api/v4"},
                                {"CI_JOB_TOKEN", "glcbt"}};
const Variables k_sub_path_job = {{"GITLAB_CI", "true"},
                                  {"CI_SERVER_URL", "https://dev.corp.example/gitlab/"},
                                  {"CI_API_V4_URL", "https://dev.corp.example/gitlab/api/v4/"},
                                  {"CI_JOB_TOKEN", "glcbt"}};

Variables with(Variables variables, const std::string& name, const std::string& value) {
    variables[name] = value;
    return variables;
}

/// The job's own server: forge, API and token are its own.
Row in_job(const Variables& job, const std::string& remote, Kind kind, const std::string& api, const std::string& web,
           const std::string& project, const std::string& token) {
    return {job, remote, kind, api, web, project, token, true};
}

}  // namespace

TEST_CASE("place: hosts by name, and urls of every form", "[forge]") {
    const std::string github_api = "https://api.github.com", github = "https://github.com", path = "acme/widgets";
    const std::vector<Row> rows = {
        own(Kind::github, "https://github.com/acme/widgets.git", github_api, github, path),
        own(Kind::github, "https://github.com/acme/widgets", github_api, github, path),
        own(Kind::github, "https://github.com/acme/widgets/", github_api, github, path),
        own(Kind::github, "https://GitHub.com/acme/widgets.git", github_api, github, path),
        own(Kind::github, "https://github.com:443/acme/widgets.git", github_api, github, path),
        own(Kind::github, "https://user:secret@github.com/acme/widgets.git", github_api, github, path),
        own(Kind::github, "git@github.com:acme/widgets.git", github_api, github, path),
        own(Kind::github, "github.com:acme/widgets.git", github_api, github, path),
        own(Kind::github, "ssh://git@github.com/acme/widgets.git", github_api, github, path),
        own(Kind::github, "ssh://git@github.com:22/acme/widgets.git", github_api, github, path),
        own(Kind::github, "https://github.corp.example/acme/widgets.git", "https://github.corp.example/api/v3",
            "https://github.corp.example", path),
        own(Kind::gitlab, "https://gitlab.com/group/sub/name.git", "https://gitlab.com/api/v4", "https://gitlab.com", "group/sub/name"),
        own(Kind::gitlab, "git@gitlab.corp.example:group/sub/name.git", "https://gitlab.corp.example/api/v4", "https://gitlab.corp.example",
            "group/sub/name"),
        own(Kind::gitlab, "ssh://git@gitlab.corp.example:2222/group/name.git", "https://gitlab.corp.example/api/v4",
            "https://gitlab.corp.example", "group/name"),
        own(Kind::gitlab, "https://gitlab.corp.example:8443/group/name.git", "https://gitlab.corp.example:8443/api/v4",
            "https://gitlab.corp.example:8443", "group/name"),
        own(Kind::gitea, "https://codeberg.org/acme/widgets.git", "https://codeberg.org/api/v1", "https://codeberg.org", path),
        own(Kind::gitea, "https://gitea.com/acme/widgets.git", "https://gitea.com/api/v1", "https://gitea.com", path),
        own(Kind::gitea, "http://gitea.lan:3000/acme/widgets.git", "http://gitea.lan:3000/api/v1", "http://gitea.lan:3000", path),
        own(Kind::gitea, "ssh://git@forgejo.lan:2222/acme/widgets.git", "https://forgejo.lan/api/v1", "https://forgejo.lan", path),
        // Only the whole name, or its first part, counts.
        own(Kind::none, "https://notgithub.com/acme/widgets.git", "", "", ""),
        own(Kind::none, "https://git.example.org/acme/widgets.git", "", "", ""),
    };
    for (const Row& row : rows) check(row);
}

TEST_CASE("place: what the environment says is more than what a host is called", "[forge]") {
    const std::string remote = "https://git.example.org/acme/widgets.git", web = "https://git.example.org", path = "acme/widgets";
    const std::vector<Row> rows = {
        own(Kind::github, remote, web + "/api/v3", web, path, {{"PROFFER_FORGE", "github"}}),
        own(Kind::gitlab, remote, web + "/api/v4", web, path, {{"PROFFER_FORGE", "GitLab"}}),
        own(Kind::gitea, remote, web + "/api/v1", web, path, {{"PROFFER_FORGE", "gitea"}}),
        own(Kind::gitea, remote, web + "/api/v1", web, path, {{"PROFFER_FORGE", "forgejo"}}),
        own(Kind::gitea, "https://gitlab.example.org/a/b", "https://gitlab.example.org/api/v1", "https://gitlab.example.org", "a/b",
            {{"PROFFER_FORGE", "gitea"}}),
        own(Kind::none, "https://github.com/acme/widgets", "", "", "", {{"PROFFER_FORGE", "none"}}),
        own(Kind::gitea, remote, "https://api.example.org/v1", web, path,
            {{"PROFFER_FORGE", "gitea"}, {"PROFFER_API_URL", "https://api.example.org/v1/"}}),
        // Below a sub-path: the API's address tells it.
        own(Kind::gitlab, "https://dev.example.org/gitlab/group/name.git", "https://dev.example.org/gitlab/api/v4",
            "https://dev.example.org/gitlab", "group/name",
            {{"PROFFER_FORGE", "gitlab"}, {"PROFFER_API_URL", "https://dev.example.org/gitlab/api/v4"}}),
        own(Kind::gitea, "https://dev.example.org/git/acme/widgets", "https://dev.example.org/git/api/v1", "https://dev.example.org/git",
            path, {{"PROFFER_FORGE", "forgejo"}, {"PROFFER_API_URL", "https://dev.example.org/git/api/v1"}}),
        // Tokens by their usual names, each for its own forge.
        {{{"GH_TOKEN", "a"}, {"GITHUB_TOKEN", "b"}},
         "https://github.com/a/b",
         Kind::github,
         "https://api.github.com",
         "https://github.com",
         "a/b",
         "a",
         false},
        {{{"GITHUB_TOKEN", "b"}},
         "git@github.com:a/b.git",
         Kind::github,
         "https://api.github.com",
         "https://github.com",
         "a/b",
         "b",
         false},
        {{{"GITHUB_TOKEN", "b"}},
         "https://gitlab.com/a/b",
         Kind::gitlab,
         "https://gitlab.com/api/v4",
         "https://gitlab.com",
         "a/b",
         "",
         false},
        {{{"GITLAB_TOKEN", "c"}},
         "https://gitlab.com/a/b",
         Kind::gitlab,
         "https://gitlab.com/api/v4",
         "https://gitlab.com",
         "a/b",
         "c",
         false},
        {{{"CI_JOB_TOKEN", "c"}},
         "https://gitlab.com/a/b",
         Kind::gitlab,
         "https://gitlab.com/api/v4",
         "https://gitlab.com",
         "a/b",
         "",
         false},
        // The forge's usual names are for its own service, unless the operator names another host (C2).
        {{{"GITLAB_TOKEN", "c"}}, remote, Kind::gitlab, web + "/api/v4", web, path, "", false},
        {{{"GITLAB_TOKEN", "c"}, {"GITLAB_HOST", "git.example.org"}}, remote, Kind::gitlab, web + "/api/v4", web, path, "c", false},
        {{{"GITLAB_TOKEN", "c"}, {"PROFFER_FORGE", "gitlab"}}, remote, Kind::gitlab, web + "/api/v4", web, path, "c", false},
        {{{"GH_TOKEN", "c"}},
         "https://github.evil.example/acme/widgets",
         Kind::github,
         "https://github.evil.example/api/v3",
         "https://github.evil.example",
         path,
         "",
         false},
        {{{"GH_TOKEN", "c"}, {"GH_HOST", "github.example.org"}},
         "https://github.example.org/acme/widgets",
         Kind::github,
         "https://github.example.org/api/v3",
         "https://github.example.org",
         path,
         "c",
         false},
        {{{"GITEA_TOKEN", "d"}}, remote, Kind::gitea, web + "/api/v1", web, path, "d", false},
        {{{"FORGEJO_TOKEN", "e"}},
         "https://codeberg.org/a/b",
         Kind::gitea,
         "https://codeberg.org/api/v1",
         "https://codeberg.org",
         "a/b",
         "e",
         false},
        {{{"GITHUB_TOKEN", "b"}},
         "https://codeberg.org/a/b",
         Kind::gitea,
         "https://codeberg.org/api/v1",
         "https://codeberg.org",
         "a/b",
         "",
         false},
        {{{"PROFFER_TOKEN", "own"}, {"GITLAB_TOKEN", "c"}},
         "https://gitlab.com/a/b",
         Kind::gitlab,
         "https://gitlab.com/api/v4",
         "https://gitlab.com",
         "a/b",
         "own",
         false},
    };
    for (const Row& row : rows) check(row);
}

TEST_CASE("place: a job's own server, API and token", "[forge]") {
    const std::string path = "acme/widgets", gitea = "http://git.corp.example:3000", sub_path = "https://dev.corp.example/gitlab";
    const std::vector<Row> rows = {
        in_job(k_github_job, "https://github.com/acme/widgets", Kind::github, "https://api.github.com", "https://github.com", path, "ghs"),
        in_job(k_github_job, "git@github.com:acme/widgets.git", Kind::github, "https://api.github.com", "https://github.com", path, "ghs"),
        in_job(k_enterprise_job, "https://code.corp.example/acme/widgets", Kind::github, "https://code.corp.example/api/v3",
               "https://code.corp.example", path, "ghs"),
        in_job(k_gitea_job, gitea + "/acme/widgets.git", Kind::gitea, gitea + "/api/v1", gitea, path, "job"),
        in_job(k_gitea_job, "ssh://git@git.corp.example:2222/acme/widgets.git", Kind::gitea, gitea + "/api/v1", gitea, path, "job"),
        in_job(k_forgejo_job, "https://codeberg.org/acme/widgets", Kind::gitea, "https://codeberg.org/api/v1", "https://codeberg.org", path,
               "job"),
        in_job(k_gitlab_job, "https://gitlab-ci-token:glcbt@gitlab.com/g/s/n.git", Kind::gitlab, "https://gitlab.com/api/v4",
               "https://gitlab.com", "g/s/n", "glcbt"),
        in_job(k_sub_path_job, sub_path + "/group/name.git", Kind::gitlab, sub_path + "/api/v4", sub_path, "group/name", "glcbt"),
        in_job(k_sub_path_job, "git@dev.corp.example:group/name.git", Kind::gitlab, sub_path + "/api/v4", sub_path, "group/name", "glcbt"),
        // A token of one's own is not the job's.
        {with(k_gitlab_job, "GITLAB_TOKEN", "glpat"), "https://gitlab.com/g/n", Kind::gitlab, "https://gitlab.com/api/v4",
         "https://gitlab.com", "g/n", "glpat", false},
        {with(k_github_job, "PROFFER_TOKEN", "own"), "https://github.com/g/n", Kind::github, "https://api.github.com", "https://github.com",
         "g/n", "own", false},
    };
    for (const Row& row : rows) check(row);
}

TEST_CASE("place: in a job no token goes to another server than the job's (C2)", "[forge]") {
    const auto job = GENERATE(k_github_job, k_enterprise_job, k_gitea_job, k_forgejo_job, k_gitlab_job, k_sub_path_job);
    const auto remote = GENERATE(
        as<std::string>(), "https://evil.example/acme/widgets", "https://github.com.evil.example/acme/widgets",
        "https://github.com@evil.example/acme/widgets", "https://evil.example:443/github.com/acme/widgets",
        "https://gitlab.evil.example/acme/widgets", "git@evil.example:acme/widgets.git", "ssh://git@github.evil.example/acme/widgets",
        "http://github.com/acme/widgets", "http://gitlab.com/acme/widgets", "http://codeberg.org/acme/widgets",
        "http://code.corp.example/acme/widgets", "https://git.corp.example:3000/acme/widgets", "http://git.corp.example:3001/acme/widgets",
        "https://code.corp.example:8443/acme/widgets", "https://dev.corp.example/other/widgets",
        "https://dev.corp.example/gitlabs/acme/widgets", "http://dev.corp.example/gitlab/acme/widgets");
    for (const char* name : {"", "PROFFER_TOKEN", "GITLAB_TOKEN", "GITEA_TOKEN", "GH_TOKEN"}) {
        const Row row{*name == '\0' ? job : with(job, name, "own"), remote, Kind::none, "", "", "", "", false};
        INFO(text_of(row));
        CHECK(place_of(row).token.empty());
    }
    const Row named{with(with(job, "PROFFER_FORGE", "github"), "PROFFER_TOKEN", "own"), remote, Kind::none, "", "", "", "", false};
    CHECK(place_of(named).token.empty());
}

TEST_CASE("place: what is no address on a forge is none", "[forge]") {
    const auto remote =
        GENERATE(as<std::string>(), "", "/srv/git/widgets.git", "../widgets.git", "./a:b/c", "file:///srv/git/acme/widgets.git",
                 "git://github.com/acme/widgets.git", "https://", "https://github.com", "https://github.com/", "https:///a/b",
                 "https://github.com/widgets", "ext::sh -c true", "git@github.com:", ":", "@:/", "ssh://");
    const Place place = place_of(own(Kind::none, remote, "", "", "", {{"PROFFER_FORGE", "github"}}));
    INFO(remote);
    CHECK(static_cast<int>(place.kind) == static_cast<int>(Kind::none));
    CHECK(place.token.empty());
}

TEST_CASE("place: the parts of a remote's address", "[forge]") {
    const auto [url, scheme, host, path] = GENERATE(table<std::string, std::string, std::string, std::string>({
        {"https://Host.Example:8443/a/b.git", "https", "host.example:8443", "a/b"},
        {"http://host:80//a/b//", "http", "host", "a/b"},
        {"HTTPS://u:p@host/a/b", "https", "host", "a/b"},
        {"https://u@v@host/a/b", "https", "host", "a/b"},
        {"https://[2001:db8::1]:3000/a/b.git", "https", "[2001:db8::1]:3000", "a/b"},
        {"ssh://git@host:2222/a/b.git", "ssh", "host:2222", "a/b"},
        {"git@host:a/b.git", "ssh", "host", "a/b"},
        {"git@host:/a/b.git", "ssh", "host", "a/b"},
        {"https://host", "https", "host", ""},
        {"ftp://host/a/b", "", "", ""},
    }));
    INFO(url);
    const RemoteParts parts = parts_of_remote(url);
    CHECK(parts.scheme == scheme);
    CHECK(parts.host == host);
    CHECK(parts.path == path);
}

TEST_CASE("place: a server whose name says nothing is asked what it is, without the token", "[forge]") {
    const auto [path, body, kind, api] = GENERATE(table<std::string, std::string, int, std::string>({
        {"/api/v1/version", R"({"version":"1.24.3"})", static_cast<int>(Kind::gitea), "/api/v1"},
        {"/api/v4/version", R"({"message":"401 Unauthorized"})", static_cast<int>(Kind::gitlab), "/api/v4"},
        {"/api/v3/meta", R"({"verifiable_password_authentication":true,"installed_version":"3.12.0"})", static_cast<int>(Kind::github),
         "/api/v3"},
        {"/api/v1/version", "<html>version</html>", static_cast<int>(Kind::none), ""},
        {"/api/v1/version", "[\"version\"]", static_cast<int>(Kind::none), ""},
        {"/api/v1/version", R"({"name":"something else"})", static_cast<int>(Kind::none), ""},
    }));
    support::HttpServer server([path = path, body = body](const support::HttpRequest& request) -> support::HttpAnswer {
        if (request.path() != path) return {.status = 404, .body = "not found"};
        return {.headers = {{"Content-Type", "application/json"}}, .body = body};
    });
    auto client = http::make_curl_client({});
    REQUIRE_OK(client);
    const Place found = place_of(own(Kind::none, server.url() + "/acme/widgets.git", "", "", ""));
    const auto asked = ask_place(**client, found);
    REQUIRE_OK(asked);
    CHECK(static_cast<int>(asked->kind) == kind);
    CHECK(asked->api_url == (api.empty() ? "" : server.url() + api));
    CHECK(asked->project == "acme/widgets");
    CHECK(asked->token == "own");
    REQUIRE_FALSE(server.requests().empty());
    for (const auto& request : server.requests()) {
        CHECK(request.header("authorization").empty());
        CHECK(request.header("private-token").empty());
        CHECK(request.body.empty());
    }
}

TEST_CASE("place: without a token, and where the kind is known, nobody is asked", "[forge]") {
    support::HttpServer server([](const support::HttpRequest&) -> support::HttpAnswer { return {.status = 500}; });
    auto client = http::make_curl_client({});
    REQUIRE_OK(client);
    const Place without{Kind::none, "", server.url(), "acme/widgets", "", false, false};
    const Place known{Kind::gitea, server.url() + "/api/v1", server.url(), "acme/widgets", "own", false, true};
    for (const Place& place : {without, known}) {
        const auto asked = ask_place(**client, place);
        REQUIRE_OK(asked);
        CHECK(static_cast<int>(asked->kind) == static_cast<int>(place.kind));
    }
    CHECK(server.requests().empty());
}

}  // namespace proffer::forge
