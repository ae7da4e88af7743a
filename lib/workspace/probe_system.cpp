// The attempts on processes, files and the kernel.
#include <fcntl.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <string>

#include "base/text.hpp"
#include "os/descriptor.hpp"
#include "workspace/probe_attempts.hpp"

extern char** environ;  // NOLINT: POSIX declares it in no header

namespace proffer::workspace::attempts {

using os::Descriptor;

namespace {

constexpr std::array<std::string_view, 10> k_variables = {"PATH",    "HOME", "LANG",   "LC_ALL", "USER",
                                                          "LOGNAME", "CI",   "TMPDIR", "TERM",   "PROFFER"};
constexpr std::array k_devices = {"/dev/mem", "/dev/kmem", "/dev/port", "/dev/sda", "/dev/vda", "/dev/nvme0n1", "/dev/kmsg", "/dev/kvm"};
constexpr std::array k_privileged_programs = {"/usr/bin/su", "/bin/su", "/usr/bin/mount", "/usr/bin/passwd", "/usr/bin/newgrp"};
constexpr std::array k_ways_to_root = {"/usr/bin/sudo", "/usr/local/bin/sudo", "/usr/bin/doas", "/usr/bin/pkexec"};

bool is_expected(std::string_view entry) {
    const std::string_view name = entry.substr(0, entry.find('='));
    return std::find(k_variables.begin(), k_variables.end(), name) != k_variables.end();
}

std::string read_some(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    std::string text(64 * 1024, '\0');
    const ssize_t got = file.is_open() ? ::read(file.get(), text.data(), text.size()) : 0;
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
}

bool opens(const std::string& path, int flags) {
    return !path.empty() && Descriptor(::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600)).is_open();
}

/// The process outside; 0 when that number is one of ours here, in a pid namespace.
pid_t outside(const ProbeTargets& targets) {
    const pid_t pid = static_cast<pid_t>(std::atoi(targets.parent.c_str()));
    return pid == ::getpid() || pid == ::getppid() ? 0 : pid;
}

bool may_gain_privileges() {
    return ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1;
}

bool raises(const char* program) {
    struct stat status = {};
    struct statvfs place = {};
    if (::stat(program, &status) != 0 || ::statvfs(program, &place) != 0) return false;
    return (status.st_mode & S_ISUID) != 0 && (place.f_flag & ST_NOSUID) == 0 && may_gain_privileges();
}

std::string temporary() {
    const char* directory = std::getenv("TMPDIR");
    return directory == nullptr ? "/tmp" : directory;
}

}  // namespace

bool own_environment(const ProbeTargets&) {
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
        if (!is_expected(*entry)) return true;
    return false;
}

bool parent_memory(const ProbeTargets& targets) {
    const pid_t pid = outside(targets);
    if (pid == 0) return false;
    const std::string directory = "/proc/" + std::to_string(pid);
    return !read_some(directory + "/environ").empty() || opens(directory + "/mem", O_RDONLY);
}

bool init_environment(const ProbeTargets&) {
    // Ours may be read: it is as clean as what the command itself got.
    for (const auto entry : base::split(read_some("/proc/1/environ"), '\0'))
        if (!entry.empty() && !is_expected(entry)) return true;
    return false;
}

bool trace(const ProbeTargets& targets) {
    const pid_t pid = outside(targets);
    if (pid == 0) return false;
    char byte = 0;
    const iovec here = {&byte, 1};
    const iovec there = {reinterpret_cast<void*>(0x1000), 1};
    const bool reads = ::process_vm_readv(pid, &here, 1, &there, 1, 0) == 1 || errno == EFAULT;
    // Let go of when this process ends; nothing is stopped.
    return ::ptrace(PTRACE_SEIZE, pid, nullptr, nullptr) == 0 || reads;
}

bool home_file(const ProbeTargets& targets) {
    return opens(targets.home_file, O_RDONLY);
}

bool git_configuration(const ProbeTargets& targets) {
    const std::string text = read_some(targets.git_configuration);
    return !text.empty() && !text.starts_with(k_our_git_configuration);
}

bool runner_files(const ProbeTargets& targets) {
    return opens(targets.runner_file, O_RDONLY);
}

bool job_files(const ProbeTargets& targets) {
    return opens(targets.job_file, O_WRONLY | O_APPEND);
}

bool checkout_write(const ProbeTargets& targets) {
    // Where the path is ours, a file is written, and outside it is looked for. Elsewhere it would be the user's: one without a name.
    if (targets.view == "own") return static_cast<void>(opens(targets.checkout + "/" + targets.checkout_file, O_WRONLY | O_CREAT)), false;
    if (targets.checkout.empty()) return false;
    const Descriptor file(::open(targets.checkout.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
    return file.is_open() || (errno == EOPNOTSUPP && ::access(targets.checkout.c_str(), W_OK) == 0);
}

bool signal_parent(const ProbeTargets& targets) {
    const pid_t pid = outside(targets);
    return pid > 0 && ::kill(pid, 0) == 0;
}

bool mount_something(const ProbeTargets&) {
    const std::string place = temporary();
    if (::mount("none", place.c_str(), "tmpfs", 0, "size=4k") != 0) return false;
    ::umount2(place.c_str(), MNT_DETACH);
    return true;
}

bool run_sudo(const ProbeTargets&) {
    return std::any_of(k_ways_to_root.begin(), k_ways_to_root.end(), raises);
}

bool setuid_file(const ProbeTargets&) {
    return std::any_of(k_privileged_programs.begin(), k_privileged_programs.end(), raises);
}

bool device(const ProbeTargets&) {
    if (std::any_of(k_devices.begin(), k_devices.end(), [](const char* path) { return opens(path, O_RDONLY); })) return true;
    const std::string path = temporary() + "/device";
    const bool made = ::mknod(path.c_str(), S_IFCHR | 0600, makedev(1, 1)) == 0;
    if (made) ::unlink(path.c_str());
    return made;
}

bool daemon(const ProbeTargets& targets) {
    // Found out outside: who still holds the lock then has outlived the sandbox. One who cannot be started does not.
    const int lock = ::open(targets.lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0 || ::flock(lock, LOCK_EX | LOCK_NB) != 0) return false;
    const pid_t child = ::fork();
    if (child == 0) {
        ::setsid();
        if (::fork() != 0) ::_exit(0);
        for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::close(standard);
        ::sleep(30);
        ::_exit(0);
    }
    if (child > 0) ::waitpid(child, nullptr, 0);
    return false;
}

bool second_namespace(const ProbeTargets&) {
    return ::unshare(CLONE_NEWUSER) == 0;
}

}  // namespace proffer::workspace::attempts
