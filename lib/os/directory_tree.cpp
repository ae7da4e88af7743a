// Reading below a root without following links, and the all-or-nothing write.
#include "os/directory_tree.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "os/clock.hpp"

namespace proffer::os {
namespace {

constexpr std::size_t k_entries_limit = 1'000'000;
constexpr std::uint64_t k_file_limit_bytes = 1024ULL * 1024 * 1024;

/// Opens below `root`; no component may be a link.
Descriptor open_beneath(int root, const std::string& path, int flags) {
    open_how how{};
    how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    return Descriptor(static_cast<int>(::syscall(SYS_openat2, root, path.c_str(), &how, sizeof(how))));
}

std::string parent_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash);
}

std::string name_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

/// The mode of the entry itself, links not followed.
std::optional<struct stat> look(int root, const std::string& path) {
    const Descriptor parent = open_beneath(root, parent_of(path), O_PATH | O_DIRECTORY);
    struct stat status {};
    if (!parent.is_open() || ::fstatat(parent.get(), name_of(path).c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return {};
    return status;
}

struct CloseDirectory {
    void operator()(DIR* stream) const { ::closedir(stream); }
};

/// Adds files and links of one directory to `files`, its subdirectories to `open`.
Result<void> list(int root, const std::string& path, std::vector<std::string>& files, std::vector<std::string>& open) {
    Descriptor descriptor = open_beneath(root, path.empty() ? "." : path, O_RDONLY | O_DIRECTORY);
    if (!descriptor.is_open()) return system_error("cannot read directory '" + path + "'");
    const std::unique_ptr<DIR, CloseDirectory> stream(::fdopendir(descriptor.get()));
    if (!stream) return system_error("cannot read directory '" + path + "'");
    const int number = descriptor.release();  // the stream owns it now
    while (const dirent* entry = ::readdir(stream.get())) {
        const std::string name = entry->d_name;
        if (name == "." || name == ".." || name == ".git") continue;
        struct stat status {};
        if (::fstatat(number, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
        const std::string below = path.empty() ? name : path + "/" + name;
        if (S_ISDIR(status.st_mode))
            open.push_back(below);
        else if (S_ISREG(status.st_mode) || S_ISLNK(status.st_mode))
            files.push_back(below);
        if (files.size() + open.size() > k_entries_limit)
            return Error{
                ErrorCode::denied, fmt::format("the directory holds more than {} entries", k_entries_limit), "name a smaller --root", {}};
    }
    return {};
}

Result<void> make_directories(int root, const std::string& path, std::vector<std::string>& made) {
    for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
        const std::string directory = path.substr(0, slash);
        if (open_beneath(root, directory, O_PATH | O_DIRECTORY).is_open()) continue;
        const Descriptor parent = open_beneath(root, parent_of(directory), O_PATH | O_DIRECTORY);
        if (!parent.is_open() || ::mkdirat(parent.get(), name_of(directory).c_str(), 0777) != 0)
            return system_error("cannot make directory '" + directory + "'");
        made.push_back(directory);
    }
    return {};
}

/// One edit on its way: what was staged beside the target, and where the old file went.
struct Step {
    const domain::Edit* edit = nullptr;
    Descriptor parent;
    std::string name;
    std::string staged;     // new content beside the target; empty for a removal
    std::string set_aside;  // the old file's name while it may still have to come back
};

class Transaction {
 public:
    explicit Transaction(int root) : root_(root), suffix_(random_hex(8)) {}

    Result<void> stage(const domain::Edit& edit) {
        const std::string& path = edit.path.text();
        PROFFER_CHECK(make_directories(root_, path, made_directories_));
        Step step{&edit, open_beneath(root_, parent_of(path), O_RDONLY | O_DIRECTORY), name_of(path), "", ""};
        if (!step.parent.is_open()) return system_error("cannot open the directory of '" + path + "'");
        if (edit.content) {
            step.staged = fmt::format(".proffer-{}-{}", suffix_, steps_.size());
            steps_.push_back(std::move(step));
            return write_staged(steps_.back());
        }
        steps_.push_back(std::move(step));
        return {};
    }

    Result<void> commit() {
        for (Step& step : steps_) PROFFER_CHECK(put_in_place(step));
        is_done_ = true;
        for (const Step& step : steps_) {
            if (!step.set_aside.empty()) ::unlinkat(step.parent.get(), step.set_aside.c_str(), 0);
            ::fsync(step.parent.get());
        }
        return {};
    }

    ~Transaction() {
        if (!is_done_) roll_back();
    }

    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

 private:
    Result<void> write_staged(const Step& step) const {
        mode_t mode = 0666;
        struct stat old_status {};
        const bool exists = ::fstatat(step.parent.get(), step.name.c_str(), &old_status, AT_SYMLINK_NOFOLLOW) == 0;
        if (!exists && step.edit->moved_from) {
            if (const auto source = look(root_, step.edit->moved_from->text())) mode = source->st_mode & 07777;
        }
        const std::string subject = step.edit->path.text();
        const Descriptor file(::openat(step.parent.get(), step.staged.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
        if (!file.is_open()) return system_error("cannot write '" + subject + "'");
        if (exists && ::fchmod(file.get(), old_status.st_mode & 07777) != 0)
            return system_error("cannot set the mode of '" + subject + "'");
        PROFFER_CHECK(write_all(file.get(), *step.edit->content, subject));
        if (::fsync(file.get()) != 0) return system_error("cannot write '" + subject + "'");
        return {};
    }

    Result<void> put_in_place(Step& step) const {
        const int parent = step.parent.get();
        struct stat status {};
        if (::fstatat(parent, step.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
            const std::string aside = fmt::format(".proffer-{}-old-{}", suffix_, &step - steps_.data());
            if (::renameat(parent, step.name.c_str(), parent, aside.c_str()) != 0)
                return system_error("cannot replace '" + step.edit->path.text() + "'");
            step.set_aside = aside;
        }
        if (step.staged.empty()) return {};
        if (::renameat(parent, step.staged.c_str(), parent, step.name.c_str()) != 0)
            return system_error("cannot write '" + step.edit->path.text() + "'");
        step.staged.clear();
        return {};
    }

    void roll_back() {
        for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
            const int parent = step->parent.get();
            if (!step->staged.empty()) ::unlinkat(parent, step->staged.c_str(), 0);
            if (!step->set_aside.empty())
                ::renameat(parent, step->set_aside.c_str(), parent, step->name.c_str());
            else if (step->edit->content && step->staged.empty())
                ::unlinkat(parent, step->name.c_str(), 0);
        }
        for (auto directory = made_directories_.rbegin(); directory != made_directories_.rend(); ++directory) {
            const Descriptor parent = open_beneath(root_, parent_of(*directory), O_PATH | O_DIRECTORY);
            if (parent.is_open()) ::unlinkat(parent.get(), name_of(*directory).c_str(), AT_REMOVEDIR);
        }
    }

    int root_;
    std::string suffix_;
    std::vector<Step> steps_;
    std::vector<std::string> made_directories_;
    bool is_done_ = false;
};

}  // namespace

Result<DirectoryTree> DirectoryTree::open(const std::filesystem::path& root) {
    Descriptor descriptor(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor.is_open()) return system_error("cannot open directory '" + root.string() + "'");
    return DirectoryTree(std::move(descriptor));
}

std::optional<domain::FileMode> DirectoryTree::find(std::string_view path) const {
    const auto status = look(root_.get(), std::string(path));
    if (!status) return {};
    if (S_ISDIR(status->st_mode)) return domain::FileMode::directory;
    if (S_ISREG(status->st_mode)) return (status->st_mode & S_IXUSR) != 0 ? domain::FileMode::executable : domain::FileMode::regular;
    // Links, and devices, sockets and pipes, which no edit may touch either.
    return domain::FileMode::symlink;
}

Result<std::string> DirectoryTree::read(std::string_view path) const {
    const std::string name(path);
    const Descriptor file = open_beneath(root_.get(), name, O_RDONLY | O_NONBLOCK);
    if (!file.is_open()) return system_error("cannot read '" + name + "'");
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) return system_error("cannot read '" + name + "'");
    if (!S_ISREG(status.st_mode)) return Error{ErrorCode::denied, "'" + name + "' is no file", "", {}};
    if (static_cast<std::uint64_t>(status.st_size) > k_file_limit_bytes)
        return Error{ErrorCode::denied, "'" + name + "' is too large", "", {}};
    std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        const ssize_t count = ::read(file.get(), bytes.data() + filled, bytes.size() - filled);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return system_error("cannot read '" + name + "'");
        if (count == 0) break;
        filled += static_cast<std::size_t>(count);
    }
    bytes.resize(filled);
    return bytes;
}

Result<std::uint64_t> DirectoryTree::size_bytes(std::string_view path) const {
    const auto status = look(root_.get(), std::string(path));
    if (!status) return Error{ErrorCode::not_found, "no file '" + std::string(path) + "'", "", {}};
    return static_cast<std::uint64_t>(status->st_size);
}

Result<std::vector<std::string>> DirectoryTree::paths() const {
    std::vector<std::string> files;
    std::vector<std::string> open = {""};
    while (!open.empty()) {
        const std::string path = std::move(open.back());
        open.pop_back();
        PROFFER_CHECK(list(root_.get(), path, files, open));
    }
    std::sort(files.begin(), files.end());
    return files;
}

Result<void> DirectoryTree::write(const domain::EditSet& edits) const {
    Transaction transaction(root_.get());
    for (const domain::Edit& edit : edits) PROFFER_CHECK(transaction.stage(edit));
    return transaction.commit();
}

}  // namespace proffer::os
