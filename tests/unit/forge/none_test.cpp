// Publishing as a branch: fresh names, never moved ones.
#include <catch2/catch.hpp>

#include <map>

#include "../run/fakes.hpp"
#include "forge/none.hpp"
#include "support/require_ok.hpp"

using namespace proffer;

namespace {

/// A remote that holds branches and refuses to move them.
class Remote : public run_test::FakeRepository {
 public:
    std::map<std::string, domain::Oid> branches;
    std::optional<Error> error;
    int local = 0;

    using git::Repository::push;
    Result<git::PushAnswer> push(const git::PushSettings&, const git::RefPush& request) override {
        PROFFER_TRY(const git::PushOutcome outcome, take(request.ref.substr(11), request.commit));
        return git::PushAnswer{outcome, ""};
    }
    Result<git::PushOutcome> create_local_branch(const std::string& branch, const domain::Oid& commit) override {
        ++local;
        return take(branch, commit);
    }

 private:
    Result<git::PushOutcome> take(const std::string& branch, const domain::Oid& commit) {
        if (error) return *error;
        const auto [there, is_new] = branches.emplace(branch, commit);
        if (is_new) return git::PushOutcome::created;
        if (there->second == commit) return git::PushOutcome::already_there;
        return Error{ErrorCode::conflict, "stale info", "", {}};
    }
};

forge::Proposal proposal(char digit) {
    forge::Proposal made(run_test::oid(digit), run_test::oid('0'));
    made.branch = "proffer/fix";
    made.base_ref = "main";
    made.title = "t";
    return made;
}

git::PushSettings to(const std::string& url) {
    git::PushSettings settings;
    settings.remote_url = url;
    return settings;
}

}  // namespace

TEST_CASE("forge none: the branch is created on the remote", "[forge]") {
    Remote remote;
    const auto published = forge::make_none(remote, to("https://user:secret@example.org/r.git"))->publish(proposal('1'));
    REQUIRE_OK(published);
    CHECK(published->branch == "proffer/fix");
    CHECK(published->rung == "branch");
    CHECK(published->operation == "created");
    CHECK(published->remote.find("secret") == std::string::npos);
    CHECK(remote.local == 0);
}

TEST_CASE("forge none: a taken name is left alone and a numbered one used", "[forge]") {
    Remote remote;
    remote.branches.emplace("proffer/fix", run_test::oid('9'));
    const auto published = forge::make_none(remote, to("u"))->publish(proposal('1'));
    REQUIRE_OK(published);
    CHECK(published->branch == "proffer/fix-2");
    CHECK(remote.branches.at("proffer/fix") == run_test::oid('9'));
}

TEST_CASE("forge none: the same commit again is already there", "[forge]") {
    Remote remote;
    remote.branches.emplace("proffer/fix", run_test::oid('1'));
    const auto published = forge::make_none(remote, to("u"))->publish(proposal('1'));
    REQUIRE_OK(published);
    CHECK(published->branch == "proffer/fix");
    CHECK(published->operation == "none");
}

TEST_CASE("forge none: without a remote the branch is local", "[forge]") {
    Remote remote;
    const auto published = forge::make_none(remote, to(""))->publish(proposal('1'));
    REQUIRE_OK(published);
    CHECK(published->rung == "local-branch");
    CHECK(remote.local == 1);
}

TEST_CASE("forge none: any other refusal is passed on at once", "[forge]") {
    Remote remote;
    remote.error = Error{ErrorCode::denied, "pre-receive hook declined", "", {}};
    const auto published = forge::make_none(remote, to("u"))->publish(proposal('1'));
    REQUIRE_FALSE(published.has_value());
    CHECK(published.error().code == ErrorCode::denied);
}

TEST_CASE("forge none: it gives up after fifty taken names", "[forge]") {
    Remote remote;
    remote.branches.emplace("proffer/fix", run_test::oid('9'));
    for (int i = 2; i <= 50; ++i) remote.branches.emplace("proffer/fix-" + std::to_string(i), run_test::oid('9'));
    const auto published = forge::make_none(remote, to("u"))->publish(proposal('1'));
    REQUIRE_FALSE(published.has_value());
    CHECK(published.error().code == ErrorCode::conflict);
    CHECK_FALSE(published.error().hint.empty());
}
