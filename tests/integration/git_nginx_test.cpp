// Pushes to the real git http-backend behind a real nginx, as companies have it: logins, limits, hooks.
#include <catch2/catch.hpp>

#include <fstream>

#include "scene.hpp"
#include "support/nginx_git.hpp"

using namespace proffer;
using namespace proffer::scene;

namespace {

const std::string k_token = "q7Zr9Xw2Lk4Tn8Vb3Mc6Hd1Jf5Gs0PyQ8wE";

class Behind : public Project {
 public:
    explicit Behind(const std::string& place)
        : Project(configuration("provider: replay", "retries: 0\ncycles: 0\n")),
          nginx(beside(""), beside("nginx"), environment(), {"x-access-token", k_token}) {
        (void)git({"config", "remote.origin.url", nginx.url(place, "origin.git")});
        before_ = fingerprint({"proffer-report"});
    }
    [[nodiscard]] bool is_untouched() const { return fingerprint({"proffer-report"}) == before_; }
    [[nodiscard]] support::JsonRun run(std::map<std::string, std::string> variables) const {
        const auto replies = support::record_replies(*this, {support::modified("src/calc.py", k_right)});
        variables.insert({"PROFFER_FORGE", "none"});
        return support::proffer_json(*this, {"run", "fix-add", "--replay", replies.string()}, variables);
    }
    void add_hook(const std::string& body) const {
        const auto hook = remote / "hooks/pre-receive";
        std::filesystem::create_directories(hook.parent_path());
        std::ofstream(hook) << "#!/bin/sh\n" << body << "\n";
        std::filesystem::permissions(hook, std::filesystem::perms::owner_all);
    }

    support::NginxGit nginx;

 private:
    std::string before_;
};

std::string text_of(const support::JsonRun& run) {
    return run.finished.output + run.finished.error_output;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// The proposal is in the artifact, whatever became of the push.
void check_nothing_is_lost(const Behind& project, const support::JsonRun& run) {
    CHECK(run.finished.exit_status == 4);
    CHECK(project.proposed_branches().empty());
    CHECK(has(project.report("proposal.patch"), "return a + b"));
    CHECK_FALSE(has(text_of(run) + project.report("journal.jsonl"), k_token));
}

}  // namespace

TEST_CASE("nginx: a push with the token as password, or alone where the server wants it so", "[git-server]") {
    const bool is_bearer = GENERATE(false, true);
    Behind project(is_bearer ? "bearer" : "basic");
    const auto run = project.run({{"PROFFER_TOKEN", k_token}, {"PROFFER_GIT_AUTH", is_bearer ? "bearer" : "basic"}});
    INFO(text_of(run) << project.nginx.access_log());
    CHECK(run.finished.exit_status == 0);
    CHECK(project.git_in(project.remote, {"show", "proffer/fix-add:src/calc.py"}) + "\n" == k_right);
    CHECK(has(project.nginx.access_log(), "200 /" + std::string(is_bearer ? "bearer" : "basic") + "/origin.git/git-receive-pack"));
    CHECK(project.is_untouched());
}

TEST_CASE("nginx: a login that is refused is told with what to check, and nothing is lost", "[git-server]") {
    const std::string place = GENERATE("basic", "bearer");
    Behind project(place);
    const auto run = project.run({{"PROFFER_TOKEN", place == "basic" ? "wrong-" + k_token : k_token}});
    INFO(text_of(run));
    check_nothing_is_lost(project, run);
    CHECK(run.result.string_or("conclusion", "") == "forge-denied");
    CHECK(has(text_of(run), "PROFFER_GIT_AUTH"));
    CHECK(project.is_untouched());
    // The same artifact goes out once the login is right.
    const std::map<std::string, std::string> right = {{"PROFFER_TOKEN", k_token}, {"PROFFER_GIT_AUTH", place}, {"PROFFER_FORGE", "none"}};
    CHECK(support::proffer_json(project, {"publish", "proffer-report"}, right).finished.exit_status == 0);
    CHECK_FALSE(project.proposed_branches().empty());
}

TEST_CASE("nginx: a proxy that takes no push of that size is named as the cause", "[git-server]") {
    Behind project("small");
    const auto run = project.run({{"PROFFER_TOKEN", k_token}});
    INFO(text_of(run) << project.nginx.access_log());
    check_nothing_is_lost(project, run);
    CHECK(has(text_of(run), "client_max_body_size"));
}

TEST_CASE("nginx: what a hook or a protection of the server says is told", "[git-server]") {
    Behind project("basic");
    const std::string said = GENERATE("remote: branches need a ticket", "protected branch");
    project.add_hook("echo '" + said + "' >&2; exit 1");
    const auto run = project.run({{"PROFFER_TOKEN", k_token}});
    INFO(text_of(run));
    check_nothing_is_lost(project, run);
    CHECK(has(text_of(run), said));
}
