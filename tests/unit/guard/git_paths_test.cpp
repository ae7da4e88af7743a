// The guard against git itself: what git refuses with core.protectHFS and core.protectNTFS on, we refuse (security.md P2).
#include <catch2/catch.hpp>

#include <set>

#include "base/text.hpp"
#include "guard/judge.hpp"
#include "support/figures.hpp"
#include "support/memory_snapshot.hpp"
#include "support/test_repository.hpp"
#include "unit/guard/hostile_names.hpp"

using namespace proffer;

namespace {

/// Names from git's and libgit2's own lists of confusing ones that are not among our hostile names, and harmless neighbours of them.
const std::vector<std::string> k_more = {".git\u200c",   ".gi\u200dt",
                                         ".g\u200eit",   ".\u200fgit",
                                         "\u202a.git",   ".git\u202b",
                                         ".gi\u202ct",   ".g\u202dit",
                                         ".\u202egit",   "\u206a.git",
                                         ".git\u206b",   ".gi\u206ct",
                                         ".g\u206dit",   ".\u206egit",
                                         ".git\u206f",   "\ufeff.git",
                                         ".Git",         ".gIT",
                                         "git~1",        "GIT~1",
                                         "git~3",        "gIt~1",
                                         ".git...",      ".git . .",
                                         ".git :x",      ".git::$INDEX_ALLOCATION",
                                         ".git\\hooks",  "a\\..\\.git\\x",
                                         "git~1\\x",     ".git\\\\\\dir\\x",
                                         ".GIT\\foobar", "C:",
                                         "C:\\",         "foo\\.git",
                                         "..\\..\\x",    ".\\.git",
                                         "...",          "git",
                                         ".gitx",        ".gitignore",
                                         "xgit~1",       "git~10",
                                         "git~a",        "git~",
                                         ".g1t",         ".git1",
                                         "dotgit",       ".git_",
                                         "git-1",        ".gi",
                                         "..git",        ".git~1",
                                         "g\u00eft"};

class GitJudge {
 public:
    GitJudge() {
        (void)repository_.git({"config", "core.protectHFS", "true"});
        (void)repository_.git({"config", "core.protectNTFS", "true"});
        repository_.write("blob", "x\n");
        blob_ = repository_.git({"hash-object", "-w", "blob"});
    }
    /// One entry of a new index; git checks its path as in a checkout.
    [[nodiscard]] bool refuses(const std::string& path) const {
        return !repository_.try_git({"update-index", "--add", "--cacheinfo", "100644", blob_, path}).succeeded() ||
               !repository_.try_git({"update-index", "--force-remove", "--", path}).succeeded();
    }
    /// Many at once: true when git takes all of them.
    [[nodiscard]] bool takes_all(const std::vector<std::string>& paths) const {
        std::vector<std::string> command = {"update-index", "--add"};
        for (const std::string& path : paths) command.insert(command.end(), {"--cacheinfo", "100644", blob_, path});
        const bool taken = repository_.try_git(command).succeeded();
        (void)repository_.git({"read-tree", "--empty"});
        return taken;
    }

 private:
    support::TestRepository repository_;
    std::string blob_;
};

bool we_refuse(const std::string& text) {
    static const support::MemorySnapshot base{{"other/x", "x\n"}};
    const auto path = domain::RepoPath::parse(text);
    if (!path) return true;
    const domain::EditSet edits = {{*path, "x\n", {}}};
    return !guard::judge_edits(edits, base, guard::Scope{{"."}, {}, {}, {}}, {}, {}).empty();
}

}  // namespace

TEST_CASE("git paths: whatever git refuses, protecting every file system, we refuse (P2)", "[guard]") {
    std::vector<std::string> names = attack::hostile_names();
    names.insert(names.end(), k_more.begin(), k_more.end());
    std::set<std::string> paths;
    for (const std::string& name : names)
        for (const attack::Change& change : attack::changes())
            for (const attack::Change& place : attack::places())
                if (const std::string path = place(change(name)); path.find('\0') == std::string::npos) paths.insert(path);
    const GitJudge git;
    std::vector<std::string> ours;  // what we let through has to be what git lets through: asked in one go
    for (const std::string& path : paths)
        if (!we_refuse(path)) ours.push_back(path);
    CHECK(paths.size() > 12'000);
    CHECK(ours.size() > 30);
    std::size_t worse = 0;
    if (!git.takes_all(ours))
        for (const std::string& path : ours)
            if (git.refuses(path)) {
                ++worse;
                FAIL_CHECK("git refuses, we take: " << base::visible_line(path));
            }
    support::publish_figure("P2", "paths judged by git as well, with protectHFS and protectNTFS", std::to_string(paths.size()),
                            std::to_string(worse) + " that git refuses and proffer takes");
}

TEST_CASE("git paths: every name that git's own tests use against it is refused by both (P2)", "[guard]") {
    const GitJudge git;
    for (const std::string name : {".", "..", ".git", ".GIT", ".Git", ".git ", ".git.", "git~1", ".git\u200c", "\u202e.git", ".git\\x",
                                   ".git:x", ".git::$INDEX_ALLOCATION", "foo\\.git\\x"}) {
        INFO(base::visible_line(name));
        CHECK(git.refuses(name));
        CHECK(git.refuses("src/" + name + "/x"));
        CHECK(we_refuse(name));
        CHECK(we_refuse("src/" + name + "/x"));
    }
}
