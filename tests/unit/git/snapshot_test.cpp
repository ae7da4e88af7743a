// Reading commits.
#include <algorithm>

#include "unit/git/fixture.hpp"

using namespace proffer;
using namespace proffer::git;
using domain::FileMode;

namespace {

/// A commit made of a tree that no checkout has to hold.
std::string commit_of_tree(const support::TestRepository& repository, const std::string& listing) {
    os::Command command;
    command.arguments = {"git", "mktree", "-z"};
    command.environment = repository.environment();
    command.directory = repository.path().string();
    command.input = listing;
    const auto made = os::run(command);
    REQUIRE_OK(made);
    REQUIRE(made->succeeded());
    return repository.git({"commit-tree", "-m", "tree", made->output.substr(0, 40)});
}

}  // namespace

TEST_CASE("git: a snapshot tells modes, bytes and sizes of the commit, not of the working tree", "[git]") {
    Fixture fixture;
    fixture.repository.write("src/a.txt", "committed\n");
    fixture.repository.write("run.sh", "#!/bin/sh\n");
    std::filesystem::permissions(fixture.repository.path() / "run.sh", std::filesystem::perms::owner_exec,
                                 std::filesystem::perm_options::add);
    std::filesystem::create_symlink("src/a.txt", fixture.repository.path() / "link");
    const std::string head = fixture.repository.commit("first");
    fixture.repository.write("src/a.txt", "changed\n");
    const auto repository = fixture.open();
    const auto opened = repository->snapshot(oid_of(head));
    REQUIRE_OK(opened);
    const domain::Snapshot& snapshot = **opened;
    CHECK(snapshot.find("src/a.txt") == FileMode::regular);
    CHECK(snapshot.find("run.sh") == FileMode::executable);
    CHECK(snapshot.find("link") == FileMode::symlink);
    CHECK(snapshot.find("src") == FileMode::directory);
    CHECK(snapshot.read("src/a.txt").value_or("") == "committed\n");
    CHECK(snapshot.size_bytes("src/a.txt").value_or(0) == 10);
    CHECK(snapshot.read("link").error().code == ErrorCode::denied);
    CHECK(snapshot.read("src").error().message == "'src' is no file");
    CHECK(snapshot.read("src/b.txt").error().code == ErrorCode::not_found);
    CHECK(snapshot.size_bytes("src/b.txt").error().message == "no file 'src/b.txt'");
    CHECK(snapshot.paths().value_or({}) == std::vector<std::string>{"link", "run.sh", "src/a.txt"});
}

TEST_CASE("git: what is not exactly the path of an entry is not found", "[git]") {
    Fixture fixture;
    fixture.repository.write("src/a.txt", "a\n");
    const std::string head = fixture.repository.commit("first");
    const auto repository = fixture.open();
    const auto snapshot = repository->snapshot(oid_of(head));
    REQUIRE_OK(snapshot);
    const std::vector<std::string> paths = {"",
                                            "/",
                                            "/src",
                                            "src/",
                                            "src//a.txt",
                                            "./src",
                                            "src/../src",
                                            "SRC",
                                            "src/a.txt/b",
                                            "src/a.txt/",
                                            "none/a",
                                            std::string("src\0", 4),
                                            std::string(100'000, 'a'),
                                            "src/" + std::string(3000, '/')};
    for (const std::string& path : paths) {
        CAPTURE(path.substr(0, 40));
        CHECK_FALSE((*snapshot)->find(path));
        CHECK((*snapshot)->read(path).error().code == ErrorCode::not_found);
    }
}

TEST_CASE("git: paths come in byte order, where a directory sorts as its name and a slash", "[git]") {
    Fixture fixture;
    for (const char* path : {"a.b", "a/x", "a-b", "a0", "A", "b/c/d", "b/c.d"}) fixture.repository.write(path, "x");
    const std::string head = fixture.repository.commit("first");
    const auto repository = fixture.open();
    const auto paths = (*repository->snapshot(oid_of(head)))->paths();
    REQUIRE_OK(paths);
    CHECK(*paths == std::vector<std::string>{"A", "a-b", "a.b", "a/x", "a0", "b/c.d", "b/c/d"});
    CHECK(std::is_sorted(paths->begin(), paths->end()));
}

TEST_CASE("git: names that are no UTF-8 are read as bytes", "[git]") {
    Fixture fixture;
    fixture.repository.write("caf\xe9.txt", "latin-1\n");
    const std::string head = fixture.repository.commit("first");
    const auto repository = fixture.open();
    const auto snapshot = repository->snapshot(oid_of(head));
    REQUIRE_OK(snapshot);
    CHECK((*snapshot)->paths().value_or({}) == std::vector<std::string>{"caf\xe9.txt"});
    CHECK((*snapshot)->read("caf\xe9.txt").value_or("") == "latin-1\n");
}

TEST_CASE("git: a submodule is an entry without bytes", "[git]") {
    Fixture fixture;
    const std::string head =
        commit_of_tree(fixture.repository, std::string("160000 commit 1111111111111111111111111111111111111111\tsub\0", 59));
    const auto repository = fixture.open();
    const auto snapshot = repository->snapshot(oid_of(head));
    REQUIRE_OK(snapshot);
    CHECK((*snapshot)->find("sub") == FileMode::submodule);
    CHECK((*snapshot)->read("sub").error().code == ErrorCode::denied);
    CHECK_FALSE((*snapshot)->find("sub/file"));
    CHECK((*snapshot)->paths().value_or({}) == std::vector<std::string>{"sub"});
}

TEST_CASE("git: an unknown commit, or another object, gives no snapshot", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "a");
    fixture.repository.commit("first");
    const auto repository = fixture.open();
    CHECK(repository->snapshot(oid_of(std::string(40, '1'))).error().code == ErrorCode::not_found);
    CHECK_FALSE(repository->snapshot(oid_of(fixture.repository.git({"rev-parse", "HEAD^{tree}"}))));
}

TEST_CASE("git: a few objects that describe billions of files do not use up the memory", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "a");
    fixture.repository.commit("first");
    std::string tree = fixture.repository.git({"rev-parse", "HEAD^{tree}"});
    std::string commit;
    for (int level = 0; level < 12; ++level) {
        std::string listing;
        for (char name = 'a'; name < 'k'; ++name) listing += "040000 tree " + tree + "\t" + std::string(200, name) + '\0';
        commit = commit_of_tree(fixture.repository, listing);
        tree = fixture.repository.git({"rev-parse", commit + "^{tree}"});
    }
    const auto repository = fixture.open();
    const auto snapshot = repository->snapshot(oid_of(commit));
    REQUIRE_OK(snapshot);
    CHECK((*snapshot)->find(std::string(200, 'a') + "/" + std::string(200, 'j')) == FileMode::directory);
    const auto paths = (*snapshot)->paths();
    REQUIRE_FALSE(paths);
    CHECK(paths.error().code == ErrorCode::denied);
}

TEST_CASE("git: a shallow clone is read like any other", "[git]") {
    Fixture fixture;
    fixture.repository.write("a.txt", "one\n");
    fixture.repository.commit("first");
    fixture.repository.write("a.txt", "two\n");
    const std::string head = fixture.repository.commit("second");
    const auto clone = fixture.repository.beside("clone");
    fixture.repository.git({"clone", "--quiet", "--depth=1", "file://" + fixture.repository.path().string(), clone.string()});
    const auto repository = fixture.open(clone);
    CHECK(repository->layout().shallow);
    CHECK((*repository->snapshot(oid_of(head)))->read("a.txt").value_or("") == "two\n");
    CHECK(repository->resolve("HEAD~1").error().code == ErrorCode::not_found);
}

namespace {

/// A clone without blobs and without a checkout.
std::filesystem::path partial_clone(Fixture& fixture, const std::filesystem::path& remote) {
    const auto clone = fixture.repository.beside("partial");
    fixture.repository.git({"clone", "--quiet", "--filter=blob:none", "--no-checkout", "file://" + remote.string(), clone.string()});
    return clone;
}

}  // namespace

TEST_CASE("git: a partial clone's missing files are fetched into our store, the clone stays as it is (G5)", "[git]") {
    Fixture fixture;
    for (int i = 0; i < 20; ++i) fixture.repository.write("f" + std::to_string(i), "file " + std::to_string(i) + "\n");
    const std::string head = fixture.repository.commit("first");
    const auto remote = fixture.repository.add_bare_remote();
    fixture.repository.git_in(remote, {"config", "uploadpack.allowFilter", "true"});
    fixture.repository.git_in(remote, {"config", "uploadpack.allowAnySHA1InWant", "true"});
    const auto clone = partial_clone(fixture, remote);
    const std::string before = support::fingerprint_of(clone);
    const auto repository = fixture.open(clone);
    CHECK(repository->layout().partial);
    const auto snapshot = repository->snapshot(oid_of(head));
    REQUIRE_OK(snapshot);
    for (int i = 0; i < 20; ++i) {
        const auto text = (*snapshot)->read("f" + std::to_string(i));
        REQUIRE_OK(text);
        CHECK(*text == "file " + std::to_string(i) + "\n");
    }
    CHECK((*snapshot)->size_bytes("f7").value_or(0) == 7);
    CHECK(support::fingerprint_of(clone) == before);
}

TEST_CASE("git: a partial clone whose remote is gone says what to do about a missing file", "[git]") {
    Fixture fixture;
    fixture.repository.write("a.txt", "a\n");
    const std::string head = fixture.repository.commit("first");
    const auto remote = fixture.repository.add_bare_remote();
    fixture.repository.git_in(remote, {"config", "uploadpack.allowFilter", "true"});
    const auto clone = partial_clone(fixture, remote);
    std::filesystem::rename(remote, fixture.repository.beside("moved.git"));
    const auto repository = fixture.open(clone);
    const auto text = (*repository->snapshot(oid_of(head)))->read("a.txt");
    REQUIRE_FALSE(text);
    CHECK(text.error().code == ErrorCode::not_found);
    CHECK(text.error().message.find("cannot fetch what this partial clone lacks from 'file://" + remote.string() + "'") == 0);
    CHECK(text.error().hint == "give the checkout its files: clone without --filter, or git fetch --refetch --no-filter");
}

TEST_CASE("git: fetching for a partial clone runs nothing that the clone configures (G1)", "[git]") {
    Fixture fixture;
    fixture.repository.write("a.txt", "a\n");
    const std::string head = fixture.repository.commit("first");
    const auto remote = fixture.repository.add_bare_remote();
    fixture.repository.git_in(remote, {"config", "uploadpack.allowFilter", "true"});
    const auto clone = partial_clone(fixture, remote);
    const std::string marker = fixture.repository.beside("fired").string();
    fixture.repository.git_in(clone, {"config", "remote.origin.uploadpack", "touch " + marker + "; git-upload-pack"});
    fixture.repository.git_in(clone, {"config", "core.sshCommand", "touch " + marker});
    const auto repository = fixture.open(clone);
    CHECK((*repository->snapshot(oid_of(head)))->read("a.txt").value_or("") == "a\n");
    CHECK_FALSE(std::filesystem::exists(marker));
}
