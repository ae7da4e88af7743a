// The helper's specification, and walls that a whole workspace does not show.
#include "workspace/sandbox.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

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
    specification.covered = {"/x", "/y"};
    specification.masked = {"/z"};
    specification.temporary = "/t";
    specification.program = {"/bin/sh", "-c", "a=b -- \n"};
    const auto parsed = SandboxSpecification::parse(specification.to_arguments());
    REQUIRE_OK(parsed);
    CHECK(parsed->to_arguments() == specification.to_arguments());
    CHECK(parsed->parent == 42);
    CHECK(parsed->namespaces);
    CHECK_FALSE(parsed->network);
    CHECK(parsed->overlays[1].lowers == std::vector<std::string>{"/l3"});
    CHECK(parsed->program.back() == "a=b -- \n");
}

TEST_CASE("sandbox: an unknown argument is refused", "[workspace]") {
    for (const char* argument : {"magic=1", "nothing", "lower=/x", "directory="}) {
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
    CHECK(workspace::sandbox_helper_main(3, arguments) == workspace::k_setup_failed);
}

TEST_CASE("sandbox: X7 a masked socket cannot be reached", "[workspace]") {
    if (!proffer::support::WorkspaceFixture::has_overlay()) return;
    const auto root = os::RunDirectory::create(std::filesystem::temp_directory_path()).value();
    const std::string path = root.path() / "service.sock";
    const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    REQUIRE(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(listener, 1) == 0);

    SandboxSpecification specification;
    specification.namespaces = true;
    specification.directory = root.path();
    specification.temporary = root.path() / "tmp";
    std::filesystem::create_directory(specification.temporary);
    specification.failure_file = root.path() / "failure";
    specification.program = {"/bin/sh", "-c", "[ -S \"$0\" ] && echo reachable || echo masked", path};
    const auto look = [&] { return workspace::run_in_sandbox(specification, os::Environment(), {}); };
    CHECK(look().value().output == "reachable\n");
    specification.masked = {path};
    CHECK(look().value().output == "masked\n");
    ::close(listener);
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
