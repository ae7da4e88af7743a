// Files: whole reads with a cap, writes that are complete or absent.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace proffer::os {

/// Fails with `not_found`, `io`, or `denied` when it is larger than `limit_bytes` or no regular file. "-" is not stdin here.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit_bytes = 64 * 1024 * 1024);
[[nodiscard]] Result<std::string> read_standard_input(std::uint64_t limit_bytes = 64 * 1024 * 1024);

enum class Durability {
    synced,   ///< on disk when the call returns
    renamed,  ///< complete or absent, but a power cut may still undo it: for what can be made again
};

/// Temporary file in the same directory, renamed into place. Missing directories are made.
[[nodiscard]] Result<void> write_file(const std::filesystem::path& path, std::string_view bytes,
                                      Durability durability = Durability::synced);

/// A file that only grows; each append is on disk (fsync) when it returns.
class AppendFile {
 public:
    AppendFile() = default;
    AppendFile(AppendFile&& other) noexcept;
    AppendFile& operator=(AppendFile&& other) noexcept;
    ~AppendFile();
    /// Goes on at the end of an existing file.
    static Result<AppendFile> open(const std::filesystem::path& path);
    /// Truncates what is there.
    static Result<AppendFile> create(const std::filesystem::path& path);
    [[nodiscard]] Result<void> append(std::string_view bytes);

 private:
    AppendFile(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
    int descriptor_ = -1;
    std::string path_;
};

/// A private directory (0700) below `TMPDIR`, removed with all it holds when this ends. Left-overs of killed runs (same user, no
/// longer locked) are removed on the way.
class RunDirectory {
 public:
    static Result<RunDirectory> create(const std::filesystem::path& temporary_root);
    RunDirectory(RunDirectory&& other) noexcept;
    RunDirectory& operator=(RunDirectory&& other) noexcept;
    ~RunDirectory();
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
    RunDirectory(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}
    void remove();
    std::filesystem::path path_;
    int lock_ = -1;
};

/// Removes a tree without following links; missing is fine.
[[nodiscard]] Result<void> remove_tree(const std::filesystem::path& path);

/// An advisory lock (flock) on a directory itself: nothing is written into it.
class DirectoryLock {
 public:
    /// Fails with `locked`; the message tells the holder's pid and command line where the system lets us see them.
    static Result<DirectoryLock> take(const std::filesystem::path& directory);
    DirectoryLock(DirectoryLock&& other) noexcept;
    DirectoryLock& operator=(DirectoryLock&& other) noexcept;
    ~DirectoryLock();

 private:
    explicit DirectoryLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

}  // namespace proffer::os
