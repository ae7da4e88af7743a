// Hostile paths through the built program: none reaches a branch, none changes a file (security.md P1-P6, 2.5).
#include <catch2/catch.hpp>

#include "scene.hpp"

using namespace proffer;
using namespace proffer::scene;

namespace {

const std::vector<std::string> k_hostile = {
    "src2/evil.py",
    "srcs/evil.py",
    "src/../evil.py",
    "src/../../evil.py",
    "../evil.py",
    "../../etc/passwd",
    "/etc/passwd",
    "/tmp/evil.py",
    "evil.py",
    "notes.txt",
    "./../evil.py",
    ".git/config",
    ".git/hooks/pre-commit",
    ".GIT/config",
    "src/.git/config",
    "src/.Git/hooks/x",
    "src/.git./config",
    "src/.git /config",
    "src/git~1/config",
    "src/.g\u200Cit/config",
    "src/.git::$INDEX_ALLOCATION/config",
    ".gitmodules",
    "src/.gitattributes",
    ".gitattributes",
    ".github/workflows/ci.yml",
    ".GitHub/workflows/ci.yml",
    ".gitlab-ci.yml",
    ".proffer.yml",
    "CODEOWNERS",
    "src/CODEOWNERS",
    "AGENTS.md",
    "src/CLAUDE.md",
    ".husky/pre-push",
    "src/link/evil.py",
    "src/outside",
    "src/con",
    "src/aux.c",
    "src/x.",
    "src/a:b",
    "src/-rf",
    "src/~root",
    "src\\..\\evil.py",
    "C:\\evil.py",
    "C:/evil.py",
    "src/SUB/x.py/../../../evil",
    "src//evil.py",
    "src/evil.py/",
    "src/CALC.PY",
    "src/a\u202Eb.py",
    "src/module/evil.py",
};

/// The usual project, with a link out of the tree, a link to a file and a submodule inside the scope.
class Trap : public Project {
 public:
    Trap() : Project(configuration("provider: replay", "retries: 0\ncycles: 0\n")) {
        std::filesystem::create_directory_symlink("/tmp", path() / "src/link");
        std::filesystem::create_symlink("/etc/hostname", path() / "src/outside");
        (void)git({"add", "src/link", "src/outside"});
        (void)git({"update-index", "--add", "--cacheinfo", "160000," + base + ",src/module"});
        (void)git({"commit", "-qm", "traps"});
        before_traps = fingerprint({"proffer-report"});
    }
    std::string before_traps;
};

}  // namespace

TEST_CASE("hostile paths: none reaches a branch, none changes a file", "[hostile]") {
    Trap trap;
    for (const std::string& path : k_hostile) {
        INFO(path);
        const std::string reply = support::modified("src/calc.py", k_right) + support::modified(path, "evil = 1\n");
        const auto replies = support::record_replies(trap, {reply});
        const auto finished = support::proffer(trap, {"run", "fix-add", "--replay", replies.string()});
        CHECK(finished.exit_status == 1);
        CHECK(trap.proposed_branches().empty());
        CHECK(trap.fingerprint({"proffer-report"}) == trap.before_traps);
    }
}

TEST_CASE("hostile paths: as deletions they are refused too", "[hostile]") {
    Trap trap;
    for (const std::string path :
         {"notes.txt", ".git/config", "../evil.py", "src/link", "src/outside", "src/module", ".proffer.yml", "tests/check.py"}) {
        INFO(path);
        const auto replies =
            support::record_replies(trap, {support::modified("src/calc.py", k_right) + "<DELETED path=\"" + path + "\"/>\n"});
        CHECK(support::proffer(trap, {"run", "fix-add", "--replay", replies.string()}).exit_status == 1);
        CHECK(trap.proposed_branches().empty());
        CHECK(trap.fingerprint({"proffer-report"}) == trap.before_traps);
    }
}

TEST_CASE("hostile paths: targets of the command line are held to the scope", "[hostile]") {
    Project project(configuration("provider: replay"));
    for (const std::string path : {"notes.txt", "../evil.py", "/etc/passwd", ".git/config", "src/../notes.txt"}) {
        INFO(path);
        const auto replies = support::record_replies(project, {"NOTHING"});
        const auto finished = support::proffer(project, {"run", "fix-add", "--file", path, "--replay", replies.string()});
        CHECK(finished.exit_status != 0);
        const std::string journal =
            std::filesystem::exists(project.path() / "proffer-report/journal.jsonl") ? project.report("journal.jsonl") : "";
        CHECK(journal.find("work in progress") == std::string::npos);
        CHECK(journal.find("root:x:0") == std::string::npos);
        CHECK(journal.find("repositoryformatversion") == std::string::npos);
    }
}
