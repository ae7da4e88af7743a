// The other commands through the built program: propose and publish, replay, report, check, init, apply, locks and switches.
#include <catch2/catch.hpp>

#include <unistd.h>
#include <fstream>

#include "os/files.hpp"
#include "scene.hpp"
#include "support/model_server.hpp"

using namespace proffer;
using namespace proffer::scene;
using support::modified;

namespace {

std::vector<std::string> replay_of(const Project& project, std::vector<std::string> command, const std::vector<std::string>& replies) {
    command.push_back("--replay");
    command.push_back(support::record_replies(project, replies).string());
    return command;
}

const std::string k_right_reply = modified("src/calc.py", k_right);
const std::string k_wrong_reply = modified("src/calc.py", k_wrong);

}  // namespace

TEST_CASE("propose writes an artifact and pushes nothing; publish pushes the same commit", "[commands]") {
    Project project(configuration("provider: replay"));
    const auto proposed = support::proffer_json(project, replay_of(project, {"propose", "fix-add"}, {k_right_reply}));
    INFO(proposed.finished.error_output);
    CHECK(proposed.finished.exit_status == 0);
    CHECK(project.proposed_branches().empty());
    const auto published = support::proffer_json(project, {"publish", "proffer-report"});
    INFO(published.finished.error_output);
    CHECK(published.finished.exit_status == 0);
    CHECK(project.git_in(project.remote, {"rev-parse", "proffer/fix-add"}) == proposed.result.string_or("commit", "?"));
    CHECK(project.is_untouched());
    SECTION("again is no second branch") {
        CHECK(support::proffer(project, {"publish", "proffer-report"}).exit_status == 0);
        CHECK(project.proposed_branches() == "proffer/fix-add");
    }
}

TEST_CASE("publish guards the artifact again: a changed patch is refused (X9)", "[commands]") {
    Project project(configuration("provider: replay"));
    REQUIRE(support::proffer(project, replay_of(project, {"propose", "fix-add"}, {k_right_reply})).exit_status == 0);
    std::string patch = project.report("proposal.patch");
    SECTION("other content") {
        patch.replace(patch.find("a + b"), 5, "a ^ b");
    }
    SECTION("another file") {
        while (patch.find("src/calc.py") != std::string::npos) patch.replace(patch.find("src/calc.py"), 11, "run/calc.py");
    }
    project.write("proffer-report/proposal.patch", patch);
    const auto finished = support::proffer(project, {"publish", "proffer-report"});
    CHECK(finished.exit_status != 0);
    CHECK(project.proposed_branches().empty());
}

TEST_CASE("a refused push keeps the proposal and publish resumes", "[commands]") {
    Project project(configuration("provider: replay"));
    const std::filesystem::path hook = project.remote / "hooks/pre-receive";
    std::filesystem::create_directories(hook.parent_path());
    std::ofstream(hook) << "#!/bin/sh\necho 'this branch is closed' >&2\nexit 1\n";
    std::filesystem::permissions(hook, std::filesystem::perms::owner_all);
    const auto refused = support::proffer_json(project, replay_of(project, {"run", "fix-add"}, {k_right_reply}));
    CHECK(refused.finished.exit_status == 4);
    CHECK(refused.result.string_or("conclusion", "") == "forge-denied");
    CHECK(project.proposed_branches().empty());
    std::filesystem::remove(hook);
    CHECK(support::proffer(project, {"publish", "proffer-report"}).exit_status == 0);
    CHECK(project.proposed_branches() == "proffer/fix-add");
}

TEST_CASE("replay reaches the same tree, and says when it does not", "[commands]") {
    Project project(configuration("provider: replay"));
    REQUIRE(support::proffer(project, replay_of(project, {"run", "fix-add"}, {k_wrong_reply, k_right_reply})).exit_status == 0);
    const auto same = support::proffer(project, {"replay", "proffer-report"});
    INFO(same.output << same.error_output);
    CHECK(same.exit_status == 0);
    std::string journal = project.report("journal.jsonl");
    const auto at = journal.rfind("a + b");
    REQUIRE(at != std::string::npos);
    for (auto place = journal.find("return a + b"); place != std::string::npos; place = journal.find("return a + b", place + 1))
        journal.replace(place, 12, "return b + a");
    project.write("proffer-report/journal.jsonl", journal);
    CHECK(support::proffer(project, {"replay", "proffer-report"}).exit_status == 1);
    CHECK(project.is_untouched());
}

TEST_CASE("git am takes proposal.patch", "[commands]") {
    Project project(configuration("provider: replay"));
    REQUIRE(support::proffer(project, replay_of(project, {"propose", "fix-add"}, {k_right_reply})).exit_status == 0);
    const auto clone = project.beside("clone");
    (void)project.git_in(project.beside(""), {"clone", "-q", project.remote.string(), clone.string()});
    (void)project.git_in(clone, {"am", "-q", (project.path() / "proffer-report/proposal.patch").string()});
    CHECK(project.git_in(clone, {"show", "HEAD:src/calc.py"}) + "\n" == k_right);
}

TEST_CASE("report renders a journal cut off anywhere (kill -9)", "[commands]") {
    Project project(configuration("provider: replay"));
    REQUIRE(support::proffer(project, replay_of(project, {"run", "fix-add"}, {k_wrong_reply, k_right_reply})).exit_status == 0);
    const std::string journal = project.report("journal.jsonl");
    const auto first_line = journal.find('\n') + 1;
    for (std::size_t bytes = first_line; bytes < journal.size(); bytes += journal.size() / 12 + 1) {
        project.write("cut/journal.jsonl", journal.substr(0, bytes));
        for (const char* format : {"markdown", "json", "html", "junit"}) {
            const auto finished = support::proffer(project, {"report", "cut", "--format", format});
            INFO(format << " at " << bytes << ": " << finished.error_output);
            CHECK(finished.exit_status == 0);
            CHECK(finished.output.find("fix-add") != std::string::npos);
        }
    }
}

TEST_CASE("a second run on the repository ends with exit 5 and tells who holds the lock", "[commands]") {
    Project project(configuration("provider: replay"));
    const auto lock = os::DirectoryLock::take(project.path() / ".git");
    REQUIRE(lock.has_value());
    const auto finished = support::proffer(project, replay_of(project, {"run", "fix-add"}, {k_right_reply}));
    CHECK(finished.exit_status == 5);
    CHECK(finished.error_output.find(std::to_string(::getpid())) != std::string::npos);
    CHECK(project.proposed_branches().empty());
}

TEST_CASE("switched off means exit 3 and no model call", "[commands]") {
    support::ModelServer server(support::ModelApi::ollama, {support::reply_with(k_right_reply)});
    const std::string model = "provider: ollama, name: scripted, base_url: '" + server.url() + "'";
    SECTION("enabled: false") {
        Project project(configuration(model, "enabled: false\n"));
        CHECK(support::proffer(project, {"run", "fix-add"}).exit_status == 3);
    }
    SECTION("PROFFER_ENABLED=false") {
        Project project(configuration(model));
        CHECK(support::proffer(project, {"run", "fix-add"}, {{"PROFFER_ENABLED", "false"}}).exit_status == 3);
        CHECK(project.proposed_branches().empty());
    }
    CHECK(server.connections() == 0);
}

TEST_CASE("a dry run shows the diff and pushes nothing", "[commands]") {
    Project project(configuration("provider: replay"));
    const auto finished = support::proffer(project, replay_of(project, {"run", "fix-add", "--dry-run"}, {k_wrong_reply}));
    CHECK(finished.exit_status == 0);
    CHECK(finished.output.find("+    return a * b") != std::string::npos);
    CHECK(project.proposed_branches().empty());
    CHECK(project.is_untouched());
}

TEST_CASE("without a remote the branch is created locally and not checked out", "[commands]") {
    support::TestRepository repository;
    repository.write("src/calc.py", k_base);
    repository.write("src/__init__.py", "");
    repository.write("tests/check.py", k_test);
    repository.write(".proffer.yml", configuration("provider: replay"));
    repository.commit("base");
    const auto replies = support::record_replies(repository, {k_right_reply});
    const auto finished = support::proffer(repository, {"run", "fix-add", "--replay", replies.string()});
    INFO(finished.error_output);
    CHECK(finished.exit_status == 0);
    CHECK(repository.git({"symbolic-ref", "HEAD"}) == "refs/heads/main");
    CHECK(repository.git({"show", "proffer/fix-add:src/calc.py"}) + "\n" == k_right);
    CHECK(repository.read("src/calc.py") == k_base);
    CHECK(repository.git({"status", "--porcelain"}).empty());
}

TEST_CASE("an instruction of the command line needs no declared task", "[commands]") {
    Project project(configuration("provider: replay"));
    const auto run = support::proffer_json(
        project, replay_of(project, {"run", "--instruction", "Make {{add}} return the sum", "--file", "src/calc.py"}, {k_right_reply}));
    INFO(run.finished.error_output);
    CHECK(run.finished.exit_status == 0);
    CHECK(project.proposed_branches() == "proffer/instruction");
    CHECK(project.report("report.md").find("Make {{add}} return the sum") != std::string::npos);
}

TEST_CASE("in CI the configuration comes from the base commit (C1)", "[commands]") {
    Project project(configuration("provider: replay"));
    project.write(".proffer.yml", configuration("provider: replay", "pull_request: {branch: hijacked}\n"));
    const auto finished = support::proffer(project, replay_of(project, {"run", "fix-add"}, {k_right_reply}), {{"CI", "true"}});
    CHECK(finished.exit_status == 0);
    CHECK(project.proposed_branches() == "proffer/fix-add");
    CHECK(project.git_in(project.remote, {"for-each-ref", "refs/heads/hijacked"}).empty());
}

TEST_CASE("configuration problems are all told at once with file, line and column", "[commands]") {
    Project project("version: 1\nallowd: [src]\nretries: many\ntasks:\n  t: {on: manual, instruction: x, fils: []}\n");
    const auto finished = support::proffer(project, {"check"});
    CHECK(finished.exit_status == 2);
    CHECK(finished.error_output.find(".proffer.yml:2:1") != std::string::npos);
    CHECK(finished.error_output.find("allowed") != std::string::npos);
    CHECK(finished.error_output.find(".proffer.yml:3:") != std::string::npos);
    CHECK(finished.error_output.find(".proffer.yml:5:") != std::string::npos);
}

TEST_CASE("check --print shows a configuration that checks again", "[commands]") {
    Project project(configuration("provider: replay"));
    const auto printed = support::proffer(project, {"check", "--print"});
    REQUIRE(printed.exit_status == 0);
    project.write("printed.yml", printed.output);
    const auto again = support::proffer(project, {"check", "--print", "--config", "printed.yml"});
    CHECK(again.exit_status == 0);
    CHECK(again.output == printed.output);
}

TEST_CASE("init writes a starter that checks, and never overwrites", "[commands]") {
    support::TestRepository repository;
    repository.write("go.mod", "module x\n");
    repository.write("main.go", "package main\n");
    repository.write("internal/a.go", "package internal\n");
    repository.commit("base");
    CHECK(support::proffer(repository, {"init"}).exit_status == 0);
    CHECK(support::proffer(repository, {"check"}).exit_status == 0);
    const std::string written = repository.read(".proffer.yml");
    CHECK(written.find("go test ./...") != std::string::npos);
    CHECK(support::proffer(repository, {"init"}).exit_status == 2);
    CHECK(repository.read(".proffer.yml") == written);
}

TEST_CASE("apply writes all or nothing, in any directory", "[commands]") {
    support::TestRepository repository;
    repository.write("plain/a.txt", "one\ntwo\n");
    repository.write("plain/b.txt", "three\n");
    const auto apply = [&](const std::string& reply) {
        repository.write("reply.md", reply);
        return support::proffer(repository, {"apply", "--root", "plain", "--reply", "reply.md", "--json"});
    };
    SECTION("all") {
        CHECK(apply(modified("a.txt", "one\n2\n") + modified("new/c.txt", "four\n")).exit_status == 0);
        CHECK(repository.read("plain/a.txt") == "one\n2\n");
        CHECK(repository.read("plain/new/c.txt") == "four\n");
    }
    SECTION("nothing") {
        const auto finished = apply(modified("a.txt", "one\n2\n") + modified("../outside.txt", "x\n"));
        CHECK(finished.exit_status == 1);
        CHECK(finished.output.find("bad-path") != std::string::npos);
        CHECK(repository.read("plain/a.txt") == "one\ntwo\n");
        CHECK_FALSE(std::filesystem::exists(repository.path() / "outside.txt"));
    }
    SECTION("links are not followed (P3)") {
        std::filesystem::create_directory_symlink(repository.beside(""), repository.path() / "plain/out");
        CHECK(apply(modified("out/stolen.txt", "x\n")).exit_status == 1);
        CHECK_FALSE(std::filesystem::exists(repository.beside("stolen.txt")));
    }
}

TEST_CASE("usage errors exit with 2 and name the nearest task", "[commands]") {
    Project project(configuration("provider: replay"));
    const auto unknown = support::proffer(project, {"run", "fix-ad"});
    CHECK(unknown.exit_status == 2);
    CHECK(unknown.error_output.find("did you mean 'fix-add'") != std::string::npos);
    CHECK(support::proffer(project, {"frobnicate"}).exit_status == 2);
    CHECK(support::proffer(project, {"run", "--no-such-flag"}).exit_status == 2);
    CHECK(support::proffer(project, {"run", "--base", "no-such-rev"}).exit_status == 2);
    CHECK(support::proffer(project, {"--help"}).exit_status == 0);
}
