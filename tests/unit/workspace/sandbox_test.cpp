// The helper's specification, and walls that a whole workspace does not show.
#include "workspace/sandbox.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include "os/files.hpp"
#include "support/require_ok.hpp"
#include "workspace_fixture.hpp"

namespace os = proffer::os;
namespace workspace = proffer::workspace;
using workspace::SandboxSpecification;

TEST_CASE("sandbox: a specification survives its way through the arguments", "[workspace]") {
    SandboxSpecification specification;
    specification.parent = 42;
    specification.namespaces = true;
    specification.directory = "/a b/c=d,e:f";
    specification.failure_file = "/failure";
    specification.overlays = {{"/one", {"/l1", "/l2"}, "/u", "/w"}, {"/two", {"/l3"}, "/u2", "/w2"}};
    specification.filter = specification.landlock = true;
    specification.root_helper = "/usr/bin/sudo";
    specification.user = 1000;
    specification.group = 100;
    specification.processes = 77;
    specification.staging = "/s";
    specification.shown = {"/x", "/y"};
    specification.masked = {"/z"};
    specification.placed = {{"/from", "/to"}, {"/from2", "/to2"}};
    specification.variables = {"A=b=c", "D="};
    specification.temporary = "/t";
    specification.program = {"/bin/sh", "-c", "a=b -- \n"};
    const auto parsed = SandboxSpecification::parse(specification.to_arguments());
    REQUIRE_OK(parsed);
    CHECK(parsed->to_arguments() == specification.to_arguments());
    CHECK(parsed->parent == 42);
    CHECK(parsed->namespaces);
    CHECK_FALSE(parsed->network);
    CHECK(parsed->filter);
    CHECK(parsed->user == 1000);
    CHECK(parsed->processes == 77);
    CHECK(parsed->placed[1].at == "/to2");
    CHECK(parsed->variables == std::vector<std::string>{"A=b=c", "D="});
    CHECK(parsed->overlays[1].lowers == std::vector<std::string>{"/l3"});
    CHECK(parsed->program.back() == "a=b -- \n");
}

TEST_CASE("sandbox: an unknown argument is refused", "[workspace]") {
    for (const char* argument : {"magic=1", "nothing", "lower=/x", "directory=", "at=/x", "user=x", "user=1x", "parent="}) {
        const auto refused = SandboxSpecification::parse({argument, "--"});
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == proffer::ErrorCode::usage);
    }
}

TEST_CASE("sandbox: a helper that understands nothing sets up nothing", "[workspace]") {
    // Also what makes the linker keep the helper for the main of this program.
    std::string program = "unit_workspace";
    std::string flag = workspace::k_helper_flag;
    std::string argument = "magic=1";
    char* arguments[] = {program.data(), flag.data(), argument.data(), nullptr};
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) (void)workspace::sandbox_helper_main(3, arguments);  // never comes back
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == workspace::k_setup_failed);
}

TEST_CASE("sandbox: what the system refuses is told", "[workspace]") {
    const auto root = os::RunDirectory::create(std::filesystem::temp_directory_path()).value();
    SandboxSpecification specification;
    specification.directory = root.path() / "missing";
    specification.failure_file = root.path() / "failure";
    specification.program = {"/bin/true"};
    const auto refused = workspace::run_in_sandbox(specification, os::Environment(), {});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == proffer::ErrorCode::io);
    CHECK(refused.error().message ==
          "cannot set up the sandbox: cannot enter '" + specification.directory + "': No such file or directory");
}
