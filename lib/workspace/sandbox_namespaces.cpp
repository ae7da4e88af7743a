// Namespaces, id maps, the loopback interface and limits of the sandbox.
#include "workspace/sandbox_namespaces.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/text.hpp"
#include "os/descriptor.hpp"

namespace proffer::workspace {

using os::Descriptor;
using os::system_error;

namespace {

// What programs run as root expect, as container runtimes grant it; nothing that reaches mounts, devices, tracing or the network setup.
constexpr std::array k_kept_capabilities = {CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER,           CAP_FSETID,
                                            CAP_KILL,  CAP_SETGID,       CAP_SETUID,          CAP_NET_BIND_SERVICE, CAP_SETFCAP};
constexpr rlim_t k_largest_file_bytes = 16ULL * 1024 * 1024 * 1024;
constexpr rlim_t k_most_open_files = 65'536;

Result<void> write_proc(const std::string& path, std::string_view text) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file.is_open()) return system_error("cannot open '" + path + "'");
    return os::write_all(file.get(), text, path);
}

/// Our own map with every id onto itself: "0 0 65536" from "0 100000 65536".
std::string identity_map(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string text(4096, '\0');
    const ssize_t got = file.is_open() ? ::read(file.get(), text.data(), text.size()) : 0;
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    std::string map;
    for (const auto line : base::split_lines(text)) {
        auto words = base::split(base::trim(line), ' ');
        std::erase(words, std::string_view());
        if (words.size() == 3) map += std::string(words[0]) + " " + std::string(words[0]) + " " + std::string(words[2]) + "\n";
    }
    return map;
}

/// Writes the maps of its parent from outside its new namespace: only from there all ids may be mapped.
class OuterMapper {
 public:
    OuterMapper() {
        if (::geteuid() != 0) return;
        const std::string users = identity_map("/proc/self/uid_map");
        const std::string groups = identity_map("/proc/self/gid_map");
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) return;
        Descriptor wait(ends[0]);
        start_.reset(ends[1]);
        const std::string target = "/proc/" + std::to_string(::getpid());
        pid_ = ::fork();
        if (pid_ != 0) return;
        start_.reset();
        char byte = 0;
        if (::read(wait.get(), &byte, 1) != 1) ::_exit(1);
        ::_exit(write_proc(target + "/uid_map", users) && write_proc(target + "/gid_map", groups) ? 0 : 1);
    }
    ~OuterMapper() { (void)finish(false); }
    OuterMapper(const OuterMapper&) = delete;
    OuterMapper& operator=(const OuterMapper&) = delete;

    bool map() { return finish(true); }

 private:
    bool finish(bool go) {
        if (pid_ <= 0) return false;
        if (go && ::write(start_.get(), "g", 1) != 1) go = false;
        start_.reset();
        int status = 1;
        while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
        pid_ = -1;
        return go && status == 0;
    }

    Descriptor start_;
    pid_t pid_ = -1;
};

Result<void> map_own_ids(uid_t user, gid_t group) {
    PROFFER_CHECK(write_proc("/proc/self/setgroups", "deny"));
    PROFFER_CHECK(write_proc("/proc/self/uid_map", std::to_string(user) + " " + std::to_string(user) + " 1"));
    return write_proc("/proc/self/gid_map", std::to_string(group) + " " + std::to_string(group) + " 1");
}

Result<void> raise_loopback() {
    const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request = {};
    std::strncpy(request.ifr_name, "lo", sizeof request.ifr_name - 1);
    if (!socket.is_open() || ::ioctl(socket.get(), SIOCGIFFLAGS, &request) != 0) return system_error("cannot see the loopback interface");
    request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
    if (::ioctl(socket.get(), SIOCSIFFLAGS, &request) != 0) return system_error("cannot bring the loopback interface up");
    return {};
}

void limit(decltype(RLIMIT_CORE) resource, rlim_t most) {
    rlimit now = {};
    if (::getrlimit(resource, &now) != 0) return;
    now.rlim_max = std::min(now.rlim_max, most);
    now.rlim_cur = std::min(now.rlim_cur, now.rlim_max);
    ::setrlimit(resource, &now);
}

void drop_capabilities() {
    for (int capability = 0; ::prctl(PR_CAPBSET_READ, capability) >= 0; ++capability) {
        const auto kept = std::find(k_kept_capabilities.begin(), k_kept_capabilities.end(), capability);
        if (kept == k_kept_capabilities.end()) ::prctl(PR_CAPBSET_DROP, capability);
    }
}

}  // namespace

Result<void> enter_namespaces(bool network) {
    const uid_t user = ::geteuid();
    const gid_t group = ::getegid();
    // Groups such as docker's reach beyond the walls; without privilege they cannot be given up.
    (void)!::setgroups(0, nullptr);
    OuterMapper mapper;
    const int flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | (network ? 0 : CLONE_NEWNET);
    if (::unshare(flags) != 0) return system_error("cannot make namespaces");
    if (!mapper.map()) PROFFER_CHECK(map_own_ids(user, group));
    return network ? Result<void>() : raise_loopback();
}

Result<void> enter_namespaces_as_root(bool network) {
    // sudo gave us its own; those of the caller could reach beyond the walls.
    if (::setgroups(0, nullptr) != 0) return system_error("cannot give up groups");
    const int flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | (network ? 0 : CLONE_NEWNET);
    if (::unshare(flags) != 0) return system_error("cannot make namespaces");
    return network ? Result<void>() : raise_loopback();
}

void limit_command(std::uint64_t processes) {
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, k_largest_file_bytes);
    limit(RLIMIT_NOFILE, k_most_open_files);
    // No limit on address space: Java, Go and the sanitizers reserve far more than they use.
    if (processes > 0) limit(RLIMIT_NPROC, processes);
    drop_capabilities();
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

Result<void> become_user(uid_t user, gid_t group) {
    if (::setgroups(0, nullptr) != 0) return system_error("cannot give up groups");
    if (::setresgid(group, group, group) != 0 || ::setresuid(user, user, user) != 0) return system_error("cannot give up root");
    return {};
}

}  // namespace proffer::workspace
