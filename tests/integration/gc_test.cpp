// `proffer gc`: which branches go, and that no other does.
#include <catch2/catch.hpp>

#include <algorithm>
#include <ctime>
#include <filesystem>

#include "base/text.hpp"
#include "scene.hpp"
#include "support/git_http.hpp"
#include "support/github_server.hpp"

using namespace proffer;
using namespace proffer::scene;

namespace {

using Environment = std::map<std::string, std::string>;

constexpr const char* k_trailer = "Fix it\n\nProffer-Task: fix\n";
const Environment k_forgeless = {{"GIT_AUTHOR_EMAIL", "carl@example.com"}};  // the committer of what git commits here

struct Collected {
    int exit_status = 0;
    std::map<std::string, std::string> actions;  ///< by branch
    std::string text;
};

class Scene : public Project {
 public:
    explicit Scene(const std::string& extra = "") : Project(configuration("provider: replay", extra)) {}

    /// A commit beside the checkout, on the remote as `branch`.
    std::string propose(const std::string& branch, const std::string& message = k_trailer, const std::string& parent = "") const {
        const std::string commit = git({"commit-tree", "-p", parent.empty() ? base : parent, "-m", message, base + "^{tree}"});
        (void)git({"push", "-q", remote.string(), commit + ":refs/heads/" + branch});
        return commit;
    }
    [[nodiscard]] std::string left() const { return git_in(remote, {"for-each-ref", "--format=%(refname:short)", "refs/heads"}); }

    [[nodiscard]] Collected collect(std::vector<std::string> arguments, Environment environment) const {
        arguments.insert(arguments.begin(), "gc");
        environment.try_emplace("GIT_AUTHOR_EMAIL", "carl@example.com");
        environment.try_emplace("PROFFER_RETRY_BASE_MS", "1");
        const support::JsonRun run = support::proffer_json(*this, std::move(arguments), environment);
        Collected collected;
        collected.exit_status = run.finished.exit_status;
        collected.text = run.finished.output + run.finished.error_output;
        if (const auto branches = run.result.find("branches"))
            for (const json::Value& one : branches->elements())
                collected.actions[one.string_or("branch", "")] = one.string_or("action", "");
        return collected;
    }
};

/// The remote behind HTTP, and GitHub's API beside it.
class Hosted : public Scene {
 public:
    Hosted() : git_server(beside("served"), environment()) {
        std::filesystem::create_directories(beside("served/acme"));
        std::filesystem::rename(remote, beside("served/acme/widgets.git"));
        remote = beside("served/acme/widgets.git");
        (void)git({"config", "remote.origin.url", git_server.url("acme/widgets.git")});
        // Pages and repository of a forge are on one server.
        api.meddle([this](const support::HttpRequest&, const auto& really) { return moved(really()); });
    }
    [[nodiscard]] support::HttpAnswer moved(support::HttpAnswer answer) const {
        answer.body = base::replace_all(std::move(answer.body), api.web_url(), git_server.url());
        return answer;
    }
    void add_pull_request(const std::string& branch, const std::string& commit, const std::string& state, bool is_merged = false) {
        api.branches[branch] = commit;
        support::GithubItem item;
        item.is_pull_request = true;
        item.title = item.body = "t";
        item.author = "proffer-bot";
        item.state = state;
        item.merged = is_merged;
        item.head = branch;
        item.base = "main";
        api.add(item);
    }
    [[nodiscard]] Environment environment_of_run() const {
        return {{"PROFFER_FORGE", "github"}, {"PROFFER_API_URL", api.api_url()}, {"PROFFER_TOKEN", api.token()}};
    }
    support::GithubServer api;
    support::GitHttpServer git_server;
};

}  // namespace

TEST_CASE("gc: without a forge only old branches of ours go", "[gc]") {
    const Scene scene;
    scene.propose("proffer/old");
    scene.propose("proffer/of-people", "by hand\n");
    scene.propose("proffer/mixed", "on top, by hand\n", scene.propose("proffer/below"));
    scene.propose("topic/old");
    (void)scene.git({"push", "-q", scene.remote.string(), scene.base + ":refs/heads/proffer/empty"});
    const std::string before = scene.left();
    const std::string checkout = scene.fingerprint();

    const Collected dry = scene.collect({"--dry-run"}, k_forgeless);
    INFO(dry.text);
    CHECK(dry.exit_status == 0);
    CHECK(dry.actions.at("proffer/old") == "would-delete");
    CHECK(scene.left() == before);

    const Collected collected = scene.collect({}, k_forgeless);
    CHECK(collected.actions.at("proffer/old") == "deleted");
    CHECK(collected.actions.at("proffer/below") == "deleted");
    CHECK(collected.actions.at("proffer/of-people") == "kept");
    CHECK(collected.actions.at("proffer/mixed") == "kept");
    CHECK(collected.actions.at("proffer/empty") == "kept");
    CHECK_FALSE(collected.actions.contains("topic/old"));
    CHECK(scene.left() == "main\nproffer/empty\nproffer/mixed\nproffer/of-people\ntopic/old");
    CHECK(scene.fingerprint() == checkout);  // G5
}

TEST_CASE("gc: young branches stay, and the age is the user's to say", "[gc]") {
    const Scene scene;
    scene.propose("proffer/old");
    const std::string days = std::to_string(36'000);
    CHECK(scene.collect({"--older-than", days}, k_forgeless).actions.at("proffer/old") == "kept");
    CHECK(support::proffer(scene, {"gc", "--older-than", "-1"}).exit_status == 2);
    CHECK(scene.collect({"--older-than", "1"}, k_forgeless).actions.at("proffer/old") == "deleted");
}

TEST_CASE("gc: another committer's proposals stay", "[gc]") {
    const Scene scene;
    scene.propose("proffer/old");
    CHECK(scene.collect({"--committer", "Else <else@example.com>"}, k_forgeless).actions.at("proffer/old") == "kept");
    CHECK(scene.collect({"--committer", "Carl <carl@example.com>"}, {{"GIT_AUTHOR_EMAIL", "ada@example.com"}}).actions.at("proffer/old") ==
          "deleted");
}

TEST_CASE("gc: the configured beginning of names counts as well", "[gc]") {
    const Scene scene("pull_request: {branch: \"bot/{{task}}\"}\n");
    scene.propose("bot/old");
    scene.propose("proffer/old");
    const Collected collected = scene.collect({}, k_forgeless);
    CHECK(collected.actions == std::map<std::string, std::string>{{"bot/old", "deleted"}, {"proffer/old", "deleted"}});
}

TEST_CASE("gc: a remote that forbids deletions is told, and nothing else fails for it", "[gc]") {
    const Scene scene;
    scene.propose("proffer/old");
    scene.git_in(scene.remote, {"config", "receive.denyDeletes", "true"});
    const Collected collected = scene.collect({}, k_forgeless);
    CHECK(collected.exit_status == 4);
    CHECK(collected.actions.at("proffer/old") == "failed");
}

TEST_CASE("gc: without a remote there is nothing to do", "[gc]") {
    const Scene scene;
    (void)scene.git({"remote", "remove", "origin"});
    const auto finished = support::proffer(scene, {"gc"});
    CHECK(finished.exit_status == 0);
    CHECK(finished.output.starts_with("branches deleted: 0 of 0"));
}

TEST_CASE("gc: a branch goes with its closed or merged pull request and stays with its open one", "[gc]") {
    Hosted scene;
    const std::string closed = scene.propose("proffer/closed");
    const std::string open = scene.propose("proffer/open", "Another\n\nProffer-Task: fix\n");
    const std::string people = scene.propose("proffer/people", "by hand\n");
    scene.add_pull_request("proffer/closed", closed, "closed");
    scene.add_pull_request("proffer/open", open, "open");
    scene.add_pull_request("proffer/people", people, "closed", true);
    const Collected collected = scene.collect({"--older-than", "36000"}, scene.environment_of_run());
    INFO(collected.text);
    CHECK(collected.exit_status == 0);
    CHECK(collected.actions.at("proffer/closed") == "deleted");
    CHECK(collected.actions.at("proffer/open") == "kept");
    CHECK(collected.actions.at("proffer/people") == "kept");
    CHECK(scene.left() == "main\nproffer/open\nproffer/people");
    CHECK(collected.text.find(scene.api.token()) == std::string::npos);
    for (const support::HttpRequest& request : scene.api.requests()) CHECK(request.method == "GET");
}

TEST_CASE("gc: when the forge cannot be asked nothing is deleted", "[gc]") {
    Hosted scene;
    scene.propose("proffer/old");
    Environment environment = scene.environment_of_run();
    environment["PROFFER_API_URL"] = "http://127.0.0.1:1";
    CHECK(scene.collect({}, environment).exit_status == 4);
    environment = scene.environment_of_run();
    scene.api.meddle([&](const support::HttpRequest& request, const auto& really) {
        return request.path().ends_with("/pulls") ? support::github_refusal_answer(403, "Resource not accessible") : scene.moved(really());
    });
    const Collected collected = scene.collect({}, environment);
    CHECK(collected.exit_status == 4);
    CHECK(collected.actions.at("proffer/old") == "failed");
    CHECK(scene.left() == "main\nproffer/old");
}

TEST_CASE("gc: commits of people that the checkout has not seen do not keep a branch made on top of them", "[gc]") {
    Hosted scene;
    const std::string newer = scene.git({"commit-tree", "-p", scene.base, "-m", "by hand", scene.base + "^{tree}"});
    (void)scene.git({"push", "-q", scene.remote.string(), newer + ":refs/heads/main"});
    const std::string commit = scene.propose("proffer/closed", k_trailer, newer);
    scene.add_pull_request("proffer/closed", commit, "closed");
    CHECK(scene.collect({}, scene.environment_of_run()).actions.at("proffer/closed") == "deleted");
}
