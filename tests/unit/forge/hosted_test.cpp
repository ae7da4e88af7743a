// The ladder where no remote is needed: caps, proposals made again, commits that the forge makes itself. The rungs themselves are in
// tests/integration.
#include <catch2/catch.hpp>

#include "../run/fakes.hpp"
#include "forge/hosted.hpp"
#include "github_fixture.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using namespace proffer::forge;
using git::PushOutcome;

namespace {

/// A remote that holds branches, with what the forge sees of them.
class Remote : public run_test::FakeRepository {
 public:
    explicit Remote(support::GithubServer& server) : server_(server) {}

    std::vector<git::RemoteCommit> commits;  ///< of any branch that is there
    std::vector<git::RefPush> pushes;
    std::optional<Error> refusal;  ///< of every push

    Result<std::optional<domain::Oid>> remote_branch(const git::PushSettings&, const std::string& branch) override {
        const auto found = server_.branches.find(branch);
        if (found == server_.branches.end()) return std::optional<domain::Oid>();
        PROFFER_TRY(domain::Oid oid, domain::Oid::parse(found->second));
        return std::optional(std::move(oid));
    }
    Result<std::vector<git::RemoteCommit>> remote_commits(const git::PushSettings&, const std::string&, const domain::Oid&) override {
        return commits;
    }
    using git::Repository::push;
    Result<git::PushAnswer> push(const git::PushSettings&, const git::RefPush& request) override {
        if (refusal) return *refusal;
        pushes.push_back(request);
        server_.branches[request.ref.substr(11)] = request.commit.text();
        return git::PushAnswer{request.replaces ? PushOutcome::updated : PushOutcome::created, ""};
    }

 private:
    support::GithubServer& server_;
};

struct Stage {
    GithubScene scene;
    Remote remote{scene.server};
    Proposal proposal{run_test::oid('c'), run_test::oid('1')};
    HostedSettings settings;

    explicit Stage(support::GithubOptions options = {}) : scene(std::move(options)) {
        proposal.branch = "proffer/fix";
        proposal.tree = run_test::oid('d').text();
        proposal.base_ref = "main";
        proposal.title = "Fix it";
        proposal.body = "first";
        proposal.message = "Fix it\n\nProposed.\n\nProffer-Task: fix\n";
        proposal.committer_email = "bot@example.org";
        settings.push.remote_url = "https://github.com/acme/widgets.git";
    }

    Publication publish() {
        auto published = make_hosted(make_github(*scene.client, scene.settings), nullptr, remote, settings)->publish(proposal);
        REQUIRE_OK(published);
        return *std::move(published);
    }

    git::RemoteCommit ours(char commit, char tree) const {
        return {run_test::oid(commit), run_test::oid(tree), {"Bot", "bot@example.org"}, {"Bot", "bot@example.org"}, proposal.message};
    }
};

}  // namespace

TEST_CASE("hosted: the same content made again moves nothing", "[forge]") {
    Stage stage;
    CHECK(stage.publish().operation == "created");
    stage.remote.commits = {stage.ours('c', 'd')};
    stage.proposal.commit = run_test::oid('e');  // a later date, the same tree
    stage.proposal.body = "the check took longer";
    const Publication again = stage.publish();
    CHECK(again.operation == "none");
    CHECK(again.rung == "pull-request");
    CHECK(stage.remote.pushes.size() == 1);
    CHECK(stage.scene.server.item(again.pull_request_number).body == "first");
}

TEST_CASE("hosted: other content moves our branch with a lease, and its pull request follows", "[forge]") {
    Stage stage;
    const Publication first = stage.publish();
    stage.remote.commits = {stage.ours('c', 'd')};
    stage.proposal.commit = run_test::oid('e');
    stage.proposal.tree = run_test::oid('f').text();
    stage.proposal.body = "second";
    const Publication again = stage.publish();
    CHECK(again.operation == "updated");
    CHECK(again.pull_request_number == first.pull_request_number);
    REQUIRE(stage.remote.pushes.size() == 2);
    CHECK(stage.remote.pushes[1].replaces == run_test::oid('c'));
    CHECK(stage.scene.server.item(again.pull_request_number).body == "second");
}

TEST_CASE("hosted: a commit of ours with another committer, or theirs with our words, is nobody's to overwrite", "[forge]") {
    Stage stage;
    (void)stage.publish();
    git::RemoteCommit changed = stage.ours('c', 'd');
    SECTION("rewritten by a person") {
        changed.committer.email = "person@example.org";
    }
    SECTION("a person's, committed on the web") {
        changed.committer.email = "noreply@github.com";
        changed.message = "Tidy up";
    }
    stage.remote.commits = {changed};
    stage.proposal.commit = run_test::oid('e');
    stage.scene.server.branches.erase("proffer/fix-2");
    const Publication again = stage.publish();
    CHECK(again.branch == "proffer/fix-2");
    CHECK_FALSE(again.refused.empty());
    CHECK_FALSE(stage.remote.pushes.back().replaces);
}

TEST_CASE("hosted: above the cap of open pull requests a proposal is withheld, and told how to go on", "[forge]") {
    Stage stage;
    (void)stage.publish();
    stage.proposal.branch = "proffer/other";
    stage.proposal.most_open = 1;
    const Publication withheld = stage.publish();
    CHECK(withheld.withheld.find("most_open") != std::string::npos);
    CHECK_FALSE(withheld.remedy.empty());
    CHECK(stage.remote.pushes.size() == 1);
    stage.proposal.branch = "proffer/fix";  // one that is open already may be updated
    CHECK(stage.publish().withheld.empty());
}

TEST_CASE("hosted: auto-merge is asked for where it is wanted and the proposal no draft; a refusal costs nothing else", "[forge]") {
    support::GithubOptions options;
    options.has_auto_merge = GENERATE(true, false);
    Stage stage(options);
    stage.proposal.auto_merge = GENERATE(true, false);
    stage.proposal.draft = GENERATE(true, false);
    const bool is_asked = stage.proposal.auto_merge && !stage.proposal.draft;
    const Publication made = stage.publish();
    CHECK(made.rung == "pull-request");
    CHECK(stage.scene.server.item(made.pull_request_number).auto_merge == (is_asked && options.has_auto_merge));
    REQUIRE(made.refused.size() == (is_asked && !options.has_auto_merge ? 1 : 0));
    if (!made.refused.empty()) CHECK(made.refused[0].find("auto-merge") == 0);
}

TEST_CASE("hosted: a commit that the forge makes is what is published", "[forge]") {
    Stage stage;
    stage.proposal.sign = domain::Sign::api;
    stage.remote.committed = {{domain::RepoPath::parse("src/a.txt").value(), "new\n", {}},
                              {domain::RepoPath::parse("src/gone.txt").value(), {}, {}}};
    std::vector<GithubCommit> made;
    stage.settings.commit_by_api = [&](const GithubCommit& commit) -> Result<domain::Oid> {
        made.push_back(commit);
        stage.scene.server.branches[commit.branch] = run_test::oid('9').text();
        return run_test::oid('9');
    };
    const Publication first = stage.publish();
    CHECK(first.commit == run_test::oid('9').text());
    CHECK(stage.remote.pushes.empty());
    REQUIRE(made.size() == 1);
    CHECK(made[0].headline == "Fix it");
    CHECK(made[0].body == "Proposed.\n\nProffer-Task: fix");
    REQUIRE(made[0].additions.size() == 1);
    CHECK(made[0].additions[0].content == "new\n");
    REQUIRE(made[0].deletions.size() == 1);
    CHECK(made[0].expected_head == run_test::oid('1'));

    // The next proposal: the branch goes back to the base first, with a lease.
    git::RemoteCommit by_github = stage.ours('9', 'd');
    by_github.committer.email = "noreply@github.com";
    stage.remote.commits = {by_github};
    stage.proposal.tree = run_test::oid('f').text();
    CHECK(stage.publish().operation == "updated");
    REQUIRE(stage.remote.pushes.size() == 1);
    CHECK(stage.remote.pushes[0].commit == run_test::oid('1'));
    CHECK(stage.remote.pushes[0].replaces == run_test::oid('9'));
}

TEST_CASE("hosted: sign: auto lets the forge make the commit only where it refuses others as not verified", "[forge]") {
    Stage stage;
    stage.proposal.sign = domain::Sign::automatic;
    std::size_t made = 0;
    stage.settings.commit_by_api = [&](const GithubCommit& commit) -> Result<domain::Oid> {
        ++made;
        stage.scene.server.branches[commit.branch] = run_test::oid('9').text();
        return run_test::oid('9');
    };
    SECTION("verified ones are demanded") {
        stage.remote.refusal = Error{ErrorCode::denied, "[remote rejected] (Commits must have verified signatures.)", "", {}};
        CHECK(stage.publish().commit == run_test::oid('9').text());
        CHECK(made == 1);
    }
    SECTION("another rule") {
        stage.remote.refusal = Error{ErrorCode::denied, "[remote rejected] (pre-receive hook declined)", "", {}};
        CHECK(stage.publish().rung == "patch");
        CHECK(made == 0);
    }
    SECTION("none") {
        CHECK(stage.publish().commit.empty());
        CHECK(made == 0);
    }
}

TEST_CASE("hosted: where the forge makes no commit the proposal's own is pushed, and that is told", "[forge]") {
    Stage stage;
    stage.proposal.sign = domain::Sign::api;
    if (GENERATE(false, true))
        stage.settings.commit_by_api = [](const GithubCommit&) -> Result<domain::Oid> {
            return Error{ErrorCode::denied, "mode of 'run.sh' would be lost", "", {}};
        };
    const Publication made = stage.publish();
    CHECK(made.commit.empty());
    CHECK(made.rung == "pull-request");
    CHECK(stage.remote.pushes.size() == 1);
    REQUIRE(made.refused.size() == 1);
    CHECK(made.refused[0].find("verified commit") == 0);
}
