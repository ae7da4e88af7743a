// Listing the branches of a remote and deleting them, but only as they were seen.
#include "unit/git/fixture.hpp"

using namespace proffer;
using namespace proffer::git;

namespace {

struct Remote : Fixture {
    std::string head;
    std::filesystem::path remote;
    std::unique_ptr<Repository> ours;

    Remote() {
        repository.write("a", "a\n");
        head = repository.commit("first");
        remote = repository.add_bare_remote();
        ours = open();
    }
    void add(const std::string& branch) const { repository.git_in(remote, {"update-ref", "refs/heads/" + branch, head}); }
    [[nodiscard]] std::vector<std::string> names(const std::string& prefix) const {
        const auto found = ours->remote_branches(settings_for(remote.string()), prefix);
        REQUIRE_OK(found);
        std::vector<std::string> all;
        for (const RemoteBranch& branch : *found) all.push_back(branch.name);
        return all;
    }
};

}  // namespace

TEST_CASE("git: branches are listed by the beginning of their names, in order", "[git]") {
    Remote scene;
    for (const char* name : {"proffer/b", "proffer/a/deep", "profferer", "other", "refs/heads/proffer/x", "x/proffer/y"}) scene.add(name);
    scene.repository.git_in(scene.remote, {"update-ref", "refs/tags/proffer/t", scene.head});
    CHECK(scene.names("proffer/") == std::vector<std::string>{"proffer/a/deep", "proffer/b"});
    CHECK(scene.names("proffer") == std::vector<std::string>{"proffer/a/deep", "proffer/b", "profferer"});
    CHECK(scene.names("none/").empty());
    const auto found = scene.ours->remote_branches(settings_for(scene.remote.string()), "proffer/b");
    REQUIRE_OK(found);
    CHECK(found->front().commit.text() == scene.head);
}

TEST_CASE("git: what is no beginning of a branch name is refused before git sees it", "[git]") {
    Remote scene;
    for (const char* prefix : {"*", "--upload-pack=x", "a b", "a..b", "[a", "/"})
        CHECK(scene.ours->remote_branches(settings_for(scene.remote.string()), prefix).error().code == ErrorCode::usage);
}

TEST_CASE("git: a branch is deleted when it holds what was seen; gone already is fine", "[git]") {
    Remote scene;
    scene.add("proffer/old");
    const RemoteBranch seen{"proffer/old", oid_of(scene.head)};
    const std::string before = scene.repository.fingerprint();
    REQUIRE_OK(scene.ours->delete_remote_branch(settings_for(scene.remote.string()), seen));
    CHECK(scene.names("proffer/").empty());
    REQUIRE_OK(scene.ours->delete_remote_branch(settings_for(scene.remote.string()), seen));
    CHECK(scene.repository.fingerprint() == before);  // G5
}

TEST_CASE("git: a branch that has moved since it was seen stays", "[git]") {
    Remote scene;
    scene.add("proffer/old");
    const auto deleted =
        scene.ours->delete_remote_branch(settings_for(scene.remote.string()), {"proffer/old", oid_of(std::string(40, 'a'))});
    REQUIRE_FALSE(deleted);
    CHECK(deleted.error().code == ErrorCode::conflict);
    CHECK(deleted.error().message.starts_with("cannot delete branch 'proffer/old'"));
    CHECK(deleted.error().hint == "it holds another commit by now; it stays");
    CHECK(scene.names("proffer/") == std::vector<std::string>{"proffer/old"});
}

TEST_CASE("git: a remote that forbids deletions refuses; one that is not there is an error", "[git]") {
    Remote scene;
    scene.add("proffer/old");
    scene.repository.git_in(scene.remote, {"config", "receive.denyDeletes", "true"});
    const RemoteBranch seen{"proffer/old", oid_of(scene.head)};
    const auto deleted = scene.ours->delete_remote_branch(settings_for(scene.remote.string()), seen);
    REQUIRE_FALSE(deleted);
    CHECK(deleted.error().code == ErrorCode::denied);
    CHECK(scene.ours->delete_remote_branch(settings_for("http://127.0.0.1:1/x.git"), seen).error().code == ErrorCode::network);
    CHECK(scene.ours->remote_branches(settings_for("http://127.0.0.1:1/x.git"), "proffer/").error().code == ErrorCode::network);
    CHECK(scene.ours->delete_remote_branch(settings_for(scene.remote.string()), {"--all", oid_of(scene.head)}).error().code ==
          ErrorCode::usage);
}

TEST_CASE("git: the commits of a remote's branch come with their time", "[git]") {
    Remote scene;
    const std::string base = scene.head;
    scene.repository.write("a", "b\n");
    const std::string next = scene.repository.commit("second");
    scene.repository.git_in(scene.repository.path(), {"push", "-q", "origin", next + ":refs/heads/topic"});
    const auto commits = scene.ours->remote_commits(settings_for(scene.remote.string()), "topic", oid_of(base));
    REQUIRE_OK(commits);
    REQUIRE(commits->size() == 1);
    CHECK(std::to_string(commits->front().time_seconds) == scene.repository.git({"log", "-1", "--format=%ct", next}));
}
