// Removes trees by descriptor, so that a link swapped in on the way leads nowhere.
#include "os/remove_tree.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <vector>

#include "os/clock.hpp"
#include "os/descriptor.hpp"
#include "os/files.hpp"

namespace proffer::os {

namespace {

// A command may have made a tree deeper than our stack and descriptor table: what lies deeper is first moved up to the top.
constexpr int k_depth_limit = 64;

Descriptor open_directory(int parent, const std::string& name) {
    constexpr int k_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
    Descriptor directory(::openat(parent, name.c_str(), k_flags));
    if (directory.is_open() || errno != EACCES) return directory;
    [[maybe_unused]] const int best_effort = ::fchmodat(parent, name.c_str(), 0700, 0);
    return Descriptor(::openat(parent, name.c_str(), k_flags));
}

Result<std::vector<std::string>> entries_of(int directory, const std::string& name) {
    Descriptor copy(::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(copy.is_open() ? ::fdopendir(copy.get()) : nullptr, ::closedir);
    if (!stream) return system_error("cannot list '" + name + "'");
    (void)copy.release();
    std::vector<std::string> entries;
    while (const dirent* entry = ::readdir(stream.get())) {
        const std::string entry_name = entry->d_name;
        if (entry_name != "." && entry_name != "..") entries.push_back(entry_name);
    }
    return entries;
}

class Remover {
 public:
    Result<void> remove(int parent, const std::string& name, int depth) {
        if (::unlinkat(parent, name.c_str(), 0) == 0 || errno == ENOENT) return {};
        const int reason = errno;
        Descriptor directory = open_directory(parent, name);
        if (!directory.is_open()) return removed_meanwhile(name, errno == ENOTDIR || errno == ELOOP ? reason : errno);
        if (depth == 0) top_ = directory.get();
        if (depth >= k_depth_limit) return lift(parent, name);
        PROFFER_CHECK(empty(directory.get(), name, depth));
        if (::unlinkat(parent, name.c_str(), AT_REMOVEDIR) == 0) return {};
        return removed_meanwhile(name, errno);
    }

 private:
    Result<void> empty(int directory, const std::string& name, int depth) {
        PROFFER_TRY(auto entries, entries_of(directory, name));
        if (!entries.empty()) ::fchmod(directory, 0700);
        do {
            for (const auto& entry : entries) PROFFER_CHECK(remove(directory, entry, depth + 1));
            // Only the top gets new entries: those lifted out of the depth.
            if (depth > 0) return {};
            PROFFER_TRY(entries, entries_of(directory, name));
        } while (!entries.empty());
        return {};
    }

    Result<void> lift(int parent, const std::string& name) {
        [[maybe_unused]] const int best_effort = ::fchmodat(parent, name.c_str(), 0700, 0);
        if (::renameat(parent, name.c_str(), top_, ("lifted-" + random_hex(8)).c_str()) == 0) return {};
        return removed_meanwhile(name, errno);
    }

    static Result<void> removed_meanwhile(const std::string& name, int reason) {
        if (reason == ENOENT) return {};
        return system_error("cannot remove '" + name + "'", reason);
    }

    int top_ = -1;
};

}  // namespace

Result<void> remove_entry(int directory, const std::string& name) {
    return Remover().remove(directory, name, 0);
}

Result<void> remove_tree(const std::filesystem::path& path) {
    const auto whole = path.has_filename() ? path : path.parent_path();
    const auto parent = whole.has_parent_path() ? whole.parent_path() : std::filesystem::path(".");
    const Descriptor directory(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory.is_open()) return errno == ENOENT ? Result<void>() : system_error("cannot open '" + parent.string() + "'");
    auto removed = remove_entry(directory.get(), whole.filename().string());
    if (!removed) return std::move(removed).error().while_doing("removing '" + path.string() + "'");
    return {};
}

}  // namespace proffer::os
