// Comparing a commit with the working tree.
#include <map>

#include "unit/git/fixture.hpp"

using namespace proffer;
using namespace proffer::git;

namespace {

using Found = std::map<std::string, bool>;

Found differences_of(Fixture& fixture, const std::filesystem::path& directory, const std::string& base) {
    const auto repository = fixture.open(directory);
    const std::string before = support::fingerprint_of(directory);
    const auto differences = repository->differences(oid_of(base));
    REQUIRE_OK(differences);
    CHECK(support::fingerprint_of(directory) == before);  // G5: not even the index is refreshed
    Found found;
    for (const Difference& difference : *differences) found.emplace(difference.path, difference.in_base);
    CHECK(found.size() == differences->size());
    return found;
}

Found differences_of(Fixture& fixture, const std::string& base) {
    return differences_of(fixture, fixture.repository.path(), base);
}

}  // namespace

TEST_CASE("git: a clean working tree has no differences", "[git]") {
    Fixture fixture;
    fixture.repository.write("src/a.txt", "a\n");
    const std::string head = fixture.repository.commit("first");
    CHECK(differences_of(fixture, head).empty());
}

TEST_CASE("git: edited, staged, removed, new and staged-new files are differences; ignored ones are not", "[git]") {
    Fixture fixture;
    fixture.repository.write(".gitignore", "*.log\nbuild/\n");
    for (const char* path : {"edited", "staged", "staged-then-reverted", "removed", "unstaged", "kept"})
        fixture.repository.write(path, "one\n");
    const std::string head = fixture.repository.commit("first");
    fixture.repository.write("edited", "two\n");
    fixture.repository.write("staged", "two\n");
    fixture.repository.git({"add", "staged"});
    fixture.repository.remove("removed");
    fixture.repository.git({"rm", "--quiet", "--cached", "unstaged"});
    fixture.repository.write("new", "x");
    fixture.repository.write("dir/new", "x");
    fixture.repository.write("dir/other.log", "x");
    fixture.repository.write("staged-new", "x");
    fixture.repository.git({"add", "staged-new"});
    fixture.repository.write("noise.log", "x");
    fixture.repository.write("build/out", "x");
    CHECK(differences_of(fixture, head) == Found{{"edited", true},
                                                 {"staged", true},
                                                 {"removed", true},
                                                 {"unstaged", true},
                                                 {"new", false},
                                                 {"dir", false},
                                                 {"staged-new", false}});
}

TEST_CASE("git: the base may be another commit than HEAD", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "one\n");
    fixture.repository.write("gone", "one\n");
    const std::string first = fixture.repository.commit("first");
    fixture.repository.write("a", "two\n");
    fixture.repository.write("later", "two\n");
    fixture.repository.remove("gone");
    fixture.repository.commit("second");
    CHECK(differences_of(fixture, first) == Found{{"a", true}, {"gone", true}, {"later", false}});
}

TEST_CASE("git: a changed mode and a changed kind are differences", "[git]") {
    Fixture fixture;
    fixture.repository.write("run.sh", "x");
    fixture.repository.write("becomes-link", "x");
    fixture.repository.write("becomes-dir", "x");
    fixture.repository.write("becomes-file/x", "x");
    const std::string head = fixture.repository.commit("first");
    std::filesystem::permissions(fixture.repository.path() / "run.sh", std::filesystem::perms::owner_exec,
                                 std::filesystem::perm_options::add);
    fixture.repository.remove("becomes-link");
    std::filesystem::create_symlink("run.sh", fixture.repository.path() / "becomes-link");
    fixture.repository.remove("becomes-dir");
    fixture.repository.write("becomes-dir/inside", "x");
    fixture.repository.remove("becomes-file");
    fixture.repository.write("becomes-file", "x");
    CHECK(differences_of(fixture, head) ==
          Found{{"run.sh", true}, {"becomes-link", true}, {"becomes-dir", true}, {"becomes-file", false}, {"becomes-file/x", true}});
}

TEST_CASE("git: files that a sparse checkout leaves out are differences, so that checks see them", "[git]") {
    Fixture fixture;
    fixture.repository.write("in/a", "a\n");
    fixture.repository.write("out/b", "b\n");
    fixture.repository.write("top", "t\n");
    const std::string head = fixture.repository.commit("first");
    const std::string index = GENERATE("--no-sparse-index", "--sparse-index");
    fixture.repository.git({"sparse-checkout", "set", "--cone", index, "in"});
    REQUIRE_FALSE(std::filesystem::exists(fixture.repository.path() / "out/b"));
    CHECK(differences_of(fixture, head) == Found{{"out/b", true}});
}

TEST_CASE("git: files that git was told to take for unchanged are shown as the base has them", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "a\n");
    fixture.repository.write("b", "b\n");
    const std::string head = fixture.repository.commit("first");
    fixture.repository.git({"update-index", "--assume-unchanged", "a"});
    fixture.repository.git({"update-index", "--skip-worktree", "b"});
    fixture.repository.write("a", "secretly changed\n");
    fixture.repository.write("b", "secretly changed\n");
    CHECK(differences_of(fixture, head) == Found{{"a", true}, {"b", true}});
}

TEST_CASE("git: a split index is no obstacle", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "a\n");
    fixture.repository.write("b", "b\n");
    const std::string head = fixture.repository.commit("first");
    fixture.repository.git({"update-index", "--split-index"});
    fixture.repository.write("b", "changed\n");
    fixture.repository.write("c", "new\n");
    CHECK(differences_of(fixture, head) == Found{{"b", true}, {"c", false}});
}

TEST_CASE("git: line ends that autocrlf makes are no difference", "[git]") {
    Fixture fixture;
    fixture.repository.git({"config", "core.autocrlf", "true"});
    fixture.repository.write("a.txt", "one\r\ntwo\r\n");
    const std::string head = fixture.repository.commit("first");
    REQUIRE(fixture.repository.git({"cat-file", "blob", "HEAD:a.txt"}) == "one\ntwo");
    // Another time stamp, so that the bytes are looked at.
    std::filesystem::last_write_time(fixture.repository.path() / "a.txt",
                                     std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
    CHECK(differences_of(fixture, head).empty());
}

TEST_CASE("git: submodules and what is inside them are not told", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "a\n");
    fixture.repository.commit("first");
    const auto remote = fixture.repository.add_bare_remote();
    fixture.repository.git({"submodule", "--quiet", "add", remote.string(), "sub"});
    const std::string head = fixture.repository.commit("second");
    fixture.repository.write("sub/a", "changed\n");
    fixture.repository.write("sub/new", "new\n");
    CHECK(differences_of(fixture, head).empty());
    fixture.repository.git({"submodule", "--quiet", "deinit", "--force", "sub"});
    CHECK(differences_of(fixture, head).empty());
}

TEST_CASE("git: another repository inside the working tree is hidden", "[git]") {
    Fixture fixture;
    const std::string head = fixture.repository.commit("first");
    fixture.repository.git({"init", "--quiet", "vendor/other"});
    fixture.repository.write("vendor/other/x", "x");
    const Found found = differences_of(fixture, head);
    CHECK((found == Found{{"vendor", false}} || found == Found{{"vendor/other", false}}));
}

TEST_CASE("git: conflicts of a merge in progress are differences", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "base\n");
    fixture.repository.commit("base");
    fixture.repository.git({"checkout", "--quiet", "-b", "topic"});
    fixture.repository.write("a", "topic\n");
    fixture.repository.commit("topic");
    fixture.repository.git({"checkout", "--quiet", "main"});
    fixture.repository.write("a", "main\n");
    const std::string head = fixture.repository.commit("main");
    REQUIRE_FALSE(fixture.repository.try_git({"merge", "topic"}).succeeded());
    CHECK(differences_of(fixture, head) == Found{{"a", true}});
}

TEST_CASE("git: names that are no UTF-8 are told as bytes", "[git]") {
    Fixture fixture;
    fixture.repository.write("caf\xe9", "a\n");
    const std::string head = fixture.repository.commit("first");
    fixture.repository.write("caf\xe9", "b\n");
    fixture.repository.write("th\xe9", "new\n");
    CHECK(differences_of(fixture, head) == Found{{"caf\xe9", true}, {"th\xe9", false}});
}

TEST_CASE("git: the user's own ignore file counts", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "a\n");
    const std::string head = fixture.repository.commit("first");
    fixture.repository.write("notes.swp", "x");
    SECTION("named by the configuration") {
        support::TestRepository& repository = fixture.repository;
        std::ofstream(repository.home() / ".gitconfig") << "[core]\n\texcludesFile = ~/ignored\n";
        std::ofstream(repository.home() / "ignored") << "*.swp\n";
    }
    SECTION("in its usual place") {
        std::filesystem::create_directories(fixture.repository.home() / ".config/git");
        std::ofstream(fixture.repository.home() / ".config/git/ignore") << "*.swp\n";
    }
    CHECK(differences_of(fixture, head).empty());
}

TEST_CASE("git: in a linked worktree its own files and index count", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "a\n");
    const std::string head = fixture.repository.commit("first");
    const auto worktree = fixture.repository.beside("linked");
    fixture.repository.git({"worktree", "add", "--quiet", "--detach", worktree.string()});
    fixture.repository.write("a", "changed in the main one\n");
    CHECK(differences_of(fixture, worktree, head).empty());
    CHECK(differences_of(fixture, head) == Found{{"a", true}});
}

TEST_CASE("git: looking at the working tree runs no filter, monitor or hook of the repository (G1)", "[git]") {
    Fixture fixture;
    const std::string marker = fixture.repository.beside("fired").string();
    fixture.repository.write(".gitattributes", "* filter=ev diff=ev\n");
    fixture.repository.write("a", "a\n");
    const std::string head = fixture.repository.commit("first");
    for (const char* key : {"core.fsmonitor", "filter.ev.clean", "filter.ev.smudge", "filter.ev.process", "diff.ev.textconv",
                            "diff.ev.command", "diff.external", "core.alternateRefsCommand"})
        fixture.repository.git({"config", key, "touch " + marker});
    fixture.repository.git({"config", "filter.ev.required", "true"});
    fixture.repository.write("a", "changed\n");
    CHECK(differences_of(fixture, head) == Found{{"a", true}});
    CHECK_FALSE(std::filesystem::exists(marker));
}
