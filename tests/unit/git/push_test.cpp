// Pushing to real remotes, and who must not be able to interfere.
#include <fstream>
#include <thread>

#include "unit/git/fixture.hpp"

using namespace proffer;
using namespace proffer::git;

namespace {

/// A commit on a remote, and one of ours on top of it.
struct Pushing : Fixture {
    std::string head;
    std::filesystem::path remote;
    std::unique_ptr<Repository> ours;
    domain::Oid commit = oid_of(std::string(40, '0'));

    Pushing() {
        repository.write("a", "a\n");
        head = repository.commit("first");
        remote = repository.add_bare_remote();
        reopen();
    }
    void reopen() {
        ours = open();
        commit = make("b\n");
    }
    domain::Oid make(const std::string& text) {
        const auto made = ours->commit(request_for(oid_of(head), {put("a", text)}));
        REQUIRE_OK(made);
        return made->commit;
    }
    [[nodiscard]] std::string at_remote(const std::string& branch) const {
        return repository.git_in(remote, {"for-each-ref", "--format=%(objectname)", "refs/heads/" + branch});
    }
    void install_hook(const std::string& name, const std::string& script) const {
        const auto file = remote / "hooks" / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << "#!/bin/sh\n" << script;
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    }
};

}  // namespace

TEST_CASE("git: a push creates the branch once; the same commit again is already there", "[git]") {
    Pushing pushing;
    const std::string before = pushing.repository.fingerprint();
    const auto first = pushing.ours->push(settings_for(pushing.remote.string()), "proffer/fix-1", pushing.commit);
    REQUIRE_OK(first);
    CHECK(*first == PushOutcome::created);
    CHECK(pushing.at_remote("proffer/fix-1") == pushing.commit.text());
    const auto again = pushing.ours->push(settings_for("file://" + pushing.remote.string()), "proffer/fix-1", pushing.commit);
    REQUIRE_OK(again);
    CHECK(*again == PushOutcome::already_there);
    CHECK(pushing.repository.fingerprint() == before);  // G5
}

TEST_CASE("git: a push never moves a branch that holds something else", "[git]") {
    Pushing pushing;
    const domain::Oid other = pushing.make("other\n");
    REQUIRE_OK(pushing.ours->push(settings_for(pushing.remote.string()), "topic", other));
    const auto pushed = pushing.ours->push(settings_for(pushing.remote.string()), "topic", pushing.commit);
    REQUIRE_FALSE(pushed);
    CHECK(pushed.error().code == ErrorCode::conflict);
    CHECK(pushed.error().message == "cannot push branch 'topic' to '" + pushing.remote.string() + "': [rejected] (stale info)");
    CHECK(pushed.error().hint == "the remote holds another branch of this name; it is never overwritten");
    CHECK(pushing.at_remote("topic") == other.text());
}

TEST_CASE("git: not even forward is a branch moved", "[git]") {
    Pushing pushing;
    pushing.repository.git_in(pushing.remote, {"branch", "topic", pushing.head});
    const auto pushed = pushing.ours->push(settings_for(pushing.remote.string()), "topic", pushing.commit);
    REQUIRE_FALSE(pushed);
    CHECK(pushed.error().code == ErrorCode::conflict);
    CHECK(pushing.at_remote("topic") == pushing.head);
}

TEST_CASE("git: a branch whose name is a directory of another is a conflict", "[git]") {
    Pushing pushing;
    pushing.repository.git_in(pushing.remote, {"branch", "proffer", pushing.head});
    const auto pushed = pushing.ours->push(settings_for(pushing.remote.string()), "proffer/fix", pushing.commit);
    REQUIRE_FALSE(pushed);
    CHECK(pushed.error().code == ErrorCode::conflict);
}

TEST_CASE("git: a remote's hook that declines is a refusal, told in its own words", "[git]") {
    Pushing pushing;
    pushing.install_hook("pre-receive", "echo 'GH013: Repository rule violations found' >&2; echo '' >&2; exit 1\n");
    const auto pushed = pushing.ours->push(settings_for(pushing.remote.string()), "topic", pushing.commit);
    REQUIRE_FALSE(pushed);
    CHECK(pushed.error().code == ErrorCode::denied);
    CHECK(pushed.error().message == "cannot push branch 'topic' to '" + pushing.remote.string() +
                                        "': [remote rejected] (pre-receive hook declined): GH013: Repository rule violations found");
    CHECK(pushed.error().hint == "a rule or hook of the remote refuses this branch or these files");
    CHECK(pushing.at_remote("topic").empty());
}

TEST_CASE("git: what a hostile server says is shown without its escapes (G6)", "[git]") {
    Pushing pushing;
    pushing.install_hook("update", "printf '\\033]0;owned\\007::set-output name=x::y\\n' >&2; exit 1\n");
    const auto pushed = pushing.ours->push(settings_for(pushing.remote.string()), "topic", pushing.commit);
    REQUIRE_FALSE(pushed);
    CHECK(pushed.error().code == ErrorCode::denied);
    CHECK(pushed.error().message.find('\033') == std::string::npos);
    CHECK(pushed.error().message.find('\n') == std::string::npos);
}

TEST_CASE("git: a remote that is not there is an error, not a success", "[git]") {
    Pushing pushing;
    const auto pushed = pushing.ours->push(settings_for(pushing.repository.beside("none.git").string()), "topic", pushing.commit);
    REQUIRE_FALSE(pushed);
    CHECK(pushed.error().code == ErrorCode::git);
    CHECK(pushed.error().message == "cannot push branch 'topic' to '" + pushing.repository.beside("none.git").string() + "': fatal: '" +
                                        pushing.repository.beside("none.git").string() + "' does not appear to be a git repository");
    const auto refused = pushing.ours->push(settings_for("http://127.0.0.1:1/x.git"), "topic", pushing.commit);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::network);
    CHECK(pushing.ours->remote_branch(settings_for("http://127.0.0.1:1/x.git"), "topic").error().code == ErrorCode::network);
}

TEST_CASE("git: a relative remote is taken from the working tree", "[git]") {
    Pushing pushing;
    const auto pushed = pushing.ours->push(settings_for("../origin.git"), "topic", pushing.commit);
    REQUIRE_OK(pushed);
    CHECK(pushing.at_remote("topic") == pushing.commit.text());
}

TEST_CASE("git: a bad branch name or remote never reaches git", "[git]") {
    Pushing pushing;
    CHECK(pushing.ours->push(settings_for(pushing.remote.string()), "--all", pushing.commit).error().code == ErrorCode::usage);
    CHECK(pushing.ours->remote_branch(settings_for(pushing.remote.string()), "a*").error().code == ErrorCode::usage);
    for (const char* url : {"", "--upload-pack=touch x", "ext::sh -c touch% x", "fd::17", "https://host/\nx"})
        CHECK(pushing.ours->push(settings_for(url), "topic", pushing.commit).error().code == ErrorCode::denied);
}

TEST_CASE("git: the oid of a remote's branch is told, or that there is none", "[git]") {
    Pushing pushing;
    const auto main = pushing.ours->remote_branch(settings_for(pushing.remote.string()), "main");
    REQUIRE_OK(main);
    REQUIRE(main->has_value());
    CHECK((*main)->text() == pushing.head);
    pushing.repository.git_in(pushing.remote, {"update-ref", "refs/heads/x/refs/heads/none", pushing.head});
    const auto none = pushing.ours->remote_branch(settings_for(pushing.remote.string()), "none");
    REQUIRE_OK(none);
    CHECK_FALSE(none->has_value());
}

TEST_CASE("git: of two pushes at once one creates the branch and the other sees why not", "[git]") {
    Pushing pushing;
    const domain::Oid other = pushing.make("other\n");
    for (int round = 0; round < 5; ++round) {
        const std::string branch = "race-" + std::to_string(round);
        const PushSettings settings = settings_for(pushing.remote.string());
        std::optional<Result<PushOutcome>> first;
        std::thread rival([&] { first = pushing.ours->push(settings, branch, other); });
        const Result<PushOutcome> second = pushing.ours->push(settings, branch, pushing.commit);
        rival.join();
        REQUIRE(first);
        CHECK(first->has_value() != second.has_value());
        const Error& lost = first->has_value() ? second.error() : first->error();
        CHECK(lost.code == ErrorCode::conflict);
        CHECK(pushing.at_remote(branch) == (first->has_value() ? other : pushing.commit).text());
    }
}

TEST_CASE("git: two pushes of the same commit at once both succeed", "[git]") {
    Pushing pushing;
    for (int round = 0; round < 5; ++round) {
        const std::string branch = "race-" + std::to_string(round);
        const PushSettings settings = settings_for(pushing.remote.string());
        std::optional<Result<PushOutcome>> first;
        std::thread rival([&] { first = pushing.ours->push(settings, branch, pushing.commit); });
        const Result<PushOutcome> second = pushing.ours->push(settings, branch, pushing.commit);
        rival.join();
        REQUIRE(first);
        REQUIRE_OK(*first);
        REQUIRE_OK(second);
    }
}

TEST_CASE("git: a shallow clone pushes", "[git]") {
    Pushing pushing;
    pushing.repository.write("a", "second\n");
    pushing.repository.commit("second");
    pushing.repository.git({"push", "--quiet", "origin", "main"});
    const auto clone = pushing.repository.beside("shallow");
    pushing.repository.git({"clone", "--quiet", "--depth=1", "file://" + pushing.remote.string(), clone.string()});
    pushing.head = pushing.repository.git({"rev-parse", "HEAD"});
    pushing.ours = pushing.open(clone);
    const auto pushed = pushing.ours->push(settings_for(pushing.remote.string()), "topic", pushing.make("third\n"));
    REQUIRE_OK(pushed);
    CHECK(pushing.repository.git_in(pushing.remote, {"rev-list", "--count", "topic"}) == "3");
}

TEST_CASE("git: none of 28 settings of the repository runs a program or redirects a push (G1)", "[git]") {
    Pushing pushing;
    const std::string marker = pushing.repository.beside("fired").string();
    const std::string elsewhere = pushing.repository.beside("elsewhere.git").string();
    pushing.repository.git({"init", "--quiet", "--bare", elsewhere});
    const std::string fire = "touch " + marker;
    const std::vector<std::pair<std::string, std::string>> settings = {
        {"core.fsmonitor", fire},
        {"core.hooksPath", pushing.repository.beside("hooks").string()},
        {"core.pager", fire},
        {"core.editor", fire},
        {"core.sshCommand", fire},
        {"core.askPass", fire},
        {"core.alternateRefsCommand", fire},
        {"core.gitProxy", fire},
        {"filter.ev.clean", fire},
        {"filter.ev.smudge", fire},
        {"filter.ev.process", fire},
        {"diff.ev.textconv", fire},
        {"diff.ev.command", fire},
        {"diff.external", fire},
        {"pager.log", fire},
        {"credential.helper", "!" + fire},
        {"gpg.program", fire},
        {"uploadpack.packObjectsHook", fire},
        {"remote.origin.uploadpack", fire},
        {"remote.origin.receivepack", fire},
        {"url." + elsewhere + ".insteadOf", pushing.remote.string()},
        {"gc.auto", "1"},
        {"trailer.x.command", fire},
        {"merge.ev.driver", fire},
        {"sequence.editor", fire},
        {"interactive.diffFilter", fire},
        {"alias.status", "!" + fire},
        {"include.path", pushing.repository.beside("included").string()},
    };
    REQUIRE(settings.size() == 28);
    std::filesystem::create_directory(pushing.repository.beside("hooks"));
    for (const char* hook : {"pre-push", "reference-transaction", "post-index-change", "pre-commit", "post-commit", "commit-msg"}) {
        std::ofstream(pushing.repository.beside("hooks") / hook) << "#!/bin/sh\n" << fire << "\n";
        std::filesystem::permissions(pushing.repository.beside("hooks") / hook, std::filesystem::perms::owner_all);
    }
    std::ofstream(pushing.repository.beside("included")) << "[url \"" << elsewhere << "\"]\n\tpushInsteadOf = " << pushing.remote.string()
                                                         << "\n[core]\n\tsshCommand = " << fire << "\n[push]\n\tgpgSign = true\n";
    for (const auto& [key, value] : settings) pushing.repository.git({"config", key, value});
    pushing.repository.write(".git/info/attributes", "* filter=ev diff=ev merge=ev\n");

    pushing.reopen();
    REQUIRE_OK(pushing.ours->differences(oid_of(pushing.head)));
    const auto patch = pushing.ours->format_patch(pushing.commit);
    REQUIRE_OK(patch);
    REQUIRE_OK(pushing.ours->read_patch(oid_of(pushing.head), *patch));
    CHECK(pushing.ours->remote_url().value_or("") == pushing.remote.string());
    REQUIRE_OK(pushing.ours->remote_branch(settings_for(pushing.remote.string()), "main"));
    const auto pushed = pushing.ours->push(settings_for(pushing.remote.string()), "topic", pushing.commit);
    REQUIRE_OK(pushed);
    CHECK(*pushed == PushOutcome::created);
    REQUIRE_OK(pushing.ours->create_local_branch("local", pushing.commit));
    CHECK(pushing.at_remote("topic") == pushing.commit.text());
    CHECK(pushing.repository.git_in(elsewhere, {"for-each-ref"}).empty());
    // An ssh remote: the repository's command would have run.
    CHECK_FALSE(pushing.ours->push(settings_for("ssh://127.0.0.1:1/x.git"), "topic", pushing.commit));
    CHECK_FALSE(std::filesystem::exists(marker));
}

TEST_CASE("git: the user's own settings count for a push, unless told otherwise (G1)", "[git]") {
    Pushing pushing;
    std::ofstream(pushing.repository.home() / ".gitconfig") << "[url \"" << pushing.remote.string() << "\"]\n\tinsteadOf = short:it\n";
    pushing.reopen();
    PushSettings settings = settings_for("short:it");
    REQUIRE_OK(pushing.ours->push(settings, "topic", pushing.commit));
    CHECK(pushing.at_remote("topic") == pushing.commit.text());
    settings.use_global_configuration = false;
    CHECK_FALSE(pushing.ours->push(settings, "topic", pushing.commit));
}

TEST_CASE("git: variables that git hands to hooks do not redirect a push (G2)", "[git]") {
    Pushing pushing;
    support::TestRepository other;
    other.commit("other");
    pushing.environment.set("GIT_DIR", (other.path() / ".git").string());
    pushing.environment.set("GIT_WORK_TREE", other.path().string());
    pushing.environment.set("GIT_INDEX_FILE", (other.path() / ".git/index").string());
    pushing.environment.set("GIT_CONFIG_PARAMETERS",
                            "'url." + (other.path() / ".git").string() + ".insteadOf'='" + pushing.remote.string() + "'");
    pushing.environment.set("GIT_PUSH_OPTION_COUNT", "1");
    pushing.environment.set("GIT_QUARANTINE_PATH", "/nowhere");
    pushing.reopen();
    const std::string before = other.fingerprint();
    REQUIRE_OK(pushing.ours->push(settings_for(pushing.remote.string()), "topic", pushing.commit));
    CHECK(pushing.at_remote("topic") == pushing.commit.text());
    CHECK(other.fingerprint() == before);
}

TEST_CASE("git: our push does not start the pre-push hook that may have started us (G4)", "[git]") {
    Pushing pushing;
    const std::string marker = pushing.repository.beside("fired").string();
    pushing.repository.write(".git/hooks/pre-push", "#!/bin/sh\ntouch " + marker + "\n");
    std::filesystem::permissions(pushing.repository.path() / ".git/hooks/pre-push", std::filesystem::perms::owner_all);
    REQUIRE_FALSE(std::filesystem::exists(marker));
    REQUIRE_OK(pushing.ours->push(settings_for(pushing.remote.string()), "topic", pushing.commit));
    CHECK_FALSE(std::filesystem::exists(marker));
    // The hook is a real one.
    pushing.repository.git({"push", "--quiet", "origin", "main:other"});
    CHECK(std::filesystem::exists(marker));
}

TEST_CASE("git: files kept under a ref of ours are replaced by who has seen the last ones, and only so (T6)", "[git]") {
    Pushing pushing;
    const std::string ref = "refs/proffer/ledger";
    const PushSettings settings = settings_for(pushing.remote.string());
    const auto none = pushing.ours->kept_files(settings, ref);
    REQUIRE_OK(none);
    CHECK_FALSE(none->commit.has_value());
    REQUIRE_OK(pushing.ours->keep_files(settings, ref, {{}, {{"2026-11.json", "one"}, {"2026-10.json", std::string("\0x", 2)}}}));
    const auto first = pushing.ours->kept_files(settings, ref);
    REQUIRE_OK(first);
    CHECK(first->files == std::map<std::string, std::string>{{"2026-11.json", "one"}, {"2026-10.json", std::string("\0x", 2)}});
    REQUIRE_OK(pushing.ours->keep_files(settings, ref, {first->commit, {{"2026-11.json", "two"}}}));
    const auto late = pushing.ours->keep_files(settings, ref, {first->commit, {{"2026-11.json", "three"}}});
    REQUIRE_FALSE(late.has_value());
    CHECK(late.error().code == ErrorCode::conflict);
    const auto unaware = pushing.ours->keep_files(settings, ref, {{}, {{"2026-11.json", "four"}}});
    REQUIRE_FALSE(unaware.has_value());
    CHECK(unaware.error().code == ErrorCode::conflict);
    CHECK(pushing.repository.git_in(pushing.remote, {"show", ref + ":2026-11.json"}) == "two");
    CHECK(pushing.repository.git_in(pushing.remote, {"rev-list", "--count", ref}) == "1");
    CHECK(pushing.repository.git_in(pushing.remote, {"fsck", "--strict", "--no-dangling"}).find("error") == std::string::npos);
}

TEST_CASE("git: a ref of ours that holds something else is not read", "[git]") {
    Pushing pushing;
    (void)pushing.repository.git({"push", "--quiet", pushing.remote.string(), "HEAD:refs/proffer/ledger"});
    pushing.repository.write("deep/b", "b");
    pushing.repository.commit("second");
    CHECK(pushing.ours->kept_files(settings_for(pushing.remote.string()), "refs/proffer/ledger")->files.size() == 1);
    (void)pushing.repository.git({"push", "--quiet", pushing.remote.string(), "HEAD:refs/proffer/ledger"});
    const auto read = pushing.ours->kept_files(settings_for(pushing.remote.string()), "refs/proffer/ledger");
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == ErrorCode::denied);
    CHECK_FALSE(pushing.ours->keep_files(settings_for(pushing.remote.string()), "refs/tags/x", {}).has_value());
}
