// Where jobs are kept.
#include <sys/stat.h>
#include <catch2/catch.hpp>

#include <filesystem>

#include "hook/state_directory.hpp"
#include "support/require_ok.hpp"
#include "support/temp_dir.hpp"

using namespace proffer;
namespace fs = std::filesystem;

namespace {

struct Fixture {
    support::TempDir temporary;
    fs::path root = temporary.path() / "my project", home = temporary.path() / "home", spare = temporary.path() / "spare";
    hook::Place place{root.string(), (root / ".git").string(), (root / ".git").string()};
    os::Environment environment{{{"HOME", home.string()}, {"TMPDIR", spare.string()}}};

    Fixture() {
        for (const fs::path& directory : {root, home, spare}) fs::create_directories(directory);
    }
};

}  // namespace

TEST_CASE("hook: the state is private, below the home, one directory a repository", "[hook]") {
    Fixture fixture;
    const auto made = hook::make_state_directory(fixture.environment, fixture.place);
    REQUIRE_OK(made);
    CHECK(made->starts_with((fixture.home / ".local/state/proffer/my-project-").string()));
    struct stat status = {};
    REQUIRE(::stat(made->c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0700);
    CHECK(*hook::make_state_directory(fixture.environment, fixture.place) == *made);
    hook::Place linked = fixture.place;
    linked.git_dir += "/worktrees/x";
    linked.work_dir = (fixture.temporary.path() / "linked").string();
    CHECK(*hook::make_state_directory(fixture.environment, linked) == *made);
    hook::Place other = fixture.place;
    other.common_dir = "/other/.git";
    CHECK(*hook::make_state_directory(fixture.environment, other) != *made);
}

TEST_CASE("hook: XDG_STATE_HOME wins; a relative one is none", "[hook]") {
    Fixture fixture;
    fixture.environment.set("XDG_STATE_HOME", (fixture.temporary.path() / "xdg").string());
    CHECK(
        hook::make_state_directory(fixture.environment, fixture.place)->starts_with((fixture.temporary.path() / "xdg/proffer/").string()));
    fixture.environment.set("XDG_STATE_HOME", "state");
    CHECK(hook::make_state_directory(fixture.environment, fixture.place)->starts_with((fixture.spare / "proffer-").string()));
}

TEST_CASE("hook: a home that is the checkout, or none, is no place for the state (G5)", "[hook]") {
    Fixture fixture;
    SECTION("dotfiles") {
        fixture.environment.set("HOME", fixture.root.string());
    }
    SECTION("below the checkout") {
        fixture.environment.set("XDG_STATE_HOME", (fixture.root / "state").string());
    }
    SECTION("no home") {
        fixture.environment.erase("HOME");
    }
    SECTION("not writable") {
        fixture.environment.set("HOME", "/proc");
    }
    const auto made = hook::make_state_directory(fixture.environment, fixture.place);
    REQUIRE_OK(made);
    CHECK(made->starts_with((fixture.spare / "proffer-").string()));
    CHECK(fs::is_empty(fixture.root));
}

TEST_CASE("hook: a directory that others can write to, or a link, is not used", "[hook]") {
    Fixture fixture;
    fixture.environment.erase("HOME");
    const fs::path there = fixture.spare / ("proffer-" + std::to_string(::getuid()));
    SECTION("writable by others") {
        fs::create_directories(there);
        fs::permissions(there, fs::perms::all);
    }
    SECTION("a link") {
        fs::create_directories(fixture.temporary.path() / "elsewhere");
        fs::create_directory_symlink(fixture.temporary.path() / "elsewhere", there);
    }
    const auto made = hook::make_state_directory(fixture.environment, fixture.place);
    REQUIRE_FALSE(made);
    CHECK(made.error().code == ErrorCode::denied);
    CHECK(made.error().hint.find("XDG_STATE_HOME") != std::string::npos);
}
