// Walks what commands left by descriptors, never through a link, and compares it with the base.
#include "workspace/changes.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <set>

#include "base/text.hpp"
#include "os/descriptor.hpp"

namespace proffer::workspace {

namespace fs = std::filesystem;
using domain::FileMode;
using os::Descriptor;

namespace {

constexpr std::size_t k_most_new_entries = 200'000;
constexpr int k_most_depth = 64;
constexpr std::size_t k_most_told = 50;
constexpr int k_directory_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

bool is_file(std::optional<FileMode> mode) {
    return mode == FileMode::regular || mode == FileMode::executable;
}

Result<std::vector<std::string>> names_in(const Descriptor& directory, const std::string& path) {
    const int copy = ::openat(directory.get(), ".", k_directory_flags);
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(copy < 0 ? nullptr : ::fdopendir(copy), ::closedir);
    if (!stream) return os::system_error("cannot look into '" + base::visible_line(path) + "'");
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(stream.get())) {
        const std::string name = entry->d_name;
        if (name != "." && name != "..") names.push_back(name);
        if (names.size() > k_most_new_entries * 2) break;  // refused by the count of entries
    }
    std::sort(names.begin(), names.end());
    return names;
}

/// Up to `limit` bytes and one more, so that the caller sees when there is more.
Result<std::string> read_some(const Descriptor& file, std::uint64_t limit, const std::string& path) {
    std::string bytes;
    std::array<char, 64 * 1024> buffer;
    while (bytes.size() <= limit) {
        const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return os::system_error("cannot read '" + base::visible_line(path) + "'");
        if (got == 0) break;
        bytes.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return bytes;
}

std::string target_of(int directory, const std::string& name) {
    std::string target(4096, '\0');
    const ssize_t length = ::readlinkat(directory, name.c_str(), target.data(), target.size());
    target.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
    return target;
}

/// Caches bring a rule of their own that hides all of them. Other new rules count from the next commit on.
bool hides_itself(int directory) {
    const Descriptor file(::openat(directory, ".gitignore", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status = {};
    if (!file.is_open() || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
    const auto text = read_some(file, 4096, ".gitignore");
    if (!text) return false;
    const auto lines = base::split_lines(*text);
    return std::any_of(lines.begin(), lines.end(), [](std::string_view line) { return base::trim(line) == "*"; });
}

class Collector {
 public:
    Collector(const domain::Snapshot& base, const std::vector<std::string>& paths, const git::IgnoreRules& rules, Held held,
              const ChangeLimits& limits)
        : base_(base), paths_(paths), rules_(rules), held_(held), limits_(limits) {}

    Result<Changes> read(const fs::path& root) {
        const Descriptor directory(::open(root.c_str(), k_directory_flags));
        if (!directory.is_open()) return os::system_error("cannot open '" + root.string() + "'");
        PROFFER_CHECK(walk(directory, "", 0));
        if (held_ == Held::tree) gone_.insert("");
        for (const std::string& prefix : gone_) remove_below(prefix);
        std::sort(changes_.edits.begin(), changes_.edits.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
        return std::move(changes_);
    }

 private:
    Result<void> walk(const Descriptor& directory, const std::string& path, int depth) {
        PROFFER_TRY(const auto names, names_in(directory, path));
        for (const std::string& name : names) {
            if (is_full_) return {};
            if (path.empty() && name == ".git") continue;
            if (++entries_ > paths_.size() * 2 + k_most_new_entries)
                return Error{ErrorCode::denied,
                             "more than " + std::to_string(k_most_new_entries) + " files were made in the workspace",
                             "let the program write what is no change to TMPDIR",
                             {}};
            PROFFER_CHECK(look_at(directory.get(), name, path.empty() ? name : path + "/" + name, depth));
        }
        return {};
    }

    Result<void> look_at(int directory, const std::string& name, const std::string& path, int depth) {
        struct stat status = {};
        if (::fstatat(directory, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
            return os::system_error("cannot look at '" + base::visible_line(path) + "'");
        const auto mode = base_.find(path);
        if (S_ISCHR(status.st_mode) && status.st_rdev == makedev(0, 0) && held_ == Held::layer) {
            if (mode) gone_.insert(path);
            return {};
        }
        // The repositories of submodules are not there, nor is what was written into their places.
        if (mode == FileMode::submodule) return {};
        if (S_ISDIR(status.st_mode)) return enter(directory, name, path, mode, depth);
        if (mode == FileMode::directory) gone_.insert(path);
        const bool was_there = mode && mode != FileMode::directory;
        if (!was_there) {
            PROFFER_TRY(const bool ignored, rules_.ignores(path));
            if (ignored) return {};
        }
        if (S_ISREG(status.st_mode)) return take_file(directory, name, path, status, mode);
        if (S_ISLNK(status.st_mode)) return take_link(directory, name, path, mode);
        if (was_there)
            refuse("not-a-file", path, "is no file any more");
        else
            note("'" + base::visible_line(path) + "' is a pipe, socket or device and was left out");
        keep(path);
        return {};
    }

    Result<void> enter(int parent, const std::string& name, const std::string& path, std::optional<FileMode> mode, int depth) {
        if (mode && mode != FileMode::directory) gone_.insert(path);
        const bool is_new = mode != FileMode::directory;
        if (is_new) {
            PROFFER_TRY(const bool ignored, rules_.ignores(path + "/"));
            if (ignored) return {};
        }
        const Descriptor directory(::openat(parent, name.c_str(), k_directory_flags));
        if (!directory.is_open()) return refuse_unreadable(path);
        if (is_new && hides_itself(directory.get())) return {};
        struct stat inner = {};
        if (::fstatat(directory.get(), ".git", &inner, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISCHR(inner.st_mode)) {
            refuse("not-a-file", path, "is a repository of its own");
            return {};
        }
        if (depth >= k_most_depth) {
            refuse("path", path, "lies too deep");
            return {};
        }
        if (held_ == Held::layer && !is_new && is_opaque(directory)) gone_.insert(path);
        return walk(directory, path, depth + 1);
    }

    /// overlayfs(5): nothing of the layers below is seen in it.
    static bool is_opaque(const Descriptor& directory) {
        char value = 0;
        return ::fgetxattr(directory.get(), "user.overlay.opaque", &value, 1) == 1 && value == 'y';
    }

    Result<void> take_file(int directory, const std::string& name, const std::string& path, const struct stat& status,
                           std::optional<FileMode> mode) {
        keep(path);
        const Descriptor file(::openat(directory, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
        struct stat opened = {};
        if (!file.is_open() || ::fstat(file.get(), &opened) != 0 || !S_ISREG(opened.st_mode)) return refuse_unreadable(path);
        const auto size = static_cast<std::uint64_t>(opened.st_size);
        const std::uint64_t base_size = is_file(mode) ? base_.size_bytes(path).value_or(0) : 0;
        const bool may_be_same = is_file(mode) && size == base_size;
        if (!may_be_same && size > limits_.file_bytes) {
            refuse("size", path, "has " + std::to_string(size) + " bytes; limits.file is " + std::to_string(limits_.file_bytes));
            return {};
        }
        PROFFER_TRY(std::string bytes, read_some(file, std::max(limits_.file_bytes, base_size), path));
        if (may_be_same) {
            PROFFER_TRY(const std::string before, base_.read(path));
            if (before == bytes) return note_mode(path, status, mode);
        }
        add(path, std::move(bytes));
        return {};
    }

    Result<void> note_mode(const std::string& path, const struct stat& status, std::optional<FileMode> mode) {
        const bool runs = (status.st_mode & S_IXUSR) != 0;
        if (runs != (mode == FileMode::executable))
            note("'" + base::visible_line(path) + "' was made " + (runs ? "executable" : "not executable") + ", which is left out");
        return {};
    }

    Result<void> take_link(int directory, const std::string& name, const std::string& path, std::optional<FileMode> mode) {
        keep(path);
        if (mode == FileMode::symlink && base_.link_target(path).value_or("") == target_of(directory, name)) return {};
        refuse("symlink", path, "is a symbolic link that the base commit does not have");
        return {};
    }

    Result<void> refuse_unreadable(const std::string& path) {
        refuse("not-a-file", path, "cannot be read");
        keep(path);
        return {};
    }

    /// It is there, whatever became of it.
    void keep(const std::string& path) {
        if (std::binary_search(paths_.begin(), paths_.end(), path)) kept_.insert(path);
    }

    void remove_below(const std::string& prefix) {
        if (std::binary_search(paths_.begin(), paths_.end(), prefix)) remove(prefix);
        const std::string start = prefix.empty() ? "" : prefix + "/";
        for (auto path = std::lower_bound(paths_.begin(), paths_.end(), start); path != paths_.end() && path->starts_with(start); ++path)
            remove(*path);
    }

    void remove(const std::string& path) {
        if (is_full_ || !kept_.insert(path).second || base_.find(path) == FileMode::submodule) return;
        add(path, {});
    }

    void add(const std::string& path, std::optional<std::string> content) {
        auto parsed = domain::RepoPath::parse(path);
        if (!parsed) return refuse("path", path, parsed.error().message);
        if (changes_.edits.size() >= limits_.files) {
            is_full_ = true;
            return refuse("files", path, "more than " + std::to_string(limits_.files) + " files were changed; limits.files is that");
        }
        changes_.edits.push_back({*std::move(parsed), std::move(content), {}});
    }

    void refuse(std::string rule, const std::string& path, std::string message) {
        if (changes_.refused.size() < k_most_told) changes_.refused.push_back({std::move(rule), path, std::move(message)});
    }
    void note(std::string line) {
        if (changes_.notes.size() < k_most_told) changes_.notes.push_back(std::move(line));
    }

    const domain::Snapshot& base_;
    const std::vector<std::string>& paths_;  // of the base, in byte order
    const git::IgnoreRules& rules_;
    Held held_;
    const ChangeLimits& limits_;
    Changes changes_;
    std::set<std::string> gone_;  // the base's files there and below, but those kept, are removed
    std::set<std::string> kept_;
    std::size_t entries_ = 0;
    bool is_full_ = false;
};

}  // namespace

ChangeReader::ChangeReader(const domain::Snapshot& base, fs::path directory, const git::Layout& layout)
    : base_(base), directory_(std::move(directory)), exclude_(layout.common_dir / "info" / "exclude") {}

Result<Changes> ChangeReader::read(const fs::path& root, Held held, const ChangeLimits& limits) {
    const std::lock_guard lock(mutex_);
    if (!rules_) {
        PROFFER_TRY(rules_, git::IgnoreRules::make(base_, directory_, exclude_));
    }
    PROFFER_TRY(const auto paths, base_.paths());
    return Collector(base_, paths, *rules_, held, limits).read(root);
}

}  // namespace proffer::workspace
