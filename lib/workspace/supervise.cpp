// A loop that wakes for ended processes, a closed lifeline, and ten times a second for the disk.
#include "workspace/supervise.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <optional>
#include <string_view>

namespace proffer::workspace {

namespace {

constexpr timespec k_tick = {0, 100'000'000};
constexpr unsigned long long k_most_kept_bytes = 1ULL << 30;
constexpr unsigned long long k_most_kept_files = 50'000;
constexpr std::string_view k_disk_message = "proffer: the check was stopped: it filled the disk\n";

sigset_t only_children() {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGCHLD);
    return set;
}

int status_of(int wait_status) {
    return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

/// The status of `child` once it has ended; others that ended are reaped on the way.
std::optional<int> reap(pid_t child) {
    for (;;) {
        int status = 0;
        const pid_t ended = ::waitpid(-1, &status, WNOHANG);
        if (ended == child) return status_of(status);
        if (ended == 0) return {};
        if (ended < 0 && errno != EINTR) return 128 + SIGKILL;
    }
}

/// Returns when something may have ended; false when the lifeline has no other end.
bool wait_a_tick(const os::Descriptor& lifeline) {
    sigset_t mask;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    ::sigdelset(&mask, SIGCHLD);
    pollfd polled = {lifeline.get(), POLLIN, 0};
    const int ready = ::ppoll(&polled, 1, &k_tick, &mask);
    // Nothing is ever written: readable means closed.
    return ready <= 0 || polled.revents == 0;
}

}  // namespace

DiskFloor::DiskFloor(const std::string& directory) : directory_(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    struct statvfs now = {};
    if (!directory_.is_open() || ::fstatvfs(directory_.get(), &now) != 0) return;
    bytes_ = std::min(k_most_kept_bytes, 1ULL * now.f_bavail * now.f_frsize / 4);
    files_ = std::min(k_most_kept_files, 1ULL * now.f_favail / 4);
}

bool DiskFloor::is_reached() const {
    struct statvfs now = {};
    if (!directory_.is_open() || ::fstatvfs(directory_.get(), &now) != 0) return false;
    return 1ULL * now.f_bavail * now.f_frsize < bytes_ || 1ULL * now.f_favail < files_;
}

void prepare_to_supervise() {
    ::signal(SIGCHLD, [](int) {});
    const sigset_t children = only_children();
    ::pthread_sigmask(SIG_BLOCK, &children, nullptr);
}

void forget_supervision() {
    ::signal(SIGCHLD, SIG_DFL);
    const sigset_t children = only_children();
    ::pthread_sigmask(SIG_UNBLOCK, &children, nullptr);
}

int supervise(pid_t child, const os::Descriptor& lifeline, const DiskFloor& floor) {
    for (;;) {
        if (const auto status = reap(child)) return *status;
        const bool full = floor.is_reached();
        if (full) (void)!::write(STDOUT_FILENO, k_disk_message.data(), k_disk_message.size());
        if (!full && wait_a_tick(lifeline)) continue;
        ::kill(child, SIGKILL);
        int status = 0;
        while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
        return 128 + SIGKILL;
    }
}

}  // namespace proffer::workspace
