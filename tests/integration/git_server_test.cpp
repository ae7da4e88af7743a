// Hostile and failing git servers over HTTP: where the token goes, what of the server's words is shown, what a broken push leaves
// (security.md G6, N2, O1, section 3).
#include <catch2/catch.hpp>

#include <fstream>

#include "scene.hpp"
#include "support/git_http.hpp"

using namespace proffer;
using namespace proffer::scene;
using support::GitHttpFault;
using support::GitHttpServer;

namespace {

const std::string k_token = "ghs_q7Zr9Xw2Lk4Tn8Vb3Mc6Hd1Jf5Gs0PyQ8wE";
const std::string k_reply = support::modified("src/calc.py", k_right);

/// The usual project, whose remote is served over HTTP.
class Served : public Project {
 public:
    explicit Served(GitHttpFault fault = {})
        : Project(configuration("provider: replay", "retries: 0\ncycles: 0\n")),
          server(beside(""), server_environment(), std::move(fault)) {
        (void)git({"config", "remote.origin.url", server.url("origin.git")});
    }

    [[nodiscard]] os::Finished run(const std::vector<std::string>& arguments) const {
        return support::proffer(*this, arguments, {{"PROFFER_TOKEN", k_token}});
    }
    [[nodiscard]] os::Finished run_task() const {
        return run({"run", "fix-add", "--replay", support::record_replies(*this, {k_reply}).string()});
    }

    void add_hook(const std::string& body) const {
        const auto hook = remote / "hooks/pre-receive";
        std::filesystem::create_directories(hook.parent_path());
        std::ofstream(hook) << "#!/bin/sh\n" << body << "\n";
        std::filesystem::permissions(hook, std::filesystem::perms::owner_all);
    }

    GitHttpServer server;

 private:
    [[nodiscard]] os::Environment server_environment() const { return environment(); }
};

std::size_t with_authorization(const std::vector<support::HttpRequest>& requests) {
    std::size_t count = 0;
    for (const auto& request : requests)
        if (!request.header("authorization").empty()) ++count;
    return count;
}

/// No byte a terminal or a runner would act on.
void check_inert(const std::string& text) {
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\x07') == std::string::npos);
    CHECK(text.find("\n::") == std::string::npos);
    CHECK(text.find("##[") == std::string::npos);
}

}  // namespace

TEST_CASE("git server: a push over HTTP brings the token to the server and nowhere else (N6)", "[git-server]") {
    Served project;
    const auto finished = project.run_task();
    INFO(finished.output << finished.error_output);
    CHECK(finished.exit_status == 0);
    CHECK(project.git_in(project.remote, {"show", "proffer/fix-add:src/calc.py"}) + "\n" == k_right);
    CHECK(with_authorization(project.server.requests()) == project.server.requests().size());
    for (const char* name : {"journal.jsonl", "report.md", "report.json", "proposal.patch"})
        CHECK(project.report(name).find(k_token) == std::string::npos);
    CHECK((finished.output + finished.error_output).find(k_token) == std::string::npos);
}

TEST_CASE("git server: a redirect to another host is not followed; no credentials go there (N2)", "[git-server]") {
    Project target(configuration("provider: replay"));
    GitHttpServer other(target.beside(""), target.environment());
    const auto where = GENERATE(as<std::string>(), "", "info/refs", "/git-receive-pack");
    Served project({.where = where, .redirect_to = other.url(), .cut_after_bytes = {}, .forget_after_bytes = {}, .insert_before = {}});
    const auto finished = project.run_task();
    INFO(where << "\n" << finished.output << finished.error_output);
    CHECK(finished.exit_status == 4);
    CHECK(other.requests().empty());
    CHECK(target.proposed_branches().empty());
    CHECK(project.proposed_branches().empty());
    CHECK_FALSE(project.report("proposal.patch").empty());
}

TEST_CASE("git server: what it says is shown as text (G6, O1, O3)", "[git-server]") {
    Served project;
    const bool refuses = GENERATE(false, true);
    project.add_hook(
        "printf '\\033]0;owned\\007\\033[2J\\n::set-env name=X::1\\n  ::add-mask::x\\n##[error]x\\r\\n' >&2\n"
        "printf '\\302\\2331A\\342\\200\\256hidden\\n' >&2\nexit " +
        std::string(refuses ? "1" : "0"));
    const auto finished = project.run_task();
    INFO(finished.error_output);
    CHECK(finished.exit_status == (refuses ? 4 : 0));
    check_inert(finished.output);
    check_inert(finished.error_output);
    for (const char* name : {"journal.jsonl", "report.md", "report.html", "report.junit.xml"}) {
        INFO(name);
        check_inert(project.report(name));
    }
    CHECK(project.proposed_branches() == (refuses ? "" : "proffer/fix-add"));
}

TEST_CASE("git server: a refused push tells the server's reason and is taken up by publish", "[git-server]") {
    Served project;
    project.add_hook("echo 'branches of this name are closed' >&2\nexit 1");
    const auto refused = project.run_task();
    CHECK(refused.exit_status == 4);
    CHECK(refused.error_output.find("closed") + refused.output.find("closed") != 2 * std::string::npos);
    std::filesystem::remove(project.remote / "hooks/pre-receive");
    CHECK(project.run({"publish", "proffer-report"}).exit_status == 0);
    CHECK(project.proposed_branches() == "proffer/fix-add");
}

TEST_CASE("git server: a connection cut anywhere leaves nothing half, and publish makes it whole", "[git-server]") {
    const auto [where, cut, forget] = GENERATE(table<std::string, std::optional<std::size_t>, std::optional<std::size_t>>({
        {"info/refs", 0, {}},
        {"info/refs", 40, {}},
        {"info/refs", 150, {}},
        {"/git-receive-pack", 0, {}},
        {"/git-receive-pack", 20, {}},
        {"/git-receive-pack", 60, {}},
        {"/git-receive-pack", {}, 0},
        {"/git-receive-pack", {}, 100},
        {"/git-receive-pack", {}, 300},
        {"/git-receive-pack", {}, 100'000},
    }));
    INFO(where << " " << cut.value_or(999) << " " << forget.value_or(999));
    Served project({.where = where, .redirect_to = {}, .cut_after_bytes = cut, .forget_after_bytes = forget, .insert_before = {}});
    const auto broken = project.run_task();
    INFO(broken.output << broken.error_output);
    CHECK((broken.exit_status == 4 || broken.exit_status == 0));
    CHECK(project.git_in(project.remote, {"fsck", "--strict", "--no-dangling"}).find("error") == std::string::npos);
    GitHttpServer whole(project.beside(""), project.environment());
    (void)project.git({"config", "remote.origin.url", whole.url("origin.git")});
    const auto again = project.run({"publish", "proffer-report"});
    INFO(again.output << again.error_output << broken.output);
    CHECK(again.exit_status == 0);
    CHECK(project.proposed_branches() == "proffer/fix-add");
    CHECK(project.git_in(project.remote, {"show", "proffer/fix-add:src/calc.py"}) + "\n" == k_right);
}

TEST_CASE("git server: answers that are no git protocol end the push, not the program", "[git-server]") {
    const auto bytes = GENERATE(as<std::string>(), "<html>login</html>\n", "ffff", "0000000000000000", std::string(100'000, 'x'),
                                "001e# service=git-upload-pack\n0000");
    Served project({.where = "info/refs", .redirect_to = {}, .cut_after_bytes = {}, .forget_after_bytes = {}, .insert_before = bytes});
    const auto finished = project.run_task();
    CHECK(finished.exit_status == 4);
    CHECK(project.proposed_branches().empty());
    CHECK_FALSE(project.report("proposal.patch").empty());
}
