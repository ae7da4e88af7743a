// From a work command to the helper's process and back.
#include "workspace/sandbox.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>

#include "base/text.hpp"
#include "os/descriptor.hpp"
#include "os/files.hpp"

namespace proffer::workspace {

namespace fs = std::filesystem;

namespace {

// Enough for the check's report even after redaction; the whole is hashed anyway.
constexpr std::uint64_t k_output_limit_bytes = 1024 * 1024;
// The system takes 128 KiB as one argument; longer lines, with many files in them, are read from a file.
constexpr std::size_t k_longest_argument_bytes = 64 * 1024;

// HOME is new, so what git is told there is ours: the checkout may be another user's, and tests that commit need a name.
constexpr std::string_view k_git_configuration =
    "[safe]\n\tdirectory = *\n[user]\n\tname = proffer\n\temail = proffer@localhost.invalid\n[init]\n\tdefaultBranch = main\n";

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

os::Environment operators_environment(const os::Environment& ours, const fs::path& temporary) {
    const std::vector<std::string> secrets = os::secret_values(ours);
    os::Environment environment = ours;
    for (const auto& [name, value] : ours.variables())
        if (std::find(secrets.begin(), secrets.end(), value) != secrets.end()) environment.erase(name);
    environment.set("TMPDIR", temporary.string());
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

Result<fs::path> make_workspace_directory(const fs::path& parent) {
    static std::atomic<unsigned> made{0};
    const fs::path directory = parent / ("w" + std::to_string(++made));
    PROFFER_CHECK(make_private_directory(directory));
    for (const char* name : {"tmp", "home", "root"}) PROFFER_CHECK(make_private_directory(directory / name));
    PROFFER_CHECK(os::write_file(directory / "home" / ".gitconfig", k_git_configuration, os::Durability::renamed));
    return directory;
}

Result<void> link_toolchains(const fs::path& directory, const View& view) {
    for (const auto& name : view.home_toolchains) {
        const fs::path place = directory / "home" / name;
        std::error_code problem;
        fs::create_directories(place.parent_path(), problem);
        if (!problem) fs::create_symlink(view.home / fs::path(name), place, problem);
        if (problem) return os::system_error("cannot make '" + place.string() + "'", problem.value());
    }
    return {};
}

Result<void> make_work_directories(SandboxSpecification& specification, const fs::path& directory, const std::string& name) {
    for (std::size_t index = 0; index < specification.overlays.size(); ++index) {
        const fs::path work = directory / ("work-" + name + "-" + std::to_string(index));
        PROFFER_CHECK(make_private_directory(work));
        specification.overlays[index].work = work;
    }
    return {};
}

SandboxedWorkspace::SandboxedWorkspace(fs::path directory, Sandbox sandbox)
    : directory_(std::move(directory)), sandbox_(std::move(sandbox)) {}

SandboxedWorkspace::~SandboxedWorkspace() {
    // What is left goes with the run directory.
    (void)os::remove_tree(directory_);
}

SandboxSpecification SandboxedWorkspace::specification_for(const WorkCommand& command) const {
    SandboxSpecification specification = sandbox_.specification;
    specification.network = command.network;
    if (command.network)
        specification.shown.insert(specification.shown.end(), sandbox_.network_shown.begin(), sandbox_.network_shown.end());
    if (!command.as_operator || sandbox_.operators_home.empty()) return specification;
    std::erase_if(specification.placed, [&](const Placed& place) { return place.at == sandbox_.operators_home; });
    specification.placed.push_back({sandbox_.operators_home, sandbox_.operators_home});
    return specification;
}

/// What `sh -c` gets. A helper that root runs has no stdin to hand on, so input waits in a file.
Result<std::string> SandboxedWorkspace::script_of(const WorkCommand& command, const std::string& number) const {
    const fs::path temporary = sandbox_.specification.temporary;
    std::string script = command.shell_line;
    if (script.size() > k_longest_argument_bytes) {
        const fs::path file = temporary / ("proffer-command-" + number);
        PROFFER_CHECK(os::write_file(file, script, os::Durability::renamed));
        script = ". " + base::shell_quote(file.string());
    }
    if (command.input.empty()) return script;
    const fs::path file = temporary / ("proffer-input-" + number);
    PROFFER_CHECK(os::write_file(file, command.input, os::Durability::renamed));
    return "exec <" + base::shell_quote(file.string()) + "\n" + script;
}

Result<WorkFinished> SandboxedWorkspace::run(const WorkCommand& command) {
    if (command.network && sandbox_.before_network) PROFFER_CHECK(sandbox_.before_network());
    SandboxSpecification specification = specification_for(command);
    const std::string number = std::to_string(++commands_);
    PROFFER_TRY(const std::string script, script_of(command, number));
    specification.program = {"/bin/sh", "-c", script};
    specification.failure_file = directory_ / ("failure-" + number);
    PROFFER_CHECK(make_work_directories(specification, directory_, number));
    const os::Environment& environment = command.as_operator ? sandbox_.operators : sandbox_.environment;
    PROFFER_TRY(auto finished, run_in_sandbox(specification, environment, command));
    return WorkFinished{
        finished.exit_status, finished.timed_out, std::move(finished.output), finished.output_bytes, std::move(finished.output_sha256),
        finished.duration};
}

}  // namespace proffer::workspace
