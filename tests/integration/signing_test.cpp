// Commits with signatures that git itself verifies.
#include <catch2/catch.hpp>

#include <fstream>

#include "staged.hpp"

using namespace proffer;
using namespace proffer::scene;

namespace {

/// Makes keys with the programs that people use, in directories of the test.
class Signed : public Staged {
 public:
    explicit Signed(StageKind kind, const std::string& sign) : Staged(kind, "labels: [], sign: " + sign) {}

    [[nodiscard]] std::string ssh_key() const {
        const std::string key = beside("key").string();
        command({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key, "-C", "someone@example.org"});
        std::ifstream public_key(key + ".pub");
        std::string kind, bytes;
        public_key >> kind >> bytes;
        std::ofstream(beside("signers")) << "* " << kind << " " << bytes << "\n";
        return key;
    }
    [[nodiscard]] std::string gpg_home() const {
        const auto directory = beside("gpg");
        std::filesystem::create_directories(directory);
        std::filesystem::permissions(directory, std::filesystem::perms::owner_all);
        command({"gpg", "--homedir", directory.string(), "--batch", "--quiet", "--passphrase", "", "--quick-generate-key",
                 "Bot <bot@example.org>", "ed25519", "sign"});
        return directory.string();
    }
    /// True when git finds a good signature on the tip of the branch.
    [[nodiscard]] bool verifies(const std::string& branch, const std::string& gpg_home = "") const {
        os::Command git;
        git.arguments = {"git",
                         "-C",
                         remote.string(),
                         "-c",
                         "gpg.ssh.allowedSignersFile=" + beside("signers").string(),
                         "verify-commit",
                         "refs/heads/" + branch};
        git.environment = environment();
        if (!gpg_home.empty()) git.environment.set("GNUPGHOME", gpg_home);
        const auto finished = os::run(git);
        return finished && finished->succeeded();
    }
    [[nodiscard]] support::JsonRun run_signed(std::map<std::string, std::string> more, const std::string& content = k_right) const {
        auto variables = stage.environment();
        more.insert(variables.begin(), variables.end());
        return run(content, more);
    }
    void stop_agent(const std::string& home) const { command({"gpgconf", "--homedir", home, "--kill", "all"}); }

 private:
    void command(const std::vector<std::string>& arguments) const {
        os::Command made;
        made.arguments = arguments;
        made.environment = environment();
        const auto finished = os::run(made);
        if (!finished || !finished->succeeded())
            throw std::runtime_error(arguments.front() + ": " + (finished ? finished->error_output : ""));
    }
};

}  // namespace

TEST_CASE("signing: sign: ssh gives commits that git verifies, and the same proposal again moves nothing", "[signing]") {
    Signed project(GENERATE(StageKind::github, StageKind::gitlab, StageKind::gitea), "ssh");
    INFO(project.stage.name());
    const std::string key = project.ssh_key();
    const auto first = project.run_signed({{"PROFFER_SIGN_WITH", key}});
    INFO(text_of(first));
    REQUIRE(first.finished.exit_status == 0);
    CHECK(project.verifies("proffer/fix-add"));
    CHECK(first.result.string_or("commit", "") == project.tip("proffer/fix-add"));
    const std::string before = project.tip("proffer/fix-add");
    // Later, so that the commit is another one.
    const auto again = project.run_signed({{"PROFFER_SIGN_WITH", key}, {"SOURCE_DATE_EPOCH", "1900000000"}});
    INFO(text_of(again));
    CHECK(again.result.string_or("pull_request_operation", "") == "none");
    CHECK(project.tip("proffer/fix-add") == before);
    const auto other = project.run_signed({{"PROFFER_SIGN_WITH", key}}, k_other_right);
    CHECK(other.result.string_or("pull_request_operation", "") == "updated");
    CHECK(project.verifies("proffer/fix-add"));
    CHECK(project.is_untouched());
}

TEST_CASE("signing: the key of the user's own git configuration is used, one of the repository's is not (G1)", "[signing]") {
    Signed project(StageKind::github, "ssh");
    const std::string key = project.ssh_key();
    SECTION("the user's") {
        std::ofstream(project.home() / ".gitconfig") << "[user]\n\tsigningKey = " << key << "\n";
        const auto run = project.run_signed({});
        INFO(text_of(run));
        CHECK(run.finished.exit_status == 0);
        CHECK(project.verifies("proffer/fix-add"));
    }
    SECTION("the repository's") {
        (void)project.git({"config", "user.signingKey", key});
        (void)project.git({"config", "gpg.ssh.program", "/bin/true"});
        const auto run = project.run_signed({});
        INFO(text_of(run));
        CHECK(run.finished.exit_status == 4);
        CHECK(has(text_of(run), "PROFFER_SIGN_WITH"));
        CHECK(project.proposed_branches().empty());
    }
}

TEST_CASE("signing: sign: gpg gives commits that git verifies", "[signing]") {
    Signed project(StageKind::gitea, "gpg");
    const std::string home = project.gpg_home();
    const auto run = project.run_signed({{"GNUPGHOME", home}, {"PROFFER_SIGN_WITH", "bot@example.org"}});
    INFO(text_of(run));
    CHECK(run.finished.exit_status == 0);
    CHECK(project.verifies("proffer/fix-add", home));
    project.stop_agent(home);
}

TEST_CASE("signing: a key that cannot sign stops before anything is pushed; publish goes on once it can", "[signing]") {
    Signed project(StageKind::github, "ssh");
    const auto run = project.run_signed({{"PROFFER_SIGN_WITH", project.beside("nothing").string()}});
    INFO(text_of(run));
    CHECK(run.finished.exit_status == 4);
    CHECK(run.result.string_or("conclusion", "") == "git-error");
    CHECK(project.proposed_branches().empty());
    auto variables = project.stage.environment();
    variables["PROFFER_SIGN_WITH"] = project.ssh_key();
    const auto published = project.publish(variables);
    INFO(text_of(published));
    CHECK(published.finished.exit_status == 0);
    CHECK(project.verifies("proffer/fix-add"));
}
