// From a kind of walls to a specification, and the probe in it.
#include "workspace/walls.hpp"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

#include "base/text.hpp"
#include "os/files.hpp"
#include "workspace/canaries.hpp"
#include "workspace/probe.hpp"
#include "workspace/sandbox.hpp"
#include "workspace/sandbox_filter.hpp"
#include "workspace/sandbox_landlock.hpp"

namespace proffer::workspace {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t k_most_processes = 4096;
constexpr std::array k_sudo = {"/usr/bin/sudo", "/bin/sudo", "/usr/local/bin/sudo", "/run/wrappers/bin/sudo"};

std::string sudo_path() {
    for (const char* path : k_sudo) {
        struct stat status = {};
        if (::stat(path, &status) == 0 && (status.st_mode & S_ISUID) != 0 && status.st_uid == 0) return path;
    }
    return {};
}

std::uint64_t threads_of(const std::string& process) {
    const std::string stat = os::read_file("/proc/" + process + "/stat", 4096).value_or("");
    const auto name_end = stat.rfind(") ");
    if (name_end == std::string::npos) return 0;
    const auto fields = base::split(std::string_view(stat).substr(name_end + 2), ' ');
    std::uint64_t threads = 0;
    if (fields.size() > 17) std::from_chars(fields[17].data(), fields[17].data() + fields[17].size(), threads);
    return threads;
}

/// Outside a user namespace of its own, all of the user count towards the limit.
std::uint64_t processes_of_user() {
    std::uint64_t count = 0;
    const std::unique_ptr<DIR, int (*)(DIR*)> processes(::opendir("/proc"), ::closedir);
    while (processes) {
        const dirent* entry = ::readdir(processes.get());
        if (entry == nullptr) break;
        struct stat status = {};
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9') continue;
        if (::stat(("/proc/" + std::string(entry->d_name)).c_str(), &status) != 0 || status.st_uid != ::getuid()) continue;
        count += threads_of(entry->d_name);
    }
    return count;
}

int most_of(Walls walls) {
    if (has_namespaces(walls)) return 3;
    return walls == Walls::landlock ? 2 : 1;
}

std::string own_program() {
    std::error_code problem;
    return fs::read_symlink("/proc/self/exe", problem).string();
}

}  // namespace

bool has_namespaces(Walls walls) {
    return walls == Walls::user_namespaces || walls == Walls::root_namespaces;
}

std::string missing_for(Walls walls) {
    if (walls == Walls::root_namespaces && ::geteuid() == 0) return "root needs no root helper";
    if (walls == Walls::root_namespaces && sudo_path().empty()) return "there is no sudo";
    if (walls != Walls::landlock) return {};
    if (landlock_version() == 0) return "the kernel has no Landlock";
    return has_system_call_filter() ? "" : "the kernel has no seccomp filter";
}

SandboxSpecification specification_for(Walls walls, const View& view, const fs::path& directory) {
    SandboxSpecification specification;
    specification.namespaces = has_namespaces(walls);
    specification.filter = specification.landlock = walls != Walls::none;
    specification.temporary = directory / "tmp";
    if (walls == Walls::root_namespaces) specification.root_helper = sudo_path();
    specification.processes = k_most_processes;
    if (walls != Walls::user_namespaces) specification.processes = ::geteuid() == 0 ? 0 : k_most_processes + processes_of_user();
    if (!specification.namespaces) {
        if (specification.landlock) specification.shown = without_masked(view);
        specification.placed = {{directory / "home", directory / "home"}};
        return specification;
    }
    specification.staging = directory / "root";
    specification.shown = view.shown;
    specification.masked = view.masked;
    if (!view.home.empty()) specification.placed = {{directory / "home", view.home}};
    return specification;
}

os::Environment environment_for(Walls walls, const FactorySettings& settings, const fs::path& directory) {
    os::Environment environment = command_environment(settings.environment, directory / "tmp");
    // Without mounts the real HOME cannot be covered.
    if (!has_namespaces(walls)) environment.set("HOME", directory / "home");
    return environment;
}

Result<void> probe_walls(domain::Isolation& isolation, Walls walls, SandboxSpecification specification, const FactorySettings& settings,
                         const git::Layout& layout, const fs::path& directory) {
    PROFFER_TRY(const Canaries canaries, Canaries::put_up(settings, layout, specification.temporary));
    ProbeTargets targets = canaries.targets();
    targets.view = specification.namespaces ? "own" : "shared";
    if (!specification.namespaces) specification.shown.push_back(own_program());
    specification.failure_file = directory / "failure";
    specification.probe = true;
    specification.program = {specification.namespaces ? k_probe_program : "/proc/self/exe", k_helper_flag, k_probe_word};
    const auto arguments = to_arguments(targets);
    specification.program.insert(specification.program.end(), arguments.begin(), arguments.end());
    FactorySettings with_canary = settings;
    with_canary.environment = canaries.environment();
    WorkCommand probe;
    probe.timeout = std::chrono::seconds(20);
    probe.network = specification.network;
    PROFFER_TRY(const auto finished, run_in_sandbox(specification, environment_for(walls, with_canary, directory), probe));
    PROFFER_TRY(ProbeResult result, parse_probe(finished.output));
    canaries.look_outside(result);
    isolation.level = level_of(result, specification.network, most_of(walls));
    isolation.blocked = std::move(result.blocked);
    isolation.open = std::move(result.open);
    return {};
}

void name_walls(domain::Isolation& isolation, Walls walls) {
    isolation.network = walls == Walls::none ? "host" : "none";
    isolation.walls.clear();
    if (walls == Walls::user_namespaces) isolation.walls = {"user", "mount", "pid", "net", "ipc", "uts"};
    if (walls == Walls::root_namespaces) isolation.walls = {"mount", "pid", "net", "ipc", "uts", "made by root"};
    if (walls == Walls::none) {
        isolation.walls = {"no-new-privs", "rlimits"};
        return;
    }
    isolation.walls.emplace_back("seccomp");
    if (const int version = landlock_version(); version > 0) isolation.walls.push_back("landlock abi " + std::to_string(version));
}

Result<void> hold_with_network(const domain::Isolation& without, const domain::Isolation& with) {
    if (with.level >= without.level) return {};
    return Error{ErrorCode::denied,
                 "with network the sandbox holds only as L" + std::to_string(with.level) + ": " + base::join(with.open, ", ") + " open",
                 "take 'network: true' off the check, or lower the level with --isolation",
                 {}};
}

}  // namespace proffer::workspace
