// Which units there are, whose they are, and what becomes of their edits together.
#include <catch2/catch.hpp>

#include "run/units.hpp"
#include "support/memory_snapshot.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using support::MemorySnapshot;
using Names = std::vector<std::string>;

namespace {

MemorySnapshot tree() {
    MemorySnapshot tree{{"README.md", ""},       {"packages/a-b/x.py", ""}, {"packages/a/x.py", ""}, {"packages/a/y/z.py", ""},
                        {"packages/b/x.py", ""}, {"src/one.py", ""},        {"src/deep/two.py", ""}, {"src/three.txt", ""}};
    tree.add("src/link.py", "one.py", domain::FileMode::symlink);
    tree.add("src/module.py", "", domain::FileMode::submodule);
    return tree;
}

Names names(const std::vector<run::Unit>& units) {
    Names all;
    for (const run::Unit& unit : units) all.push_back(std::to_string(unit.number) + " " + unit.name);
    return all;
}

std::vector<run::Unit> listed(const std::string& each, const Names& narrowed = {}) {
    auto units = run::list_units(tree(), each, narrowed);
    REQUIRE_OK(units);
    return *std::move(units);
}

domain::Edit edit(const std::string& path, std::optional<std::string> content) {
    return {domain::RepoPath::parse(path).value(), std::move(content), {}};
}

}  // namespace

TEST_CASE("units: every tracked file that matches is one, in byte order; links and submodules are none", "[run]") {
    CHECK(names(listed("src/**/*.py")) == Names{"1 src/deep/two.py", "2 src/one.py"});
    CHECK(names(listed("src/*.cpp")).empty());
}

TEST_CASE("units: a glob with a slash behind it, or one that matches only directories, makes units of directories", "[run]") {
    const Names packages = {"1 packages/a-b/", "2 packages/a/", "3 packages/b/"};
    CHECK(names(listed("packages/*/")) == packages);
    CHECK(names(listed("packages/*")) == packages);
    CHECK(listed("packages/*/")[1].files == Names{"packages/a/x.py", "packages/a/y/z.py"});
    CHECK(names(listed("packages/")) == Names{"1 packages/"});
}

TEST_CASE("units: --file narrows them, and they keep their numbers", "[run]") {
    CHECK(names(listed("src/**/*.py", {"src/one.py", "README.md"})) == Names{"2 src/one.py"});
    CHECK(names(listed("packages/*/", {"packages/a/y/z.py", "packages/b"})) == Names{"2 packages/a/", "3 packages/b/"});
}

TEST_CASE("units: shares take turns, miss nothing and take nothing twice", "[run]") {
    std::vector<run::Unit> units;
    for (int i = 1; i <= 10; ++i) units.push_back({i, "f" + std::to_string(i), {}});
    CHECK(names(run::share_of(units, {2, 3})) == Names{"2 f2", "5 f5", "8 f8"});
    std::size_t all = 0;
    for (int i = 1; i <= 7; ++i) all += run::share_of(units, {i, 7}).size();
    CHECK(all == units.size());
    CHECK(run::share_of({}, {1, 2}).empty());
    CHECK(run::share_of({units[0]}, {2, 2}).empty());
}

TEST_CASE("units: a share is I/N, and nothing else", "[run]") {
    const auto share = run::parse_share("3/5");
    REQUIRE_OK(share);
    CHECK((share->index == 3 && share->count == 5));
    for (const char* wrong :
         {"", "/", "1", "0/2", "3/2", "1/0", "-1/2", "1/257", "1/2/3", " 1/2", "1/2x", "a/b", "99999999999/99999999999"})
        CHECK_FALSE(run::parse_share(wrong).has_value());
}

TEST_CASE("units: groups are of a size, or of a directory", "[run]") {
    const auto units = listed("packages/**/*.py");
    REQUIRE(units.size() == 4);
    CHECK(run::in_groups(units, {}).size() == 1);
    const auto pairs = run::in_groups(units, {3, false});
    REQUIRE(pairs.size() == 2);
    CHECK(names(pairs[1]) == Names{"4 packages/b/x.py"});
    const auto directories = run::in_groups(units, {0, true});
    REQUIRE(directories.size() == 4);
    CHECK(names(directories[0]) == Names{"2 packages/a/x.py"});
    CHECK(names(directories[1]) == Names{"1 packages/a-b/x.py"});
    CHECK(run::in_groups({}, {3, false}).empty());
}

TEST_CASE("units: edits of several join, unless two want the same file otherwise; the later one loses", "[run]") {
    run::Join join;
    CHECK_FALSE(join.add(1, {edit("a", "1"), edit("shared", "same")}));
    CHECK_FALSE(join.add(2, {edit("b", {}), edit("shared", "same")}));
    const auto conflict = join.add(3, {edit("b", "back"), edit("c", "3")});
    REQUIRE(conflict);
    CHECK(conflict->path == "b");
    CHECK(conflict->other == 2);
    // Nothing of it was taken.
    Names paths;
    for (const domain::Edit& one : join.edits()) paths.push_back(one.path.text());
    CHECK(paths == Names{"a", "b", "shared"});
}

TEST_CASE("units: together they may change as much as each of them, and no number overflows", "[run]") {
    domain::Limits limits;
    limits.files = 20;
    limits.diff_lines = UINT64_MAX / 2;
    const domain::Limits together = run::limits_together(limits, 200);
    CHECK(together.files == 4000);
    CHECK(together.diff_lines == UINT64_MAX);
    CHECK(together.file_bytes == limits.file_bytes);
}
