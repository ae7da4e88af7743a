// Writing proposals as commits.
#include "unit/git/fixture.hpp"

using namespace proffer;
using namespace proffer::git;

namespace {

/// What git says of an object in our store.
std::string in_store(Fixture& fixture, const std::vector<std::string>& arguments) {
    return fixture.repository.git_in(fixture.last_store(), arguments);
}

std::string tree_listing(Fixture& fixture, const domain::Oid& tree) {
    return in_store(fixture, {"ls-tree", "-r", "--format=%(objectmode) %(path)", tree.text()});
}

}  // namespace

TEST_CASE("git: a commit holds the edits and nothing else, and the checkout does not change (G5)", "[git]") {
    Fixture fixture;
    fixture.repository.write("src/a.txt", "a\n");
    fixture.repository.write("src/b.txt", "b\n");
    fixture.repository.write("gone/only.txt", "x\n");
    const std::string head = fixture.repository.commit("first");
    fixture.repository.write("src/b.txt", "not committed\n");
    const std::string before = fixture.repository.fingerprint();
    const auto repository = fixture.open();
    const auto made = repository->commit(
        request_for(oid_of(head), {removed("gone/only.txt"), put("new/deep/c.txt", "c\n"), put("src/a.txt", "A\n")}, "Subject\n\nBody\n"));
    REQUIRE_OK(made);
    CHECK(tree_listing(fixture, made->tree) == "100644 new/deep/c.txt\n100644 src/a.txt\n100644 src/b.txt");
    CHECK(in_store(fixture, {"cat-file", "blob", made->commit.text() + ":src/a.txt"}) == "A");
    CHECK(in_store(fixture, {"cat-file", "blob", made->commit.text() + ":src/b.txt"}) == "b");
    CHECK(in_store(fixture, {"log", "-1", "--format=%P|%an|%ae|%cn|%ce|%at|%ct|%B", made->commit.text()}) ==
          head + "|Ada Author|ada@example.com|proffer|proffer@example.com|1700000000|1700000000|Subject\n\nBody\n");
    CHECK(fixture.repository.fingerprint() == before);
    CHECK_FALSE(fixture.repository.try_git({"cat-file", "-e", made->commit.text()}).succeeded());
}

TEST_CASE("git: the same request gives the same commit, whoever's configuration counts", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "a\n");
    const std::string head = fixture.repository.commit("first");
    const CommitRequest request = request_for(oid_of(head), {put("a", "b\n")});
    const auto first = fixture.open()->commit(request);
    REQUIRE_OK(first);
    std::ofstream(fixture.repository.home() / ".gitconfig")
        << "[core]\n\tautocrlf = true\n[user]\n\tname = Somebody\n\temail = else@example.com\n";
    const auto second = fixture.open()->commit(request);
    REQUIRE_OK(second);
    CHECK(first->commit == second->commit);
    CHECK(fixture.open()->write_tree(oid_of(head), request.edits).value_or(oid_of(head)) == first->tree);
}

TEST_CASE("git: new files are not executable, edited and moved ones keep their mode (F1)", "[git]") {
    Fixture fixture;
    fixture.repository.write("run.sh", "x\n");
    fixture.repository.write("move.sh", "x\n");
    fixture.repository.write("plain", "x\n");
    for (const char* name : {"run.sh", "move.sh"})
        std::filesystem::permissions(fixture.repository.path() / name, std::filesystem::perms::owner_exec,
                                     std::filesystem::perm_options::add);
    const std::string head = fixture.repository.commit("first");
    const auto repository = fixture.open();
    const auto tree = repository->write_tree(oid_of(head), {put("bin/new.sh", "#!/bin/sh\n"), moved("move.sh", "bin/moved.sh", "y\n"),
                                                            removed("move.sh"), put("plain", "y\n"), put("run.sh", "y\n")});
    REQUIRE_OK(tree);
    CHECK(tree_listing(fixture, *tree) == "100755 bin/moved.sh\n100644 bin/new.sh\n100644 plain\n100755 run.sh");
}

TEST_CASE("git: a file may become a directory and a directory a file", "[git]") {
    Fixture fixture;
    fixture.repository.write("file", "x\n");
    fixture.repository.write("dir/x", "x\n");
    const std::string head = fixture.repository.commit("first");
    const auto repository = fixture.open();
    const auto tree =
        repository->write_tree(oid_of(head), {put("dir", "now a file\n"), removed("dir/x"), removed("file"), put("file/inside", "y\n")});
    REQUIRE_OK(tree);
    CHECK(tree_listing(fixture, *tree) == "100644 dir\n100644 file/inside");
}

TEST_CASE("git: removing everything leaves the empty tree", "[git]") {
    Fixture fixture;
    fixture.repository.write("a/b/c", "x\n");
    const std::string head = fixture.repository.commit("first");
    const auto tree = fixture.open()->write_tree(oid_of(head), {removed("a/b/c")});
    REQUIRE_OK(tree);
    CHECK(tree->text() == "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
}

TEST_CASE("git: no edits give the parent's tree", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "x\n");
    const std::string head = fixture.repository.commit("first");
    const auto tree = fixture.open()->write_tree(oid_of(head), {});
    REQUIRE_OK(tree);
    CHECK(tree->text() == fixture.repository.git({"rev-parse", "HEAD^{tree}"}));
}

TEST_CASE("git: edits of or through links, submodules, files and directories are refused (P3)", "[git]") {
    Fixture fixture;
    fixture.repository.write("file", "x\n");
    fixture.repository.write("dir/x", "x\n");
    std::filesystem::create_symlink("dir", fixture.repository.path() / "link");
    fixture.repository.git({"add", "."});
    fixture.repository.git({"update-index", "--add", "--cacheinfo", "160000,1111111111111111111111111111111111111111,sub"});
    fixture.repository.git({"commit", "--quiet", "--message=first"});
    const std::string head = fixture.repository.git({"rev-parse", "HEAD"});
    const auto repository = fixture.open();
    struct Case {
        domain::EditSet edits;
        std::string message;
    };
    const std::vector<Case> cases = {
        {{put("link", "x")}, "cannot edit 'link': it is a symbolic link"},
        {{removed("link")}, "cannot edit 'link': it is a symbolic link"},
        {{put("link/x", "x")}, "cannot edit 'link/x': 'link' is a symbolic link"},
        {{put("sub", "x")}, "cannot edit 'sub': it is a submodule"},
        {{put("sub/x", "x")}, "cannot edit 'sub/x': 'sub' is a submodule"},
        {{removed("sub")}, "cannot edit 'sub': it is a submodule"},
        {{put("file/x", "x")}, "cannot edit 'file/x': 'file' is a file"},
        {{put("dir", "x")}, "cannot edit 'dir': it is a directory"},
        {{removed("dir")}, "cannot edit 'dir': it is a directory"},
        {{put("new", "x"), put("new/x", "x")}, "cannot edit 'new': it is a directory"},
        {{put("file", "x"), put("file", "y")}, "cannot edit 'file': it is edited twice"},
        {{moved("link", "new", "x")}, "cannot edit 'new': it would be moved from a symbolic link"},
        {{put(std::string(3000, 'a') + "/" + std::string(3000, 'b'), "x")},
         "cannot edit '" + std::string(3000, 'a') + "/" + std::string(1095, 'b') + "': its path is too long"},
    };
    for (const Case& each : cases) {
        CAPTURE(each.message);
        const auto tree = repository->write_tree(oid_of(head), each.edits);
        REQUIRE_FALSE(tree);
        CHECK(tree.error().code == ErrorCode::denied);
        CHECK(tree.error().message == each.message);
    }
    const auto missing = repository->write_tree(oid_of(head), {removed("none")});
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == ErrorCode::conflict);
    CHECK(missing.error().message == "cannot remove 'none': there is no such file");
}

TEST_CASE("git: contents are stored byte for byte, whatever attributes say", "[git]") {
    Fixture fixture;
    fixture.repository.write(".gitattributes", "* text=auto eol=crlf filter=ev\n");
    const std::string head = fixture.repository.commit("first");
    const auto repository = fixture.open();
    const std::string bytes = std::string("a\r\nb\n\0c", 7);
    const auto made = repository->commit(request_for(oid_of(head), {put("x", bytes)}));
    REQUIRE_OK(made);
    const auto snapshot = repository->snapshot(made->commit);
    REQUIRE_OK(snapshot);
    CHECK((*snapshot)->read("x").value_or("") == bytes);
    CHECK(repository->resolve(made->commit.text()).value_or(oid_of(head)) == made->commit);
}

TEST_CASE("git: a commit does not even renew the date of the user's objects (G5)", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "same bytes\n");
    const std::string head = fixture.repository.commit("first");
    const bool packed = GENERATE(false, true);
    if (packed) fixture.repository.git({"gc", "--quiet"});
    const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(48);
    const auto objects = fixture.repository.path() / ".git/objects";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(objects))
        if (entry.is_regular_file()) std::filesystem::last_write_time(entry.path(), old);
    const auto repository = fixture.open();
    REQUIRE_OK(repository->commit(request_for(oid_of(head), {put("b", "same bytes\n")})));
    for (const auto& entry : std::filesystem::recursive_directory_iterator(objects))
        if (entry.is_regular_file()) CHECK(entry.last_write_time() < old + std::chrono::hours(1));
}

TEST_CASE("git: an identity or message that git would refuse is an error", "[git]") {
    Fixture fixture;
    const std::string head = fixture.repository.commit("first");
    const auto repository = fixture.open();
    CommitRequest request = request_for(oid_of(head), {put("a", "a")});
    SECTION("empty name") {
        request.author.name = "";
        const auto made = repository->commit(request);
        REQUIRE_FALSE(made);
        CHECK(made.error().hint == "name and e-mail may not be empty nor hold '<' or '>'");
    }
    SECTION("a NUL in the message") {
        request.message = std::string("a\0b", 3);
        CHECK(repository->commit(request).error().code == ErrorCode::usage);
    }
    SECTION("an unknown parent") {
        request.parent = oid_of(std::string(40, '1'));
        CHECK(repository->commit(request).error().code == ErrorCode::not_found);
    }
}

TEST_CASE("git: our new objects pass git fsck (G7)", "[git]") {
    Fixture fixture;
    fixture.repository.write("a/b", "x\n");
    const std::string head = fixture.repository.commit("first");
    const auto made = fixture.open()->commit(request_for(oid_of(head), {put("a.b", "y"), put("a/c", "z"), put("a0", "w")}));
    REQUIRE_OK(made);
    CHECK(in_store(fixture, {"fsck", "--strict", "--full", made->commit.text()}).find("error") == std::string::npos);
}

TEST_CASE("git: in a partial clone a commit needs no missing file", "[git]") {
    Fixture fixture;
    fixture.repository.write("a/b", "x\n");
    fixture.repository.write("c", "y\n");
    const std::string head = fixture.repository.commit("first");
    const auto remote = fixture.repository.add_bare_remote();
    fixture.repository.git_in(remote, {"config", "uploadpack.allowFilter", "true"});
    const auto clone = fixture.repository.beside("partial");
    fixture.repository.git({"clone", "--quiet", "--filter=blob:none", "--no-checkout", "file://" + remote.string(), clone.string()});
    std::filesystem::rename(remote, fixture.repository.beside("offline.git"));
    const auto repository = fixture.open(clone);
    const auto made = repository->commit(request_for(oid_of(head), {put("a/b", "changed\n")}));
    REQUIRE_OK(made);
    // The push brings only what is new.
    std::filesystem::rename(fixture.repository.beside("offline.git"), remote);
    const auto pushed = repository->push(settings_for(remote.string()), "topic", made->commit);
    REQUIRE_OK(pushed);
    CHECK(fixture.repository.git_in(remote, {"cat-file", "blob", "topic:a/b"}) == "changed");
}
