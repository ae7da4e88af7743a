// Pushes with the hook installed: real git, the built program.
#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <csignal>

#include "os/spawn.hpp"
#include "pushing.hpp"
#include "support/model_server.hpp"

using namespace proffer;
using namespace proffer::scene;
using support::ModelApi;
using support::ModelServer;

namespace {

std::string ollama(const ModelServer& server) {
    return "provider: ollama, name: scripted, base_url: '" + server.url() + "'";
}

std::string fingerprint_of_work(const Pushing& project) {
    return project.fingerprint({".git/refs/remotes", ".git/logs/refs/remotes", ".git/hooks"});
}

}  // namespace

TEST_CASE("hook: a push goes on at once; its proposal follows on the pushed commit, and the checkout stays as it is", "[hook]") {
    ModelServer server(ModelApi::ollama, {support::reply_with(support::modified("src/calc.py", k_right))});
    Pushing project(ollama(server), "", k_right);
    const std::string pushed = project.commit_more();
    project.write("src/calc.py", "WORK-IN-PROGRESS\n");
    const std::string before = fingerprint_of_work(project);
    const auto push = project.try_git({"push", "origin", "main"});
    INFO(push.error_output);
    CHECK(push.exit_status == 0);
    CHECK(has(push.error_output, "proffer: fix-add runs for main in the background; 'proffer status' shows how it goes, log: "));
    CHECK(project.conclusion() == "success");
    INFO(project.log());
    CHECK(project.proposed_branches() == "proffer/fix-add-main");
    CHECK(project.git_in(project.remote, {"rev-parse", "proffer/fix-add-main^"}) == pushed);
    CHECK(project.git_in(project.remote, {"diff", "--name-only", "main", "proffer/fix-add-main"}) == "src/calc.py");
    CHECK(fingerprint_of_work(project) == before);
    REQUIRE(server.requests().size() == 1);
    const std::string prompt = server.requests()[0].body;
    CHECK(has(prompt, "add more (Ada Author)"));
    CHECK(has(prompt, "FILES<src/more.py"));
    CHECK(has(prompt, "+# more"));
    CHECK_FALSE(has(prompt, "WORK-IN-PROGRESS"));
    // Our own push has fired no hook (G4).
    CHECK(project.pushes().size() == 1);
}

TEST_CASE("hook: a command, and units of work, get the files that the push changes and no others", "[hook]") {
    Pushing project;
    const std::string each = GENERATE(as<std::string>(), "", "    each: src/*.py\n");
    project.write(".proffer.yml", "version: 1\nallowed: [src/]\npull_request: {labels: []}\ntasks:\n  format:\n    on: pre-push\n" + each +
                                      "    command: for f in {{files}}; do echo formatted >> \"$f\"; done\n");
    (void)project.commit_more("first");
    (void)project.commit_more("a second");
    CHECK(project.try_git({"push", "origin", "main"}).exit_status == 0);
    CHECK(project.conclusion() == "success");
    INFO(project.log());
    CHECK(project.git_in(project.remote, {"diff", "--name-only", "main", "proffer/format-main"}) == "src/a second.py\nsrc/first.py");
}

TEST_CASE("hook: without a task for pushes nothing happens and nothing is written", "[hook]") {
    Pushing project;
    const std::string quiet = GENERATE(as<std::string>(), "version: 1\nallowed: [src/]\ntasks: {a: {instruction: x}}\n",
                                       "version: 1\nallowed: [src/]\ntasks: {a: {instruction: pre-push}}\n", "none");
    if (quiet == "none")
        project.remove(".proffer.yml");
    else
        project.write(".proffer.yml", quiet);
    (void)project.commit_more();
    const auto push = project.try_git({"push", "origin", "main"});
    CHECK(push.exit_status == 0);
    CHECK_FALSE(has(push.error_output, "proffer: "));
    CHECK_FALSE(std::filesystem::exists(project.home() / ".local"));
}

TEST_CASE("hook: PROFFER=0 and --no-verify skip it", "[hook]") {
    Pushing project;
    (void)project.commit_more();
    CHECK(project.try_git({"push", "--no-verify", "origin", "main"}).exit_status == 0);
    (void)project.commit_more("again");
    os::Command push;
    push.arguments = {"git", "push", "origin", "main"};
    push.environment = project.environment();
    push.environment.set("PROFFER", "0");
    push.directory = project.path();
    CHECK(os::run(push)->exit_status == 0);
    CHECK(project.pushes().empty());
}

TEST_CASE("hook: tags, deletions and our own branches start nothing; a broken configuration stops no push", "[hook]") {
    Pushing project;
    (void)project.git({"push", "--quiet", "--no-verify", "origin", "main:old", "main:proffer/mine"});
    (void)project.git({"tag", "v1"});
    CHECK(project.try_git({"push", "origin", "v1", ":old"}).exit_status == 0);
    CHECK(project.try_git({"push", "origin", "main:proffer/other"}).exit_status == 0);
    CHECK(project.pushes().empty());
    project.write(".proffer.yml", "version: 1\ntasks: {a: {on: pre-push}}\n");
    const auto push = project.try_git({"push", "origin", "main:topic"});
    CHECK(push.exit_status == 0);
    CHECK(has(push.error_output, "proffer: .proffer.yml:2:"));
    CHECK(has(push.error_output, "nothing runs for this push"));
    CHECK(project.pushes().empty());
}

TEST_CASE("hook: every pushed branch gets a proposal of its own, also one that is forced or spelt oddly", "[hook]") {
    Pushing project;
    (void)project.git({"branch", "side/one", project.base});
    const std::string pushed = project.commit_more();
    CHECK(project.try_git({"push", "--force", "origin", "HEAD:refs/heads/top", "side/one", ":refs/heads/none"}).exit_status == 0);
    CHECK(project.conclusion(0) == "success");
    CHECK(project.conclusion(1) == "success");
    CHECK(project.git_in(project.remote, {"rev-parse", "proffer/fix-add-top^"}) == pushed);
    CHECK(project.git_in(project.remote, {"rev-parse", "proffer/fix-add-side-one^"}) == project.base);
}

TEST_CASE("hook: checks do not see what people do in the checkout meanwhile", "[hook]") {
    Pushing project("provider: command, command: 'while ! [ -e \"$HOME/go\" ]; do sleep 0.1; done; cat \"$HOME/reply\"'", "", k_right);
    (void)project.commit_more();
    CHECK(project.try_git({"push", "origin", "main"}).exit_status == 0);
    REQUIRE(comes_true([&] { return has(project.log(), "attempt 1"); }));
    project.write("tests/check.py", "raise SystemExit(9)\n");
    std::ofstream(project.home() / "go") << "\n";
    CHECK(project.conclusion() == "success");
}

TEST_CASE("hook: a second push queues behind the first", "[hook]") {
    Pushing project("provider: command, command: 'sleep 1; cat \"$HOME/reply\"'", "", k_right);
    (void)project.commit_more("one");
    CHECK(project.try_git({"push", "origin", "HEAD:refs/heads/one"}).exit_status == 0);
    (void)project.commit_more("two");
    CHECK(project.try_git({"push", "origin", "HEAD:refs/heads/two"}).exit_status == 0);
    CHECK(comes_true([&] { return project.pushes()[0].string_or("state", "") == "running"; }));
    CHECK(project.pushes()[1].string_or("state", "") == "queued");
    CHECK(project.conclusion(0) == "success");
    CHECK(project.conclusion(1) == "success");
}

TEST_CASE("hook: a push that the remote refuses spends nothing", "[hook]") {
    ModelServer server(ModelApi::ollama, {});
    Pushing project(ollama(server), "", k_right);
    std::ofstream(project.remote / "hooks/pre-receive") << "#!/bin/sh\nexit 1\n";
    std::filesystem::permissions(project.remote / "hooks/pre-receive", std::filesystem::perms::all);
    (void)project.commit_more();
    CHECK(project.try_git({"push", "origin", "main"}).exit_status != 0);
    CHECK(project.conclusion() == "skipped");
    CHECK(server.requests().empty());
    CHECK(project.proposed_branches().empty());
}

TEST_CASE("hook: 'wait' shows the verdict before the push; the proposal is published behind it", "[hook]") {
    Pushing project("hook: {wait: true, time: 50s}\n");
    const std::string pushed = project.commit_more();
    const auto push = project.try_git({"push", "origin", "main"});
    INFO(push.error_output);
    CHECK(push.exit_status == 0);
    CHECK(has(push.error_output, "the push of main waits for fix-add, at most 50 s"));
    CHECK(has(push.error_output, "proffer: main: success: proposal "));
    CHECK(project.conclusion() == "success");
    CHECK(project.git_in(project.remote, {"rev-parse", "proffer/fix-add-main^"}) == pushed);
}

TEST_CASE("hook: 'block' lets a failed check stop the push, and only that", "[hook]") {
    SECTION("a failed check") {
        Pushing project("hook: {block: true, time: 50s}\n", k_wrong);
        (void)project.commit_more();
        const auto push = project.try_git({"push", "origin", "main"});
        INFO(push.error_output);
        CHECK(push.exit_status != 0);
        CHECK(has(push.error_output, "proffer: main: checks-failed"));
        CHECK(has(push.error_output, "the push is stopped; report: "));
        CHECK(project.conclusion() == "checks-failed");
        CHECK(project.tip("main") == project.base);
        CHECK(project.proposed_branches().empty());
    }
    SECTION("a failed check, but only waiting") {
        Pushing project("hook: {wait: true, time: 50s}\n", k_wrong);
        const std::string pushed = project.commit_more();
        CHECK(project.try_git({"push", "origin", "main"}).exit_status == 0);
        CHECK(project.tip("main") == pushed);
        CHECK(project.conclusion() == "checks-failed");
    }
    SECTION("a model that cannot be asked") {
        Pushing project("provider: command, command: 'exit 3'", "hook: {block: true, time: 50s}\n", k_right);
        const std::string pushed = project.commit_more();
        CHECK(project.try_git({"push", "origin", "main"}).exit_status == 0);
        CHECK(project.tip("main") == pushed);
        CHECK(project.conclusion() == "model-error");
    }
}

TEST_CASE("hook: when the time is over the push goes on, and so does the run", "[hook]") {
    Pushing project("provider: command, command: 'sleep 4; cat \"$HOME/reply\"'", "hook: {block: true, time: 1s}\n", k_right);
    const std::string pushed = project.commit_more();
    const auto push = project.try_git({"push", "origin", "main"});
    CHECK(push.exit_status == 0);
    CHECK(push.duration < std::chrono::seconds(4));
    CHECK(has(push.error_output, "the time for it is over"));
    CHECK(project.tip("main") == pushed);
    CHECK(project.conclusion() == "success");
}

TEST_CASE("hook: Ctrl-C while a push waits stops both", "[hook]") {
    Pushing project("provider: command, command: 'sleep 30'", "hook: {wait: true, time: 50s}\n", k_right);
    (void)project.commit_more();
    os::Command push;
    push.arguments = {"git", "push", "origin", "main"};
    push.environment = project.environment();
    push.directory = project.path();
    push.capture = os::Capture::together;
    const auto spawned = os::spawn(push);
    REQUIRE(spawned);
    REQUIRE(comes_true([&] { return project.pushes().size() == 1 && project.pushes()[0].string_or("state", "") == "running"; }));
    // As a terminal does it: to everybody in the foreground.
    ::kill(-spawned->pid, SIGINT);
    int status = 0;
    CHECK(::waitpid(spawned->pid, &status, 0) == spawned->pid);
    CHECK((WIFSIGNALED(status) || WEXITSTATUS(status) != 0));
    REQUIRE(comes_true([&] { return project.is_quiet(); }));
    CHECK(project.pushes()[0].string_or("state", "") == "stopped");
    CHECK(project.tip("main") == project.base);
}

TEST_CASE("hook: a run that is suspended goes on when the machine does", "[hook]") {
    Pushing project("provider: command, command: 'sleep 1; cat \"$HOME/reply\"'", "", k_right);
    (void)project.commit_more();
    CHECK(project.try_git({"push", "origin", "main"}).exit_status == 0);
    const pid_t worker = project.worker();
    REQUIRE(::kill(worker, SIGSTOP) == 0);
    std::this_thread::sleep_for(std::chrono::seconds(2));
    CHECK(project.pushes()[0].string_or("state", "") != "finished");
    REQUIRE(::kill(worker, SIGCONT) == 0);
    CHECK(project.conclusion() == "success");
}

TEST_CASE("hook: a worker that is killed is shown as that, and holds nobody up", "[hook]") {
    Pushing project("provider: command, command: 'sleep 20; cat \"$HOME/reply\"'", "", k_right);
    (void)project.commit_more("one");
    CHECK(project.try_git({"push", "origin", "HEAD:refs/heads/one"}).exit_status == 0);
    REQUIRE(::kill(project.worker(), SIGKILL) == 0);
    REQUIRE(comes_true([&] { return project.pushes()[0].string_or("state", "") == "killed"; }));
    project.write(".proffer.yml", push_configuration("provider: command, command: 'cat \"$HOME/reply\"'"));
    CHECK(project.try_git({"push", "origin", "HEAD:refs/heads/two"}).exit_status == 0);
    CHECK(project.conclusion(1) == "success");
}

TEST_CASE("hook: linked worktrees and 'git -c' (G2)", "[hook]") {
    Pushing project;
    const auto linked = project.beside("linked");
    (void)project.git({"worktree", "add", "--quiet", "-b", "topic", linked.string()});
    const std::string pushed = project.commit_more("linked", linked);
    (void)project.git_in(linked, {"-c", "user.name=Somebody", "-c", "push.default=current", "push", "--quiet", "origin"});
    CHECK(project.conclusion() == "success");
    CHECK(project.git_in(project.remote, {"rev-parse", "proffer/fix-add-topic^"}) == pushed);
}

TEST_CASE("hook: a bare repository reads the configuration from the pushed commit", "[hook]") {
    Pushing project;
    const auto bare = project.beside("bare.git");
    (void)project.git({"clone", "--quiet", "--bare", ".", bare.string()});
    (void)project.git_in(bare, {"remote", "set-url", "origin", project.remote.string()});
    const auto installed = support::proffer(project, {"hook", "install", "--where", "file", "--repo", bare.string()});
    REQUIRE(installed.exit_status == 0);
    (void)project.git_in(bare, {"push", "--quiet", "origin", "main:refs/heads/from-bare"});
    const auto status = [&] { return support::proffer_json(project, {"status", "--repo", bare.string()}).result.at("pushes")->elements(); };
    REQUIRE(status().size() == 1);
    REQUIRE(comes_true([&] { return status()[0].string_or("state", "") == "finished"; }));
    CHECK(status()[0].at("tasks")->elements().at(0).string_or("conclusion", "") == "success");
    CHECK(project.git_in(project.remote, {"rev-parse", "proffer/fix-add-from-bare^"}) == project.base);
}

TEST_CASE("hook: a submodule is a repository like others", "[hook]") {
    Pushing project;
    support::TestRepository outer;
    (void)outer.git({"-c", "protocol.file.allow=always", "submodule", "add", "--quiet", project.remote.string(), "inner"});
    const auto inner = outer.path() / "inner";
    const auto installed = support::proffer(project, {"hook", "install", "--where", "file", "--repo", inner.string()});
    REQUIRE(installed.exit_status == 0);
    const std::string pushed = project.commit_more("inside", inner);
    (void)project.git_in(inner, {"push", "--quiet", "origin", "HEAD:refs/heads/inside"});
    const auto status = [&] {
        return support::proffer_json(project, {"status", "--repo", inner.string()}).result.at("pushes")->elements();
    };
    REQUIRE(status().size() == 1);
    REQUIRE(comes_true([&] { return status()[0].string_or("state", "") == "finished"; }));
    CHECK(project.git_in(project.remote, {"rev-parse", "proffer/fix-add-inside^"}) == pushed);
}

TEST_CASE("hook: without network the push fails as ever and nothing is spent", "[hook]") {
    ModelServer server(ModelApi::ollama, {});
    Pushing project(ollama(server), "", k_right);
    (void)project.git({"config", "remote.origin.url", "git://127.0.0.1:1/nowhere.git"});
    (void)project.commit_more();
    CHECK(project.try_git({"push", "origin", "main"}).exit_status != 0);
    CHECK(project.is_quiet());
    CHECK(server.requests().empty());
}

TEST_CASE("hook: started without git's lines it does nothing, and refuses lines that are not git's", "[hook]") {
    Pushing project;
    CHECK(support::proffer(project, {"hook", "pre-push", "origin", "url"}).exit_status == 0);
    os::Command hook;
    hook.arguments = {PROFFER_BINARY, "hook", "pre-push", "origin", "url"};
    hook.environment = project.environment();
    hook.directory = project.path();
    hook.input = "refs/heads/main $(touch x) refs/heads/main\n";
    const auto finished = os::run(hook);
    CHECK(finished->exit_status == 0);
    CHECK(has(finished->error_output, "proffer: line 1 of the pushed refs is not as git writes it"));
    CHECK(project.pushes().empty());
}

TEST_CASE("hook: pre-commit's variables stand for git's lines", "[hook]") {
    Pushing project;
    const std::string pushed = project.commit_more();
    (void)project.git({"push", "--quiet", "--no-verify", "origin", "main"});
    const auto finished = support::proffer(project, {"hook", "pre-push"},
                                           {{"PRE_COMMIT_FROM_REF", project.base},
                                            {"PRE_COMMIT_TO_REF", pushed},
                                            {"PRE_COMMIT_REMOTE_NAME", "origin"},
                                            {"PRE_COMMIT_REMOTE_URL", project.remote.string()},
                                            {"PRE_COMMIT_LOCAL_BRANCH", "refs/heads/main"},
                                            {"PRE_COMMIT_REMOTE_BRANCH", "refs/heads/main"}});
    CHECK(finished.exit_status == 0);
    CHECK(project.conclusion() == "success");
    CHECK(project.git_in(project.remote, {"rev-parse", "proffer/fix-add-main^"}) == pushed);
}
