// What a push brings, in repositories of git's own making.
#include "unit/git/fixture.hpp"

using namespace proffer;
using namespace proffer::git;

namespace {

struct Pushing : Fixture {
    std::string base, one, two;

    Pushing() {
        repository.write("a.txt", "one\n");
        base = repository.commit("base");
        (void)repository.add_bare_remote();
        repository.write("a.txt", "two\n");
        one = repository.commit("first\n\nwith a body");
        repository.write("b.txt", "new\n");
        two = repository.commit("second");
    }

    PushedRange range(const std::string& tip, const std::optional<std::string>& before, const std::string& remote = "origin",
                      const std::vector<std::string>& branches = {"main"}) {
        const auto opened = open();
        const std::string print = repository.fingerprint();
        auto found = opened->pushed_range({oid_of(tip), before ? std::optional(oid_of(*before)) : std::nullopt, remote, branches});
        REQUIRE_OK(found);
        CHECK(repository.fingerprint() == print);
        return *found;
    }
};

}  // namespace

TEST_CASE("git: a push brings the commits between what the branch held and what it gets", "[git]") {
    Pushing push;
    const PushedRange range = push.range(push.two, push.base);
    REQUIRE(range.commits.size() == 2);
    CHECK(range.commits[0].message == "second\n");
    CHECK(range.commits[1].message == "first\n\nwith a body\n");
    CHECK(range.files == std::vector<std::string>{"a.txt", "b.txt"});
    CHECK(range.diff.find("-one\n+two\n") != std::string::npos);
    CHECK_FALSE(range.has_more);
}

TEST_CASE("git: a new branch brings what no branch of the remote has", "[git]") {
    Pushing push;
    (void)push.repository.git({"update-ref", "refs/remotes/origin/main", push.one});
    CHECK(push.range(push.two, {}, "origin", {"topic"}).commits.size() == 1);
    CHECK(push.range(push.two, {}, "origin", {"topic"}).files == std::vector<std::string>{"b.txt"});
    // Of a remote that nobody has fetched from, everything is new.
    (void)push.repository.git({"remote", "add", "other", "/nowhere"});
    CHECK(push.range(push.two, {}, "other").commits.size() == 3);
    CHECK(push.range(push.two, {}, "other").files.size() == 2);
    CHECK(push.range(push.two, {}, "https://example.org/x.git", {"topic"}).commits.size() == 1);
}

TEST_CASE("git: the push's own branches do not hide what it brought, even when it is over", "[git]") {
    Pushing push;
    (void)push.repository.git({"update-ref", "refs/remotes/origin/topic", push.two});
    (void)push.repository.git({"update-ref", "refs/remotes/origin/main", push.one});
    CHECK(push.range(push.two, {}, "origin", {"topic"}).commits.size() == 1);
}

TEST_CASE("git: a forced push brings what is on its own side of the fork", "[git]") {
    Pushing push;
    (void)push.repository.git({"checkout", "--quiet", "-b", "side", push.base});
    push.repository.write("c.txt", "side\n");
    const std::string side = push.repository.commit("side");
    const PushedRange range = push.range(side, push.two);
    REQUIRE(range.commits.size() == 1);
    CHECK(range.files == std::vector<std::string>{"c.txt"});
    // What nobody here has seen is as good as nothing.
    CHECK(push.range(side, std::string(40, 'd')).commits.size() == 2);
}

TEST_CASE("git: long pushes are told in part", "[git]") {
    Pushing push;
    for (int i = 0; i < 105; ++i) (void)push.repository.git({"commit", "--quiet", "--allow-empty", "-m", "n" + std::to_string(i)});
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += "line " + std::to_string(i) + "\n";
    push.repository.write("big.txt", text);
    const std::string tip = push.repository.commit("last");
    const PushedRange range = push.range(tip, push.two);
    CHECK(range.commits.size() == 100);
    CHECK(range.has_more);
    CHECK(range.diff.size() < 66'000);
    CHECK(range.diff.ends_with("left out]\n"));
}

TEST_CASE("git: an unknown pushed commit is told", "[git]") {
    Pushing push;
    const auto found = push.open()->pushed_range({oid_of(std::string(40, 'e')), {}, "origin", {}});
    REQUIRE_FALSE(found);
    CHECK(found.error().message.find("eeeeeeeeeeee") != std::string::npos);
}

TEST_CASE("git: the remote that was pushed to is the one to publish to", "[git]") {
    Pushing push;
    (void)push.repository.git({"remote", "add", "fork", "https://fork.example/x.git"});
    const auto opened = push.open();
    opened->choose_remote("fork", "ignored");
    CHECK(*opened->remote_url() == "https://fork.example/x.git");
    opened->choose_remote("https://other.example/y.git", "https://other.example/y.git");
    CHECK(*opened->remote_url() == "https://other.example/y.git");
}
