// From a work command to the helper's process and back.
#include "workspace/sandbox.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "os/descriptor.hpp"
#include "os/files.hpp"

namespace proffer::workspace {

namespace fs = std::filesystem;

namespace {

// Enough for the check's report even after redaction; the whole is hashed anyway.
constexpr std::uint64_t k_output_limit_bytes = 1024 * 1024;

os::Command helper_command(const SandboxSpecification& specification, const os::Environment& environment) {
    os::Command helper;
    // Our own image, even when the file has been replaced meanwhile (security.md X9).
    helper.arguments = {"/proc/self/exe", k_helper_flag};
    const auto arguments = specification.to_arguments();
    helper.arguments.insert(helper.arguments.end(), arguments.begin(), arguments.end());
    helper.environment = environment;
    helper.capture = os::Capture::together;
    helper.new_session = true;
    helper.supervisor = true;
    helper.output_limit_bytes = k_output_limit_bytes;
    return helper;
}

Result<void> make_private_directory(const fs::path& path) {
    if (::mkdir(path.c_str(), 0700) != 0) return os::system_error("cannot make '" + path.string() + "'");
    return {};
}

}  // namespace

os::Environment command_environment(const os::Environment& ours, const fs::path& temporary) {
    os::Environment environment;
    for (const char* name : {"PATH", "HOME", "LANG", "LC_ALL", "USER", "LOGNAME", "CI"}) {
        if (const auto value = ours.find(name)) environment.set(name, *value);
    }
    if (!environment.find("PATH")) environment.set("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.set("TMPDIR", temporary.string());
    environment.set("TERM", "dumb");
    environment.set("PROFFER", "1");
    return environment;
}

Result<os::Finished> run_in_sandbox(SandboxSpecification specification, const os::Environment& environment, const WorkCommand& command) {
    specification.parent = ::getpid();
    os::Command helper = helper_command(specification, environment);
    if (command.timeout.count() > 0) helper.timeout = command.timeout;
    helper.on_output = command.on_output;
    PROFFER_TRY(auto finished, os::run(helper));
    const auto failure = os::read_file(specification.failure_file, 64 * 1024);
    if (finished.exit_status == k_setup_failed && failure && !failure->empty()) {
        return Error{ErrorCode::io, "cannot set up the sandbox: " + *failure, "", {}};
    }
    return finished;
}

Result<void> try_sandbox(const SandboxSpecification& specification) {
    WorkCommand nothing;
    nothing.timeout = std::chrono::seconds(20);
    auto finished = run_in_sandbox(specification, os::Environment(), nothing);
    if (!finished) return std::move(finished).error();
    if (finished->succeeded()) return {};
    return Error{ErrorCode::io, "the sandbox ended with status " + std::to_string(finished->exit_status), "", {}};
}

std::vector<std::string> service_sockets() {
    return {"/run/docker.sock",    "/run/containerd/containerd.sock", "/run/podman/podman.sock",
            "/run/crio/crio.sock", "/run/dbus/system_bus_socket",     "/run/user/" + std::to_string(::geteuid())};
}

Result<fs::path> make_workspace_directory(const fs::path& parent) {
    static std::atomic<unsigned> made{0};
    const fs::path directory = parent / ("w" + std::to_string(++made));
    PROFFER_CHECK(make_private_directory(directory));
    PROFFER_CHECK(make_private_directory(directory / "tmp"));
    return directory;
}

SandboxedWorkspace::SandboxedWorkspace(fs::path directory, SandboxSpecification specification, os::Environment environment)
    : directory_(std::move(directory)), specification_(std::move(specification)), environment_(std::move(environment)) {}

SandboxedWorkspace::~SandboxedWorkspace() {
    // What is left goes with the run directory.
    (void)os::remove_tree(directory_);
}

Result<WorkFinished> SandboxedWorkspace::run(const WorkCommand& command) {
    SandboxSpecification specification = specification_;
    specification.network = command.network;
    specification.program = {"/bin/sh", "-c", command.shell_line};
    const std::string number = std::to_string(++commands_);
    specification.failure_file = directory_ / ("failure-" + number);
    for (std::size_t index = 0; index < specification.overlays.size(); ++index) {
        const fs::path work = directory_ / ("work-" + number + "-" + std::to_string(index));
        PROFFER_CHECK(make_private_directory(work));
        specification.overlays[index].work = work;
    }
    PROFFER_TRY(auto finished, run_in_sandbox(specification, environment_, command));
    return WorkFinished{
        finished.exit_status, finished.timed_out, std::move(finished.output), finished.output_bytes, std::move(finished.output_sha256),
        finished.duration};
}

}  // namespace proffer::workspace
