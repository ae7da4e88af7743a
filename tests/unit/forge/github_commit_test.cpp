// Commits made by GitHub's API.
#include "forge/github_commit.hpp"

#include "github_fixture.hpp"

using namespace proffer;
using namespace proffer::forge;
using support::HttpAnswer;
using support::HttpRequest;

namespace {

const std::string k_base(40, '1');

domain::RepoPath path(const char* text) {
    return domain::RepoPath::parse(text).value();
}

GithubCommit wanted() {
    return {"proffer/blue",
            domain::Oid::parse(k_base).value(),
            {{path("src/a.txt"), "hi\n", false, false}},
            {path("old.txt")},
            "Make widgets blue",
            "Because."};
}

}  // namespace

TEST_CASE("github commit: the branch is made, and the commit carries whole files", "[forge][github]") {
    GithubScene scene;
    const auto made = commit_on_github(*scene.client, scene.settings, wanted());
    REQUIRE_OK(made);
    CHECK(scene.server.branches["proffer/blue"] == made->text());
    CHECK(scene.server.commit_parents[made->text()] == k_base);
    CHECK(scene.server.messages[made->text()] == "Make widgets blue\n\nBecause.");
    CHECK(scene.server.files["src/a.txt"] == "aGkK");
    CHECK(scene.server.files["old.txt"] == "(deleted)");
}

TEST_CASE("github commit: contents of any length and bytes are base64", "[forge][github]") {
    GithubScene scene;
    GithubCommit commit = wanted();
    commit.additions = {{path("0"), "", false, false},
                        {path("1"), "a", false, false},
                        {path("2"), "ab", false, false},
                        {path("3"), std::string("\0\xff\xfe", 3), false, false}};
    REQUIRE_OK(commit_on_github(*scene.client, scene.settings, commit));
    CHECK(scene.server.files["0"].empty());
    CHECK(scene.server.files["1"] == "YQ==");
    CHECK(scene.server.files["2"] == "YWI=");
    CHECK(scene.server.files["3"] == "AP/+");
}

TEST_CASE("github commit: F1 a mode that would be lost is denied before anything is sent", "[forge][github]") {
    GithubScene scene;
    GithubCommit commit = wanted();
    (GENERATE(true, false) ? commit.additions.front().executable : commit.additions.front().special) = true;
    const auto made = commit_on_github(*scene.client, scene.settings, commit);
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code == ErrorCode::denied);
    CHECK(scene.server.requests().empty());
}

TEST_CASE("github commit: a branch that is somewhere else is a conflict and stays as it is", "[forge][github]") {
    GithubScene scene;
    scene.server.branches["proffer/blue"] = std::string(40, '9');
    const auto made = commit_on_github(*scene.client, scene.settings, wanted());
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code == ErrorCode::conflict);
    CHECK(scene.server.branches["proffer/blue"] == std::string(40, '9'));
}

TEST_CASE("github commit: a branch that moves in between is a conflict", "[forge][github]") {
    GithubScene scene;
    scene.server.meddle([&](const HttpRequest& request, const auto& really) {
        if (request.target == "/graphql") scene.server.branches["proffer/blue"] = std::string(40, '9');
        return really();
    });
    CHECK(commit_on_github(*scene.client, scene.settings, wanted()).error().code == ErrorCode::conflict);
}

TEST_CASE("github commit: a lost answer is looked up at the branch, and nothing is made twice", "[forge][github]") {
    GithubScene scene;
    int mutations = 0;
    const bool is_done = GENERATE(true, false);
    scene.server.meddle([&](const HttpRequest& request, const auto& really) {
        if (request.target != "/graphql" || ++mutations > 1) return really();
        if (is_done) static_cast<void>(really());
        return HttpAnswer{.silent = true};
    });
    const auto made = commit_on_github(*scene.client, scene.settings, wanted());
    REQUIRE_OK(made);
    CHECK(scene.server.branches["proffer/blue"] == made->text());
    CHECK(scene.server.messages.size() == 1);
}

TEST_CASE("github commit: the same commit asked for again is the one that is there", "[forge][github]") {
    GithubScene scene;
    const auto first = commit_on_github(*scene.client, scene.settings, wanted());
    REQUIRE_OK(first);
    const auto second = commit_on_github(*scene.client, scene.settings, wanted());
    REQUIRE_OK(second);
    CHECK(first->text() == second->text());
    CHECK(scene.server.messages.size() == 1);
}

TEST_CASE("github commit: a token without rights is denied", "[forge][github]") {
    GithubScene scene({.may_write = false});
    const auto made = commit_on_github(*scene.client, scene.settings, wanted());
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code == ErrorCode::denied);
    CHECK(made.error().hint.find("contents: write") != std::string::npos);
}
