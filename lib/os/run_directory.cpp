// The private directory of one run, and the removal of those that killed runs left behind.
#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <vector>

#include "os/descriptor.hpp"
#include "os/files.hpp"
#include "os/remove_tree.hpp"

namespace proffer::os {

namespace fs = std::filesystem;

namespace {

constexpr int k_open_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

std::string name_prefix() {
    return "proffer-" + std::to_string(::geteuid()) + "-";
}

// A directory of ours that nobody holds the lock of; no link, no other owner, nobody else can write into it.
bool is_left_over(int directory) {
    struct stat status = {};
    if (::fstat(directory, &status) != 0 || status.st_uid != ::geteuid() || (status.st_mode & 077) != 0) return false;
    return ::flock(directory, LOCK_EX | LOCK_NB) == 0;
}

void remove_left_overs(const fs::path& root) {
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(root.c_str()), ::closedir);
    if (!stream) return;
    const std::string prefix = name_prefix();
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(stream.get())) {
        const std::string name = entry->d_name;
        if (name.starts_with(prefix) && name.size() == prefix.size() + 6) names.push_back(name);
    }
    for (const auto& name : names) {
        const Descriptor directory(::openat(::dirfd(stream.get()), name.c_str(), k_open_flags));
        // What cannot be removed now is tried again by the next run.
        if (directory.is_open() && is_left_over(directory.get())) (void)remove_entry(::dirfd(stream.get()), name);
    }
}

/// Still the directory at `path`: a run that cleans up may have taken it between its making and our lock.
bool is_at(int directory, const fs::path& path) {
    struct stat opened = {};
    struct stat named = {};
    return ::fstat(directory, &opened) == 0 && ::lstat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
           opened.st_dev == named.st_dev;
}

}  // namespace

Result<RunDirectory> RunDirectory::create(const fs::path& temporary_root) {
    std::error_code ignored;
    const fs::path root = fs::absolute(temporary_root, ignored);
    remove_left_overs(root);
    for (int tries = 0; tries < 16; ++tries) {
        std::string name = (root / (name_prefix() + "XXXXXX")).string();
        if (::mkdtemp(name.data()) == nullptr) {
            Error error = system_error("cannot make a directory in '" + root.string() + "'");
            error.hint = "TMPDIR must name a directory that can be written to";
            return error;
        }
        Descriptor directory(::open(name.c_str(), k_open_flags));
        if (!directory.is_open() || ::flock(directory.get(), LOCK_EX | LOCK_NB) != 0 || !is_at(directory.get(), name)) continue;
        return RunDirectory(name, directory.release());
    }
    return Error{ErrorCode::io, "cannot keep a directory in '" + root.string() + "'", "something removes new directories there", {}};
}

RunDirectory::RunDirectory(RunDirectory&& other) noexcept : path_(std::exchange(other.path_, {})), lock_(std::exchange(other.lock_, -1)) {}

RunDirectory& RunDirectory::operator=(RunDirectory&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(lock_, other.lock_);
    return *this;
}

RunDirectory::~RunDirectory() {
    remove();
}

void RunDirectory::remove() {
    if (lock_ < 0) return;
    // A destructor cannot tell; the next run removes what is left.
    (void)remove_tree(path_);
    ::close(std::exchange(lock_, -1));
}

}  // namespace proffer::os
