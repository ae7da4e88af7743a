// Opening repositories of every shape, and what names a commit, a person or a remote in them.
#include <fstream>

#include "unit/git/fixture.hpp"

using namespace proffer;
using namespace proffer::git;

TEST_CASE("git: a repository is found from a directory below its root", "[git]") {
    Fixture fixture;
    fixture.repository.write("src/deep/a.txt", "a\n");
    const std::string head = fixture.repository.commit("first");
    const auto repository = fixture.open(fixture.repository.path() / "src" / "deep");
    CHECK(repository->layout().work_dir == fixture.repository.path());
    CHECK(repository->layout().git_dir == fixture.repository.path() / ".git");
    CHECK(repository->layout().common_dir == fixture.repository.path() / ".git");
    CHECK_FALSE(repository->layout().bare);
    CHECK_FALSE(repository->layout().shallow);
    CHECK_FALSE(repository->layout().partial);
    CHECK(repository->head_branch() == "main");
    const auto resolved = repository->resolve("");
    REQUIRE_OK(resolved);
    CHECK(resolved->text() == head);
}

TEST_CASE("git: a directory without a repository says so", "[git]") {
    Fixture fixture;
    std::filesystem::create_directory(fixture.repository.beside("plain"));
    const auto opened = fixture.try_open(fixture.repository.beside("plain"));
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == ErrorCode::not_found);
    CHECK(opened.error().message == "no git repository in '" + fixture.repository.beside("plain").string() + "' or above it");
    CHECK(opened.error().hint == "start proffer inside a repository, or name it with --repo");
    CHECK(fixture.try_open(fixture.repository.beside("missing")).error().code == ErrorCode::not_found);
}

TEST_CASE("git: a SHA-256 repository is refused with a clear error", "[git]") {
    Fixture fixture;
    fixture.repository.git({"init", "--quiet", "--object-format=sha256", fixture.repository.beside("new").string()});
    const auto opened = fixture.try_open(fixture.repository.beside("new"));
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == ErrorCode::git);
    CHECK(opened.error().message == "cannot read this repository: its objects are named by sha256");
    CHECK(opened.error().hint == "proffer reads repositories with SHA-1 objects and ref files, git's defaults");
}

TEST_CASE("git: a reftable repository is refused with a clear error", "[git]") {
    Fixture fixture;
    fixture.repository.commit("first");
    fixture.repository.git({"config", "core.repositoryFormatVersion", "1"});
    fixture.repository.git({"config", "extensions.refStorage", "reftable"});
    const auto opened = fixture.try_open(fixture.repository.path());
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == ErrorCode::git);
    CHECK(opened.error().message == "cannot read this repository: its refs are stored as reftable");
}

TEST_CASE("git: a damaged configuration is an error that names the file", "[git]") {
    Fixture fixture;
    fixture.repository.commit("first");
    fixture.repository.write(".git/config", "[core\n");
    const auto opened = fixture.try_open(fixture.repository.path());
    REQUIRE_FALSE(opened);
    CHECK(opened.error().message.find((fixture.repository.path() / ".git/config").string()) != std::string::npos);
}

TEST_CASE("git: without a commit HEAD is not found", "[git]") {
    Fixture fixture;
    const auto repository = fixture.open();
    CHECK(repository->head_branch() == "main");
    const auto resolved = repository->resolve("");
    REQUIRE_FALSE(resolved);
    CHECK(resolved.error().code == ErrorCode::not_found);
    CHECK(resolved.error().message == "the repository has no commit yet");
    CHECK(resolved.error().hint == "commit first: proffer works on commits, not on the working tree");
    CHECK(repository->resolve("main").error().hint == "the repository has no commit yet: commit first");
}

TEST_CASE("git: revisions are resolved as git does, and unknown ones list what there is", "[git]") {
    Fixture fixture;
    const std::string first = fixture.repository.commit("first");
    const std::string second = fixture.repository.commit("second");
    fixture.repository.git({"tag", "--annotate", "--message=v1", "v1", first});
    fixture.repository.git({"branch", "topic", first});
    const auto repository = fixture.open();
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"", second},          {"HEAD", second},
        {"HEAD~1", first},     {"main^", first},
        {"v1", first},         {"refs/heads/topic", first},
        {second, second},      {second.substr(0, 10), second},
        {"@", second},         {"@{0}", second},
        {"main@{1}~0", first},
    };
    for (const auto& [rev, expected] : cases) {
        CAPTURE(rev);
        const auto resolved = repository->resolve(rev);
        REQUIRE_OK(resolved);
        CHECK(resolved->text() == expected);
    }
    const auto unknown = repository->resolve("nope");
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().code == ErrorCode::not_found);
    CHECK(unknown.error().message == "no commit 'nope' in this repository");
    CHECK(unknown.error().hint == "there are: main, topic, v1; a shallow clone may lack it: git fetch --unshallow");
}

TEST_CASE("git: a revision that would search by pattern, or is an option, is not found", "[git]") {
    Fixture fixture;
    fixture.repository.write("a", "a\n");
    fixture.repository.commit("first");
    const auto repository = fixture.open();
    for (const std::string& rev : {std::string(":/fir"), std::string("HEAD^{/fir}"), std::string("HEAD:a"), std::string("-x"),
                                   std::string("HEAD\0x", 6), std::string(5000, 'x')}) {
        CAPTURE(rev.substr(0, 40));
        const auto resolved = repository->resolve(rev);
        REQUIRE_FALSE(resolved);
        CHECK(resolved.error().code == ErrorCode::not_found);
    }
}

TEST_CASE("git: a branch that only origin has is resolved, as CI checks out no branches", "[git]") {
    Fixture fixture;
    const std::string first = fixture.repository.commit("first");
    fixture.repository.git({"checkout", "--quiet", "--detach"});
    fixture.repository.git({"update-ref", "refs/remotes/origin/develop", first});
    const auto repository = fixture.open();
    const auto resolved = repository->resolve("develop");
    REQUIRE_OK(resolved);
    CHECK(resolved->text() == first);
    CHECK(repository->head_branch().empty());
}

TEST_CASE("git: a bare repository has no working tree", "[git]") {
    Fixture fixture;
    fixture.repository.write("a.txt", "a\n");
    const std::string head = fixture.repository.commit("first");
    const auto remote = fixture.repository.add_bare_remote();
    const auto repository = fixture.open(remote);
    CHECK(repository->layout().bare);
    CHECK(repository->layout().work_dir.empty());
    CHECK(repository->layout().git_dir == remote);
    const auto differences = repository->differences(oid_of(head));
    REQUIRE_OK(differences);
    CHECK(differences->empty());
}

TEST_CASE("git: a linked worktree shares the common directory and has its own HEAD", "[git]") {
    Fixture fixture;
    fixture.repository.write("a.txt", "a\n");
    const std::string head = fixture.repository.commit("first");
    const auto worktree = fixture.repository.beside("linked");
    fixture.repository.git({"worktree", "add", "--quiet", "-b", "topic", worktree.string()});
    const auto repository = fixture.open(worktree);
    CHECK(repository->layout().work_dir == worktree);
    CHECK(repository->layout().git_dir == fixture.repository.path() / ".git/worktrees/linked");
    CHECK(repository->layout().common_dir == fixture.repository.path() / ".git");
    CHECK(repository->head_branch() == "topic");
    const auto snapshot = repository->snapshot(oid_of(head));
    REQUIRE_OK(snapshot);
    CHECK((*snapshot)->read("a.txt").value_or("") == "a\n");
}

TEST_CASE("git: a linked worktree of a bare repository is not bare", "[git]") {
    Fixture fixture;
    fixture.repository.write("a.txt", "a\n");
    const std::string head = fixture.repository.commit("first");
    const auto remote = fixture.repository.add_bare_remote();
    const auto worktree = fixture.repository.beside("linked");
    fixture.repository.git_in(remote, {"worktree", "add", "--quiet", worktree.string(), "main"});
    const auto repository = fixture.open(worktree);
    CHECK_FALSE(repository->layout().bare);
    CHECK(repository->layout().work_dir == worktree);
    CHECK(repository->layout().common_dir == remote);
    const auto differences = repository->differences(oid_of(head));
    REQUIRE_OK(differences);
    CHECK(differences->empty());
}

TEST_CASE("git: inside a submodule the submodule is the repository", "[git]") {
    Fixture fixture;
    fixture.repository.commit("first");
    const auto remote = fixture.repository.add_bare_remote();
    fixture.repository.git({"submodule", "--quiet", "add", remote.string(), "sub"});
    fixture.repository.commit("with submodule");
    const auto repository = fixture.open(fixture.repository.path() / "sub");
    CHECK(repository->layout().work_dir == fixture.repository.path() / "sub");
    CHECK(repository->layout().git_dir == fixture.repository.path() / ".git/modules/sub");
}

TEST_CASE("git: variables that git hands to hooks do not redirect us (G2)", "[git]") {
    Fixture fixture;
    fixture.repository.write("a.txt", "a\n");
    const std::string head = fixture.repository.commit("first");
    support::TestRepository other;
    other.commit("other");
    fixture.environment.set("GIT_DIR", (other.path() / ".git").string());
    fixture.environment.set("GIT_WORK_TREE", other.path().string());
    fixture.environment.set("GIT_INDEX_FILE", (other.path() / ".git/index").string());
    fixture.environment.set("GIT_OBJECT_DIRECTORY", (other.path() / ".git/objects").string());
    fixture.environment.set("GIT_CONFIG_PARAMETERS", "'core.bare'='true'");
    const auto repository = fixture.open();
    CHECK(repository->layout().work_dir == fixture.repository.path());
    CHECK(repository->resolve("").value_or(oid_of(std::string(40, '0'))).text() == head);
    const auto differences = repository->differences(oid_of(head));
    REQUIRE_OK(differences);
    CHECK(differences->empty());
}

TEST_CASE("git: the identity comes from the environment, the repository, then the user's files", "[git]") {
    Fixture fixture;
    CHECK_FALSE(fixture.open()->user_identity());
    std::ofstream(fixture.repository.home() / ".gitconfig") << "[user]\n\tname = Global\n\temail = global@example.com\n";
    const auto global = fixture.open()->user_identity();
    REQUIRE(global);
    CHECK(global->name == "Global");
    fixture.repository.git({"config", "user.email", "local@example.com"});
    const auto local = fixture.open()->user_identity();
    REQUIRE(local);
    CHECK(local->name == "Global");
    CHECK(local->email == "local@example.com");
    fixture.environment.set("GIT_AUTHOR_NAME", "Environment");
    CHECK(fixture.open()->user_identity().value_or(Identity{}).name == "Environment");
}

TEST_CASE("git: an identity that is set by halves is none", "[git]") {
    Fixture fixture;
    fixture.repository.git({"config", "user.name", "Only a name"});
    CHECK_FALSE(fixture.open()->user_identity());
}

TEST_CASE("git: includes of the user's configuration are followed from the home directory", "[git]") {
    Fixture fixture;
    std::ofstream(fixture.repository.home() / ".gitconfig") << "[include]\n\tpath = ~/more\n";
    std::ofstream(fixture.repository.home() / "more") << "[user]\n\tname = Included\n\temail = included@example.com\n";
    CHECK(fixture.open()->user_identity().value_or(Identity{}).name == "Included");
}

TEST_CASE("git: the remote to publish to is origin, else the only one", "[git]") {
    Fixture fixture;
    CHECK(fixture.open()->remote_url().value_or("failed").empty());
    fixture.repository.git({"remote", "add", "upstream", "https://example.com/up.git"});
    CHECK(fixture.open()->remote_url().value_or("") == "https://example.com/up.git");
    fixture.repository.git({"remote", "add", "fork", "https://example.com/fork.git"});
    CHECK(fixture.open()->remote_url().value_or("failed").empty());
    fixture.repository.git({"config", "branch.main.remote", "fork"});
    CHECK(fixture.open()->remote_url().value_or("") == "https://example.com/fork.git");
    fixture.repository.git({"remote", "add", "origin", "../origin.git"});
    CHECK(fixture.open()->remote_url().value_or("") == "../origin.git");
    fixture.repository.git({"config", "remote.pushDefault", "upstream"});
    CHECK(fixture.open()->remote_url().value_or("") == "https://example.com/up.git");
}

TEST_CASE("git: insteadOf counts from the user's files and not from the repository's (G1)", "[git]") {
    Fixture fixture;
    fixture.repository.git({"remote", "add", "origin", "gh:me/it.git"});
    fixture.repository.git({"config", "url.https://attacker.example/.insteadOf", "gh:"});
    CHECK(fixture.open()->remote_url().value_or("") == "gh:me/it.git");
    std::ofstream(fixture.repository.home() / ".gitconfig") << "[url \"https://github.com/\"]\n\tinsteadOf = gh:\n";
    CHECK(fixture.open()->remote_url().value_or("") == "https://github.com/me/it.git");
}
