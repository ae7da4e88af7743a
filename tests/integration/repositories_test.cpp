// Every kind of repository git knows: it works there, or one clear line says why not.
#include <catch2/catch.hpp>

#include "scene.hpp"

using namespace proffer;
using namespace proffer::scene;
using support::modified;

namespace {

const std::string k_reply = modified("src/calc.py", k_right);

/// Runs in `directory` instead of the project's own checkout.
os::Finished run_in(const Project& project, const std::filesystem::path& directory) {
    const auto replies = support::record_replies(project, {k_reply});
    return support::proffer(project, {"run", "fix-add", "--replay", replies.string(), "--repo", directory.string(), "--report",
                                      project.beside("report").string()});
}

void check_published(const Project& project, const os::Finished& finished) {
    INFO(finished.output << finished.error_output);
    CHECK(finished.exit_status == 0);
    CHECK(project.proposed_branches() == "proffer/fix-add");
    CHECK(project.git_in(project.remote, {"show", "proffer/fix-add:src/calc.py"}) + "\n" == k_right);
    CHECK(project.git_in(project.remote, {"rev-parse", "proffer/fix-add^"}) == project.base);
}

}  // namespace

TEST_CASE("repositories: shallow clone", "[repositories]") {
    Project project(configuration("provider: replay"));
    (void)project.git({"push", "-q", "origin", "main"});
    const auto clone = project.beside("shallow");
    (void)project.git_in(project.beside(""), {"clone", "-q", "--depth", "1", "file://" + project.remote.string(), clone.string()});
    check_published(project, run_in(project, clone));
}

TEST_CASE("repositories: partial clone without blobs", "[repositories]") {
    Project project(configuration("provider: replay"));
    (void)project.git_in(project.remote, {"config", "uploadpack.allowFilter", "true"});
    (void)project.git_in(project.remote, {"config", "uploadpack.allowAnySHA1InWant", "true"});
    const auto clone = project.beside("partial");
    (void)project.git_in(project.beside(""), {"clone", "-q", "--filter=blob:none", "file://" + project.remote.string(), clone.string()});
    check_published(project, run_in(project, clone));
}

TEST_CASE("repositories: sparse checkout", "[repositories]") {
    Project project(configuration("provider: replay"));
    const auto clone = project.beside("sparse");
    (void)project.git_in(project.beside(""), {"clone", "-q", "--sparse", "file://" + project.remote.string(), clone.string()});
    check_published(project, run_in(project, clone));
    CHECK_FALSE(std::filesystem::exists(clone / "src"));
}

TEST_CASE("repositories: linked worktree", "[repositories]") {
    Project project(configuration("provider: replay"));
    const auto worktree = project.beside("linked");
    (void)project.git({"worktree", "add", "-q", "--detach", worktree.string()});
    check_published(project, run_in(project, worktree));
}

TEST_CASE("repositories: bare", "[repositories]") {
    Project project(configuration("provider: replay"));
    const auto bare = project.beside("bare.git");
    (void)project.git_in(project.beside(""), {"clone", "-q", "--bare", project.remote.string(), bare.string()});
    check_published(project, run_in(project, bare));
}

TEST_CASE("repositories: detached HEAD", "[repositories]") {
    Project project(configuration("provider: replay"));
    (void)project.git({"checkout", "-q", "--detach"});
    check_published(project, run_in(project, project.path()));
}

TEST_CASE("repositories: from a subdirectory, and with --base an older commit", "[repositories]") {
    Project project(configuration("provider: replay"));
    SECTION("subdirectory") {
        check_published(project, run_in(project, project.path() / "src"));
    }
    SECTION("older base") {
        project.write("later.txt", "later\n");
        (void)project.git({"add", "later.txt"});
        (void)project.git({"commit", "-qm", "later"});
        const auto replies = support::record_replies(project, {k_reply});
        check_published(project, support::proffer(project, {"run", "fix-add", "--base", project.base, "--replay", replies.string()}));
    }
}

TEST_CASE("repositories: unborn branch, SHA-256 and no repository are refused with one clear line", "[repositories]") {
    Project project(configuration("provider: replay"));
    const auto refused = [&](const std::filesystem::path& directory, const std::string& word) {
        const auto finished = run_in(project, directory);
        INFO(finished.error_output);
        CHECK(finished.exit_status != 0);
        CHECK(finished.exit_status < 128);
        CHECK(finished.error_output.find(word) != std::string::npos);
        CHECK(finished.error_output.find("hint:") != std::string::npos);
    };
    const auto unborn = project.beside("unborn"), sha256 = project.beside("sha256"), none = project.beside("none");
    (void)project.git_in(project.beside(""), {"init", "-q", unborn.string()});
    (void)project.git_in(project.beside(""), {"init", "-q", "--object-format=sha256", sha256.string()});
    std::filesystem::create_directories(none);
    refused(unborn, "commit");
    refused(sha256, "sha256");
    refused(none, "repository");
}

TEST_CASE("repositories: line ends, byte order mark and a missing final newline are kept", "[repositories]") {
    Project project(configuration("provider: replay"));
    const std::string bom = "\xEF\xBB\xBF";
    project.write("src/calc.py", bom + "def add(a, b):\r\n    return a - b\r\nx = 1");
    (void)project.git({"add", "src/calc.py"});
    (void)project.git({"commit", "-qm", "crlf"});
    const auto replies = support::record_replies(project, {modified("src/calc.py", "def add(a, b):\n    return a + b\nx = 1\n")});
    const auto finished = support::proffer(project, {"run", "fix-add", "--replay", replies.string()});
    INFO(finished.output << finished.error_output);
    CHECK(finished.exit_status == 0);
    CHECK(project.git_in(project.remote, {"show", "proffer/fix-add:src/calc.py"}) == bom + "def add(a, b):\r\n    return a + b\r\nx = 1");
}

TEST_CASE("repositories: checks see the proposal and ignored files at the checkout's path, not the work in progress", "[repositories]") {
    Project project(
        "version: 1\nallowed: [src/]\nmodel: {provider: replay}\nretries: 0\ncycles: 0\nchecks:\n"
        "  - {name: proposal, run: 'grep -q \"a + b\" src/calc.py'}\n"
        "  - {name: ignored, run: 'if [ -d cache ]; then grep -q ignored cache/tool.txt; fi'}\n"
        "  - {name: no-wip, run: 'grep -qx committed notes.txt && test ! -e untracked.txt && test ! -e staged.txt'}\n"
        "  - {name: links, run: 'test -L alias.py && grep -q \"a + b\" alias.py'}\n"
        "  - {name: no-secret, run: 'test -z \"$ANTHROPIC_API_KEY\"'}\n"
        "tasks: {fix-add: {on: manual, files: [src/calc.py], instruction: Fix.}}\n");
    const std::string method = GENERATE("auto", "directory");
    std::filesystem::create_symlink("src/calc.py", project.path() / "alias.py");
    (void)project.git({"add", "alias.py"});
    (void)project.git({"commit", "-qm", "link", "--", "alias.py"});
    std::filesystem::remove(project.path() / "alias.py");  // removed locally, so that it has to be restored
    const std::string before = project.fingerprint({"proffer-report"});
    const auto replies = support::record_replies(project, {k_reply});
    const auto run = support::proffer_json(project, {"run", "fix-add", "--replay", replies.string()},
                                           {{"PROFFER_WORKSPACE", method}, {"ANTHROPIC_API_KEY", "key-0123456789abcdef"}});
    INFO(run.finished.error_output);
    CHECK(run.finished.exit_status == 0);
    CHECK_FALSE(run.result.string_or("isolation", "").empty());
    CHECK(project.fingerprint({"proffer-report"}) == before);
}
