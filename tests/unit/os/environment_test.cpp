// Variables as a value; secrets found by name; our own block emptied.
#include "os/environment.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "os/process.hpp"
#include "support/require_ok.hpp"

namespace os = proffer::os;

TEST_CASE("environment: an empty variable counts as not set", "[os]") {
    os::Environment environment({{"A", "1"}, {"EMPTY", ""}});
    CHECK(environment.find("A") == "1");
    CHECK_FALSE(environment.find("EMPTY"));
    CHECK_FALSE(environment.find("B"));
    CHECK(environment.value_or("EMPTY", "x") == "x");
    environment.set("B", "2");
    environment.erase("A");
    CHECK(environment.entries() == std::vector<std::string>{"B=2", "EMPTY="});
}

TEST_CASE("environment: of the process", "[os]") {
    ::setenv("PROFFER_TEST_VALUE", "a=b c", 1);
    CHECK(os::Environment::of_process().find("PROFFER_TEST_VALUE") == "a=b c");
    ::unsetenv("PROFFER_TEST_VALUE");
}

TEST_CASE("environment: G2 every git variable is dropped", "[os]") {
    os::Environment environment({{"GIT_DIR", "x"}, {"GIT_CONFIG_PARAMETERS", "y"}, {"GITHUB_SHA", "z"}, {"LEGIT_DIR", "w"}});
    environment.erase_git_variables();
    CHECK(environment.entries() == std::vector<std::string>{"GITHUB_SHA=z", "LEGIT_DIR=w"});
}

TEST_CASE("environment: secrets are known by name", "[os]") {
    const auto [name, is_secret] = GENERATE(table<std::string, bool>({{"ANTHROPIC_API_KEY", true},
                                                                      {"GITHUB_TOKEN", true},
                                                                      {"TOKEN", true},
                                                                      {"CI_JOB_TOKEN", true},
                                                                      {"ACTIONS_ID_TOKEN_REQUEST_TOKEN", true},
                                                                      {"db_password", true},
                                                                      {"CI_REGISTRY_PASSWORD", true},
                                                                      {"AWS_SECRET_ACCESS_KEY", true},
                                                                      {"MY_SECRETS", true},
                                                                      {"NPM_AUTH", true},
                                                                      {"GH_PAT", true},
                                                                      {"PATH", false},
                                                                      {"PWD", false},
                                                                      {"OLDPWD", false},
                                                                      {"HOME", false},
                                                                      {"PROFFER_MAX_TOKENS", false},
                                                                      {"SSH_AUTH_SOCK", false},
                                                                      {"SIGNING_PUBLIC_KEY", false},
                                                                      {"KEYBOARD", false}}));
    INFO(name);
    CHECK(os::secret_values(os::Environment({{name, "some-value"}})).empty() != is_secret);
}

TEST_CASE("environment: the password of a url is a secret", "[os]") {
    const os::Environment environment({{"CI_REPOSITORY_URL", "https://gitlab-ci-token:glcbt-0123456789@gitlab.example/a/b.git"},
                                       {"SERVER", "https://gitlab.example:8443/a@b"},
                                       {"EMPTY_TOKEN", ""}});
    CHECK(os::secret_values(environment) == std::vector<std::string>{"glcbt-0123456789"});
}

namespace {

constexpr const char* k_role = "PROFFER_TEST_HIDING";

/// This program again, with secrets in its initial block; the case below then does the hiding and the looking.
int run_hiding(const std::string& looked_at) {
    os::Command command;
    command.arguments = {"/proc/self/exe", "[.hiding]"};
    command.environment = os::Environment::of_process();
    command.environment.set("PROVIDER_API_KEY", "canary-one-0123456789");
    command.environment.set("CI_REPOSITORY_URL", "https://user:canary-two-0123456789@host/");
    command.environment.set("PLAIN", "plain-value");
    command.environment.set(k_role, looked_at);
    const auto finished = os::run(command);
    REQUIRE_OK(finished);
    INFO(finished->output);
    CHECK(finished->output.find("1 test case") != std::string::npos);
    return finished->exit_status;
}

}  // namespace

TEST_CASE("environment: X1 a child cannot read our secrets from /proc", "[os]") {
    CHECK(run_hiding("grep -aq canar[y] /proc/$PPID/environ && exit 7; exit 0") == 0);
}

TEST_CASE("environment: X1 a child cannot read our memory", "[os]") {
    if (::geteuid() == 0) {
        // Root may read any process: only that the block is empty counts for it, which the case above shows.
        CHECK(run_hiding("true") == 0);
        return;
    }
    CHECK(run_hiding("head -c 0 /proc/$PPID/mem && exit 7; exit 0") == 0);
}

// Hidden: started by `run_hiding` only.
TEST_CASE("environment: hiding, in a process of its own", "[.hiding]") {
    const char* looked_at = std::getenv(k_role);
    if (looked_at == nullptr) return;
    ::setenv("PROVIDER_API_KEY", "canary-three-0123456789", 1);  // the old value stays in the block
    const auto environment = os::Environment::of_process();
    os::hide_secrets_of_process(environment);

    CHECK(environment.find("PROVIDER_API_KEY") == "canary-three-0123456789");
    CHECK(std::getenv("PROVIDER_API_KEY") == nullptr);
    CHECK(std::getenv("CI_REPOSITORY_URL") == nullptr);
    CHECK(std::string(std::getenv("PLAIN")) == "plain-value");
    CHECK(::prctl(PR_GET_DUMPABLE) == 0);

    os::Command command;
    command.arguments = {"/bin/sh", "-c", looked_at};
    command.environment.set("PATH", "/usr/bin:/bin");
    const auto finished = os::run(command);
    REQUIRE_OK(finished);
    CHECK(finished->exit_status == 0);
}
