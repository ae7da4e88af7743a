// Finding the repository the way git does, without git.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include "hook/place.hpp"
#include "support/temp_dir.hpp"

using namespace proffer;
namespace fs = std::filesystem;

namespace {

void make_git_dir(const fs::path& directory) {
    fs::create_directories(directory / "objects");
    std::ofstream(directory / "HEAD") << "ref: refs/heads/main\n";
}

void write(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
}

}  // namespace

TEST_CASE("hook: a checkout is found from any directory in it", "[hook]") {
    const support::TempDir temporary;
    const fs::path root = temporary.path() / "checkout";
    make_git_dir(root / ".git");
    fs::create_directories(root / "a/b");
    for (const char* below : {"", "a", "a/b"}) {
        const auto place = hook::find_place((root / below).lexically_normal().string(), "");
        REQUIRE(place);
        CHECK(fs::path(place->git_dir) == root / ".git");
        CHECK(place->common_dir == place->git_dir);
        CHECK(place->root().find("checkout") != std::string::npos);
    }
    CHECK_FALSE(hook::find_place(temporary.path().string(), ""));
}

TEST_CASE("hook: linked worktrees share the common directory, submodules do not (G2)", "[hook]") {
    const support::TempDir temporary;
    const fs::path root = temporary.path() / "checkout", linked = temporary.path() / "linked", module = root / "module";
    make_git_dir(root / ".git");
    const fs::path git_dir = root / ".git/worktrees/linked";
    write(git_dir / "HEAD", "ref: refs/heads/topic\n");
    write(git_dir / "commondir", "../..\n");
    write(linked / ".git", "gitdir: " + git_dir.string() + "\n");
    make_git_dir(root / ".git/modules/module");
    write(module / ".git", "gitdir: ../.git/modules/module\n");

    const auto worktree = hook::find_place(linked.string(), "");
    REQUIRE(worktree);
    CHECK(worktree->work_dir == linked.string());
    CHECK(worktree->git_dir == git_dir.string());
    CHECK(worktree->common_dir == (root / ".git").string());
    const auto submodule = hook::find_place(module.string(), "");
    REQUIRE(submodule);
    CHECK(submodule->work_dir == module.string());
    CHECK(submodule->common_dir == (root / ".git/modules/module").string());
    // As git sets it for a hook there.
    const auto named = hook::find_place(linked.string(), git_dir.string());
    REQUIRE(named);
    CHECK(named->work_dir == linked.string());
    CHECK(named->common_dir == (root / ".git").string());
}

TEST_CASE("hook: a bare repository has no working tree", "[hook]") {
    const support::TempDir temporary;
    const fs::path bare = temporary.path() / "bare.git";
    make_git_dir(bare);
    for (const char* git_dir : {"", "."}) {
        const auto place = hook::find_place(bare.string(), git_dir);
        REQUIRE(place);
        CHECK(place->work_dir.empty());
        CHECK(place->root() == bare.string());
    }
}

TEST_CASE("hook: what is no repository is none", "[hook]") {
    const support::TempDir temporary;
    write(temporary.path() / "x/.git", "gitdir: /nowhere\n");
    write(temporary.path() / "y/.git", std::string(100'000, 'x'));
    fs::create_directories(temporary.path() / "z/.git");
    for (const char* name : {"x", "y", "z"}) CHECK_FALSE(hook::find_place((temporary.path() / name).string(), ""));
    CHECK_FALSE(hook::find_place(temporary.path().string(), "nowhere"));
}
