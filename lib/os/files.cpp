// Whole reads with a cap; writes that are complete or absent.
#include "os/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "os/clock.hpp"
#include "os/descriptor.hpp"

namespace proffer::os {

namespace fs = std::filesystem;

namespace {

Error too_large(const std::string& subject, std::uint64_t limit_bytes) {
    return {ErrorCode::denied, "'" + subject + "' is larger than " + std::to_string(limit_bytes) + " bytes", "", {}};
}

Result<std::string> read_to_end(int descriptor, std::uint64_t limit_bytes, std::size_t expected, const std::string& subject) {
    std::string text;
    for (std::size_t filled = 0;;) {
        text.resize(filled == 0 ? expected + 1 : std::max(text.size(), filled + 64 * 1024));
        const ssize_t got = ::read(descriptor, text.data() + filled, text.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_error("cannot read '" + subject + "'");
        filled += static_cast<std::size_t>(got);
        if (filled > limit_bytes) return too_large(subject, limit_bytes);
        if (got > 0) continue;
        text.resize(filled);
        return text;
    }
}

Result<void> make_directories(const fs::path& directory) {
    if (directory.empty()) return {};
    std::error_code problem;
    fs::create_directories(directory, problem);
    if (problem && !fs::is_directory(directory)) return system_error("cannot make directory '" + directory.string() + "'", problem.value());
    return {};
}

Result<void> sync_directory(const fs::path& directory) {
    const Descriptor opened(::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.is_open()) return system_error("cannot open directory '" + directory.string() + "'");
    // Some file systems cannot sync a directory (EINVAL); the rename is then as safe as it gets.
    if (::fsync(opened.get()) != 0 && errno != EINVAL && errno != ENOTSUP) return system_error("cannot sync '" + directory.string() + "'");
    return {};
}

Result<void> write_new(const fs::path& path, std::string_view bytes, Durability durability) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!file.is_open()) return system_error("cannot create '" + path.string() + "'");
    PROFFER_CHECK(write_all(file.get(), bytes, path.string()));
    if (durability == Durability::synced && ::fsync(file.get()) != 0) return system_error("cannot sync '" + path.string() + "'");
    return {};
}

}  // namespace

Result<std::string> read_file(const fs::path& path, std::uint64_t limit_bytes) {
    // Non-blocking, so that a FIFO is refused instead of waited for.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file.is_open()) return system_error("cannot read '" + path.string() + "'");
    struct stat status = {};
    if (::fstat(file.get(), &status) != 0) return system_error("cannot read '" + path.string() + "'");
    if (!S_ISREG(status.st_mode)) return Error{ErrorCode::denied, "'" + path.string() + "' is no regular file", "", {}};
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size > limit_bytes) return too_large(path.string(), limit_bytes);
    return read_to_end(file.get(), limit_bytes, size, path.string());
}

Result<std::string> read_standard_input(std::uint64_t limit_bytes) {
    return read_to_end(STDIN_FILENO, limit_bytes, 64 * 1024, "standard input");
}

Result<void> write_file(const fs::path& path, std::string_view bytes, Durability durability) {
    const fs::path directory = path.parent_path();
    PROFFER_CHECK(make_directories(directory));
    const fs::path temporary = directory / ("." + path.filename().string().substr(0, 200) + "." + random_hex(6));
    auto written = write_new(temporary, bytes, durability);
    if (written && ::rename(temporary.c_str(), path.c_str()) != 0) written = system_error("cannot write '" + path.string() + "'");
    if (!written) {
        ::unlink(temporary.c_str());
        return written;
    }
    if (durability == Durability::renamed) return {};
    return sync_directory(directory);
}

AppendFile::AppendFile(AppendFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

AppendFile& AppendFile::operator=(AppendFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(path_, other.path_);
    return *this;
}

AppendFile::~AppendFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

namespace {

/// No link is followed: the place may come from a repository that planted one.
Result<Descriptor> open_for_appending(const fs::path& path, int flags) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | flags, 0666));
    if (!file.is_open()) return system_error("cannot open '" + path.string() + "' for writing");
    struct stat status = {};
    if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return Error{ErrorCode::io, "'" + path.string() + "' is no regular file", "", {}};
    return file;
}

}  // namespace

Result<AppendFile> AppendFile::open(const fs::path& path) {
    PROFFER_TRY(Descriptor file, open_for_appending(path, 0));
    return AppendFile(file.release(), path.string());
}

Result<AppendFile> AppendFile::create(const fs::path& path) {
    PROFFER_CHECK(make_directories(path.parent_path()));
    PROFFER_TRY(Descriptor file, open_for_appending(path, O_CREAT | O_TRUNC));
    PROFFER_CHECK(sync_directory(path.parent_path()));
    return AppendFile(file.release(), path.string());
}

Result<void> AppendFile::append(std::string_view bytes) {
    PROFFER_CHECK(write_all(descriptor_, bytes, path_));
    if (::fdatasync(descriptor_) != 0) return system_error("cannot sync '" + path_ + "'");
    return {};
}

}  // namespace proffer::os
