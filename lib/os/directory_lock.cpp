// flock on a directory, and who holds it.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/text.hpp"
#include "os/descriptor.hpp"
#include "os/files.hpp"

namespace proffer::os {

namespace {

std::string read_proc(const std::string& path, std::size_t limit) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string text(limit, '\0');
    std::size_t filled = 0;
    while (file.is_open() && filled < limit) {
        const ssize_t got = ::read(file.get(), text.data() + filled, limit - filled);
        if (got <= 0) break;
        filled += static_cast<std::size_t>(got);
    }
    text.resize(filled);
    return text;
}

/// "08:01:12345", as /proc/locks names the file.
std::string lock_name(int descriptor) {
    struct stat status = {};
    if (::fstat(descriptor, &status) != 0) return {};
    char name[64];
    std::snprintf(name, sizeof name, "%02x:%02x:%llu", major(status.st_dev), minor(status.st_dev),
                  static_cast<unsigned long long>(status.st_ino));
    return name;
}

/// The pid in "1: FLOCK  ADVISORY  WRITE 1234 08:01:12345 0 EOF" of the lock on that file; empty when it is not told.
std::string holder_pid(int descriptor) {
    const std::string wanted = lock_name(descriptor);
    const std::string locks = read_proc("/proc/locks", 1024 * 1024);
    for (const auto line : base::split_lines(locks)) {
        std::vector<std::string_view> words = base::split(base::trim(line), ' ');
        std::erase(words, std::string_view());
        if (words.size() >= 6 && words[1] == "FLOCK" && words[5] == wanted) return std::string(words[4]);
    }
    return {};
}

std::string command_line(const std::string& pid) {
    std::string text = read_proc("/proc/" + pid + "/cmdline", 512);
    while (!text.empty() && text.back() == '\0') text.pop_back();
    for (char& c : text) c = c == '\0' ? ' ' : c;
    const auto words = base::split(text, ' ');
    const std::string_view program = words.front().substr(words.front().rfind('/') + 1);
    return base::visible_line(std::string(program) + text.substr(words.front().size()));
}

Error locked(int descriptor) {
    std::string message = "another run is at work on this repository";
    if (const std::string pid = holder_pid(descriptor); !pid.empty() && pid != "0") {
        message += ": process " + pid;
        if (const std::string line = command_line(pid); !line.empty()) message += " (" + line + ")";
    }
    return {ErrorCode::locked, message, "wait for it to end, then start again", {}};
}

}  // namespace

Result<DirectoryLock> DirectoryLock::take(const std::filesystem::path& directory) {
    Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.is_open()) return system_error("cannot open '" + directory.string() + "'");
    int taken = ::flock(opened.get(), LOCK_EX | LOCK_NB);
    while (taken != 0 && errno == EINTR) taken = ::flock(opened.get(), LOCK_EX | LOCK_NB);
    if (taken != 0 && errno == EWOULDBLOCK) return locked(opened.get());
    // NFS cannot lock a directory (EBADF, ENOLCK). The lock is a courtesy; what decides between two runs is the branch on the remote
    // (security.md decision 10), so we go on.
    return DirectoryLock(opened.release());
}

DirectoryLock::DirectoryLock(DirectoryLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

DirectoryLock& DirectoryLock::operator=(DirectoryLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

DirectoryLock::~DirectoryLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace proffer::os
