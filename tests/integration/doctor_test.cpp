// `proffer doctor`: what a run would be refused, told before it begins.
#include <catch2/catch.hpp>

#include <filesystem>
#include <memory>

#include "scene.hpp"
#include "support/git_http.hpp"
#include "support/gitea_server.hpp"
#include "support/github_server.hpp"
#include "support/gitlab_server.hpp"
#include "support/http_server.hpp"

using namespace proffer;
using namespace proffer::scene;
using support::HttpAnswer;
using support::HttpRequest;
using support::HttpServer;

namespace {

using Environment = std::map<std::string, std::string>;

const std::string k_key = "sk-ant-q7Zr9Xw2Lk4Tn8Vb3Mc6Hd1Jf5Gs0PyQ8wE";
const std::string k_ollama = "provider: ollama, name: tiny";

HttpAnswer json_answer(std::string body, int status = 200) {
    return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

/// Lists models; everything else is refused, so that a request that costs tokens would be seen.
class Models {
 public:
    Models(std::string path, std::string body, int status = 200)
        : server_([path = std::move(path), body = std::move(body), status](const HttpRequest& request) {
              return request.method == "GET" && request.path() == path ? json_answer(body, status) : json_answer("{}", 400);
          }) {}
    [[nodiscard]] std::string url() const { return server_.url(); }
    [[nodiscard]] std::vector<HttpRequest> requests() const { return server_.requests(); }

 private:
    HttpServer server_;
};

const std::string k_tiny = R"({"models":[{"name":"tiny:latest"}]})";

struct Told {
    int exit_status = 0;
    std::string text;  ///< stdout and stderr
    std::map<std::string, json::Value> by_name;

    [[nodiscard]] std::string status(const std::string& name) const {
        const auto found = by_name.find(name);
        return found == by_name.end() ? "" : found->second.string_or("status", "");
    }
    [[nodiscard]] std::string message(const std::string& name) const {
        const auto found = by_name.find(name);
        return found == by_name.end() ? "" : found->second.string_or("message", "");
    }
    [[nodiscard]] std::string remedy(const std::string& name) const {
        const auto found = by_name.find(name);
        return found == by_name.end() ? "" : found->second.string_or("remedy", "");
    }
};

/// The gravest of those of one name.
Told doctor(const support::TestRepository& repository, std::vector<std::string> arguments, Environment environment) {
    arguments.insert(arguments.begin(), "doctor");
    environment.try_emplace("PROFFER_RETRY_BASE_MS", "1");
    const support::JsonRun run = support::proffer_json(repository, std::move(arguments), environment);
    Told told;
    told.exit_status = run.finished.exit_status;
    told.text = run.finished.output + run.finished.error_output;
    for (const json::Value& check : run.result.find("checks")->elements()) {
        // Every line that is not fine tells what to do.
        if (check.string_or("status", "") != "ok") CHECK_FALSE(check.string_or("remedy", "").empty());
        const std::string name = check.string_or("name", "");
        const auto known = told.by_name.find(name);
        if (known == told.by_name.end() || check.string_or("status", "") == "problem") told.by_name.insert_or_assign(name, check);
    }
    CHECK(run.result.integer_or("exit_code", -1) == told.exit_status);
    return told;
}

/// The usual project, its remote served over HTTP under the name that the fake forges know.
class Hosted : public Project {
 public:
    explicit Hosted(const std::string& config) : Project(config), git_server(beside("served"), environment()) {
        std::filesystem::create_directories(beside("served/acme"));
        (void)git({"clone", "-q", "--bare", remote.string(), beside("served/acme/widgets.git").string()});
        (void)git({"config", "remote.origin.url", git_server.url("acme/widgets.git")});
    }
    support::GitHttpServer git_server;
};

Environment at(const Models& models, Environment more = {}) {
    more["OLLAMA_BASE_URL"] = models.url();
    return more;
}

}  // namespace

TEST_CASE("doctor: all is well with a bare remote and a model that is there; nothing is spent or touched", "[doctor]") {
    const Models models("/api/tags", k_tiny);
    Project project(configuration(k_ollama));
    const Told told = doctor(project, {}, at(models));
    INFO(told.text);
    CHECK(told.exit_status == 0);
    for (const char* name :
         {"repository-kind", "git", "identity", "configuration", "enabled", "model", "model-reachable", "remote", "forge"})
        CHECK(told.status(name) == "ok");
    CHECK(told.message("configuration") == ".proffer.yml (working tree): 1 task");
    CHECK(told.message("identity") == "commits are by Ada Author <ada@example.com>");
    REQUIRE(models.requests().size() == 1);
    CHECK(models.requests().front().method == "GET");
    CHECK(project.is_untouched());
    CHECK_FALSE(std::filesystem::exists(project.path() / "proffer-report"));
}

TEST_CASE("doctor: for people it is one line each", "[doctor]") {
    const Models models("/api/tags", R"({"models":[]})");
    Project project(configuration(k_ollama));
    const auto finished = support::proffer(project, {"doctor"}, at(models));
    CHECK(finished.exit_status == 4);
    CHECK(finished.output.find("ok       configuration: .proffer.yml (working tree): 1 task\n") != std::string::npos);
    CHECK(finished.output.find("problem  model-reachable: ollama at ") != std::string::npos);
    CHECK(finished.output.find("(remedy: run 'ollama pull tiny'") != std::string::npos);
}

TEST_CASE("doctor: a model's service that is not there is a problem", "[doctor]") {
    Project project(configuration(k_ollama));
    const Told told = doctor(project, {}, {{"OLLAMA_BASE_URL", "http://127.0.0.1:1"}});
    CHECK(told.exit_status == 4);
    CHECK(told.status("model-reachable") == "problem");
}

TEST_CASE("doctor: a refused key is told without the key", "[doctor]") {
    const Models models("/v1/models", R"({"type":"error","error":{"type":"authentication_error","message":"invalid )" + k_key + "\"}}",
                        401);
    Project project(configuration("provider: auto"));
    const Told told = doctor(project, {}, {{"ANTHROPIC_API_KEY", k_key}, {"ANTHROPIC_BASE_URL", models.url()}});
    INFO(told.text);
    CHECK(told.exit_status == 4);
    CHECK(told.message("model").find("auto: ANTHROPIC_API_KEY is set") != std::string::npos);
    CHECK(told.remedy("model-reachable") == "check the key in ANTHROPIC_API_KEY");
    CHECK(told.text.find(k_key) == std::string::npos);
    REQUIRE(models.requests().size() == 1);
    CHECK(models.requests().front().header("x-api-key") == k_key);
    CHECK_FALSE(models.requests().front().header("anthropic-version").empty());
}

TEST_CASE("doctor: each service is asked where it lists its models", "[doctor]") {
    Project project(configuration("provider: auto, name: m"));
    const Models openai("/v1/models", R"({"object":"list","data":[{"id":"m"}]})");
    const Models github("/catalog/models", R"([{"id":"m"}])");
    const Models anthropic("/v1/models", R"({"data":[{"id":"m-20250929"}]})");
    CHECK(doctor(project, {"--provider", "openai", "--model", "m"}, {{"OPENAI_BASE_URL", openai.url()}}).exit_status == 0);
    CHECK(doctor(project, {"--provider", "github", "--model", "m"},
                 {{"GITHUB_MODELS_BASE_URL", github.url()}, {"PROFFER_MODEL_TOKEN", k_key}})
              .exit_status == 0);
    CHECK(doctor(project, {"--provider", "anthropic", "--model", "m"},
                 {{"ANTHROPIC_BASE_URL", anthropic.url() + "/v1"}, {"ANTHROPIC_API_KEY", k_key}})
              .exit_status == 0);
    CHECK(openai.requests().size() == 1);
    CHECK(github.requests().size() == 1);
    CHECK(anthropic.requests().size() == 1);
}

TEST_CASE("doctor: a key does not go to a host that only the file names (C3)", "[doctor]") {
    const Models models("/v1/models", R"({"data":[]})");
    Project project(configuration("provider: anthropic, base_url: \"" + models.url() + "\""));
    const Told told = doctor(project, {}, {{"ANTHROPIC_API_KEY", k_key}});
    CHECK(told.exit_status == 2);
    CHECK(told.status("model") == "problem");
    CHECK(told.remedy("model").find("PROFFER_ALLOW_HOSTS") != std::string::npos);
    CHECK(models.requests().empty());
}

TEST_CASE("doctor: a program is looked for", "[doctor]") {
    Project there(configuration("provider: command, command: \"cat answer.md\""));
    CHECK(doctor(there, {}, {}).status("model-reachable") == "ok");
    Project missing(configuration("provider: command, command: no-such-agent"));
    const Told told = doctor(missing, {}, {});
    CHECK(told.exit_status == 4);
    CHECK(told.message("model-reachable") == "no program 'no-such-agent'");
}

TEST_CASE("doctor: switched off is a problem of its own", "[doctor]") {
    const Models models("/api/tags", k_tiny);
    Project project(configuration(k_ollama));
    CHECK(doctor(project, {}, at(models, {{"PROFFER_ENABLED", "false"}})).exit_status == 3);
    Project off(configuration(k_ollama, "enabled: false\n"));
    const Told told = doctor(off, {}, at(models));
    CHECK(told.exit_status == 3);
    CHECK(told.status("enabled") == "problem");
}

TEST_CASE("doctor: a broken configuration is told, and everything else still is", "[doctor]") {
    const Models models("/api/tags", k_tiny);
    Project project("version: 1\nalowed: [src/]\n");
    const Told told = doctor(project, {"--provider", "ollama", "--model", "tiny"}, at(models));
    CHECK(told.exit_status == 2);
    CHECK(told.status("configuration") == "problem");
    CHECK(told.status("model-reachable") == "ok");
    CHECK(told.status("remote") == "ok");
}

TEST_CASE("doctor: walls that are too weak are told before a run finds out", "[doctor]") {
    const Models models("/api/tags", k_tiny);
    Project project(configuration(k_ollama));
    const Told weak = doctor(project, {"--isolation", "L3"}, at(models, {{"PROFFER_WORKSPACE", "plain"}}));
    CHECK(weak.exit_status == 3);
    CHECK(weak.status("runner") == "problem");
    CHECK(weak.remedy("runner").find("--isolation") != std::string::npos);
    CHECK(doctor(project, {"--isolation", "L1"}, at(models, {{"PROFFER_WORKSPACE", "nonsense"}})).exit_status == 2);
}

TEST_CASE("doctor: no repository, no commit and no remote are told", "[doctor]") {
    const Models models("/api/tags", k_tiny);
    const support::TestRepository empty;
    const Told unborn = doctor(empty, {}, at(models));
    CHECK(unborn.exit_status != 0);
    CHECK(unborn.status("base") == "problem");
    CHECK(unborn.status("configuration") == "problem");
    CHECK(unborn.message("forge") == "none: no remote, so a local branch is what is made");
    const Told nowhere = doctor(empty, {"--repo", "/"}, at(models));
    CHECK(nowhere.exit_status == 2);
    CHECK(nowhere.status("repository-kind") == "problem");
}

TEST_CASE("doctor: a remote that is not there is a problem", "[doctor]") {
    const Models models("/api/tags", k_tiny);
    Project project(configuration(k_ollama));
    std::filesystem::remove_all(project.remote);
    const Told told = doctor(project, {}, at(models));
    CHECK(told.exit_status == 4);
    CHECK(told.status("remote") == "problem");
}

TEST_CASE("doctor: hostile names are shown, not obeyed (O1)", "[doctor]") {
    const Models models("/api/tags", R"({"models":[{"name":"\u001b]0;owned\u0007\n::error::x"}]})");
    Project project(configuration(k_ollama));
    const auto finished = support::proffer(project, {"doctor"}, at(models));
    CHECK(finished.output.find('\x1b') == std::string::npos);
    CHECK(finished.output.find("\n::") == std::string::npos);
    CHECK(finished.output.find("\\x1b]0;owned") != std::string::npos);
}

TEST_CASE("doctor: GitHub with a person's token is fine; a label that tasks wait for may be missing", "[doctor]") {
    const Models models("/api/tags", k_tiny);
    support::GithubServer server;
    bool has_label = false;
    server.meddle([&](const HttpRequest& request, const auto& really) {
        if (request.path().ends_with("/labels/go%20on")) return has_label ? json_answer(R"({"name":"go on"})") : json_answer("{}", 404);
        if (request.path().find("/rules/branches/") != std::string::npos) return json_answer(R"([{"type":"creation"}])");
        return really();
    });
    Hosted project(configuration(k_ollama) + "  on-label:\n    on: {issue-label: go on}\n    instruction: x\n");
    const Environment environment =
        at(models, {{"PROFFER_FORGE", "github"}, {"PROFFER_API_URL", server.api_url()}, {"PROFFER_TOKEN", server.token()}});
    Told told = doctor(project, {}, environment);
    INFO(told.text);
    CHECK(told.exit_status == 0);
    for (const char* name : {"forge", "api", "repository", "token", "push", "pull-requests", "ci"}) CHECK(told.status(name) == "ok");
    CHECK(told.message("token").find("personal access token (classic)") != std::string::npos);
    CHECK(told.status("label") == "warning");
    CHECK(told.status("branch-rules") == "warning");
    CHECK(told.text.find(server.token()) == std::string::npos);
    for (const HttpRequest& request : server.requests()) CHECK(request.method == "GET");
    has_label = true;
    CHECK(doctor(project, {}, environment).status("label") == "ok");
}

TEST_CASE("doctor: GitHub's workflow token starts no CI, and may be kept from opening pull requests", "[doctor]") {
    const Models models("/api/tags", k_tiny);
    support::GithubOptions options;
    options.token = "ghs_0123456789abcdefghijABCDEFGHIJ012345";
    options.is_workflow_token = true;
    options.workflows_may_open = false;
    support::GithubServer server(options);
    Hosted project(configuration(k_ollama));
    const Told told = doctor(project, {},
                             at(models, {{"CI", "true"},
                                         {"GITHUB_ACTIONS", "true"},
                                         {"GITHUB_SERVER_URL", project.git_server.url()},
                                         {"GITHUB_API_URL", server.api_url()},
                                         {"GITHUB_REPOSITORY", "acme/widgets"},
                                         {"GITHUB_TOKEN", server.token()}}));
    INFO(told.text);
    CHECK(told.message("configuration").find(" at " + project.base.substr(0, 12)) != std::string::npos);
    CHECK(told.message("forge").find("the CI job runs on it") != std::string::npos);
    CHECK(told.status("ci") == "warning");
    CHECK(told.status("pull-requests") == "problem");
    CHECK(told.remedy("pull-requests").find("Allow GitHub Actions") != std::string::npos);
    CHECK(told.text.find(server.token()) == std::string::npos);
}

TEST_CASE("doctor: a forge that refuses the token or does not know the project is a problem", "[doctor]") {
    const Models models("/api/tags", k_tiny);
    support::GithubServer server;
    Hosted project(configuration(k_ollama));
    const auto with = [&](const std::string& token, const std::string& api) {
        return doctor(project, {}, at(models, {{"PROFFER_FORGE", "github"}, {"PROFFER_API_URL", api}, {"PROFFER_TOKEN", token}}));
    };
    const Told refused = with("ghp_wrong0123456789abcdefghijABCDEFGHIJ01", server.api_url());
    CHECK(refused.exit_status == 4);
    CHECK(refused.status("api") == "problem");
    const Told down = with(server.token(), "http://127.0.0.1:1");
    CHECK(down.exit_status == 4);
    CHECK(down.status("api") == "problem");
}

TEST_CASE("doctor: Gitea tells of the push that needs no rights, GitLab of the job token that has few", "[doctor]") {
    const Models models("/api/tags", k_tiny);
    Hosted project(configuration(k_ollama));
    support::GiteaServer gitea;
    const Environment at_gitea =
        at(models, {{"PROFFER_FORGE", "gitea"}, {"PROFFER_API_URL", gitea.api_url()}, {"PROFFER_TOKEN", support::GiteaServer::k_token}});
    CHECK(doctor(project, {}, at_gitea).status("push") == "ok");
    for (support::GiteaUser& user : gitea.users)
        if (user.login == "proffer-bot") user.access = "read";
    const Told reader = doctor(project, {}, at_gitea);
    INFO(reader.text);
    CHECK(reader.status("push") == "warning");
    CHECK(reader.message("push").find("AGit") != std::string::npos);

    support::GitlabServer gitlab;
    Environment at_gitlab =
        at(models, {{"PROFFER_FORGE", "gitlab"}, {"PROFFER_API_URL", gitlab.api_url()}, {"PROFFER_TOKEN", support::GitlabServer::k_token}});
    const Told member = doctor(project, {}, at_gitlab);
    INFO(member.text);
    CHECK(member.status("pull-requests") == "ok");
    at_gitlab.erase("PROFFER_TOKEN");
    at_gitlab.insert({{"GITLAB_CI", "true"}, {"CI_SERVER_URL", project.git_server.url()}, {"CI_JOB_TOKEN", "glcbt-0123456789abcdefghij"}});
    gitlab.tokens["glcbt-0123456789abcdefghij"] = {7, {}, true};
    const Told job = doctor(project, {}, at_gitlab);
    INFO(job.text);
    CHECK(job.status("api") == "warning");
    CHECK(job.remedy("api").find("project access token") != std::string::npos);
    for (const auto& violation : gitlab.violations()) FAIL_CHECK(violation);
}
