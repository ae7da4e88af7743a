// Branches in the user's own repository.
#include "unit/git/fixture.hpp"

using namespace proffer;
using namespace proffer::git;

namespace {

struct Branching : Fixture {
    std::string head;
    std::unique_ptr<Repository> ours;
    domain::Oid commit = oid_of(std::string(40, '0'));

    Branching() {
        repository.write("dir/a", "a\n");
        repository.write("b", "b\n");
        head = repository.commit("first");
        ours = open();
        const auto made = ours->commit(request_for(oid_of(head), {put("dir/a", "changed\n"), put("new/c", "c\n")}));
        REQUIRE_OK(made);
        commit = made->commit;
    }
};

}  // namespace

TEST_CASE("git: a local branch is complete and nothing else of the checkout changes (G5)", "[git]") {
    Branching branching;
    const std::vector<std::string> allowed = {".git/objects", ".git/refs/heads/proffer", ".git/logs/refs/heads/proffer"};
    const std::string before = branching.repository.fingerprint(allowed);
    const auto created = branching.ours->create_local_branch("proffer/fix", branching.commit);
    REQUIRE_OK(created);
    CHECK(*created == PushOutcome::created);
    CHECK(branching.repository.fingerprint(allowed) == before);
    std::filesystem::remove_all(branching.last_store());
    CHECK(branching.repository.git({"rev-parse", "proffer/fix"}) == branching.commit.text());
    CHECK(branching.repository.git({"fsck", "--strict", "--full"}).empty());
    CHECK(branching.repository.git({"show", "proffer/fix:new/c"}) == "c");
    CHECK(branching.repository.git({"status", "--porcelain"}).empty());
}

TEST_CASE("git: a local branch that holds the same commit is already there, another one is a conflict", "[git]") {
    Branching branching;
    REQUIRE_OK(branching.ours->create_local_branch("topic", branching.commit));
    CHECK(branching.ours->create_local_branch("topic", branching.commit).value_or(PushOutcome::created) == PushOutcome::already_there);
    const auto conflict = branching.ours->create_local_branch("main", branching.commit);
    REQUIRE_FALSE(conflict);
    CHECK(conflict.error().code == ErrorCode::conflict);
    CHECK(conflict.error().message == "cannot create branch 'main': it exists and holds " + branching.head.substr(0, 12));
    CHECK(branching.repository.git({"rev-parse", "main"}) == branching.head);
}

TEST_CASE("git: a local branch whose name is a directory of another, or the other way, is a conflict", "[git]") {
    Branching branching;
    branching.repository.git({"branch", "proffer"});
    branching.repository.git({"branch", "deep/er/still"});
    const auto below = branching.ours->create_local_branch("proffer/fix", branching.commit);
    REQUIRE_FALSE(below);
    CHECK(below.error().code == ErrorCode::conflict);
    CHECK(below.error().message == "cannot create branch 'proffer/fix': branch 'proffer' is in the way");
    const auto above = branching.ours->create_local_branch("deep", branching.commit);
    REQUIRE_FALSE(above);
    CHECK(above.error().code == ErrorCode::conflict);
    CHECK(above.error().message == "cannot create branch 'deep': branch 'deep/er/still' is in the way");
    CHECK(branching.ours->create_local_branch("bad name", branching.commit).error().code == ErrorCode::usage);
}

TEST_CASE("git: the branch that is checked out, though not born, is not created", "[git]") {
    Branching branching;
    branching.repository.git({"symbolic-ref", "HEAD", "refs/heads/unborn"});
    const auto created = branching.open()->create_local_branch("unborn", oid_of(branching.head));
    REQUIRE_FALSE(created);
    CHECK(created.error().message == "cannot create branch 'unborn': it is checked out");
}

TEST_CASE("git: a branch made in a linked worktree is seen in all", "[git]") {
    Branching branching;
    const auto worktree = branching.repository.beside("linked");
    branching.repository.git({"worktree", "add", "--quiet", "--detach", worktree.string()});
    const auto linked = branching.open(worktree);
    const auto made = linked->commit(request_for(oid_of(branching.head), {put("x", "x\n")}));
    REQUIRE_OK(made);
    REQUIRE_OK(linked->create_local_branch("topic", made->commit));
    CHECK(branching.repository.git({"rev-parse", "topic"}) == made->commit.text());
    CHECK(branching.repository.git({"fsck", "--strict"}).find("error") == std::string::npos);
}

TEST_CASE("git: an existing branch in packed refs is seen", "[git]") {
    Branching branching;
    branching.repository.git({"branch", "topic"});
    branching.repository.git({"pack-refs", "--all"});
    CHECK(branching.ours->create_local_branch("topic", branching.commit).error().code == ErrorCode::conflict);
    CHECK(branching.ours->create_local_branch("topic/x", branching.commit).error().code == ErrorCode::conflict);
    CHECK(branching.repository.git({"rev-parse", "topic"}) == branching.head);
}
