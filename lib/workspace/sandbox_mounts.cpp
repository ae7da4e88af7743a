// A new root. Every mount is made, detached, while the old root is still there, and attached when it is gone: then no path, whatever links
// it leads through, can name anything of the old one.
#include "workspace/sandbox_mounts.hpp"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include "os/descriptor.hpp"
#include "workspace/mount_calls.hpp"

namespace proffer::workspace {

namespace fs = std::filesystem;
using os::Descriptor;
using os::system_error;

namespace {

// Memory, so capped; TMPDIR and HOME lie on the disk.
constexpr const char* k_temporary_size = "1g";
constexpr const char* k_small_size = "64m";

constexpr std::array k_devices = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"};

struct Link {
    const char* at;
    const char* target;
};
constexpr std::array<Link, 5> k_device_links = {{{"/dev/ptmx", "pts/ptmx"},
                                                 {"/dev/fd", "/proc/self/fd"},
                                                 {"/dev/stdin", "/proc/self/fd/0"},
                                                 {"/dev/stdout", "/proc/self/fd/1"},
                                                 {"/dev/stderr", "/proc/self/fd/2"}}};

// Root keeps its id in the namespace, and some of /proc asks for no more than that id (proc(5), sysctl).
constexpr std::array k_read_only_of_proc = {"/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", "/proc/fs", "/proc/acpi"};

struct Pending {
    enum class Kind { directory, file, link, mask };
    std::string at;
    Kind kind;
    Descriptor mount;
    std::string target;  // of the link
};
using Kind = Pending::Kind;

/// Directories on the way to `path`, and `path` itself as a directory or an empty file. What is there already stays; if it is of another
/// kind, the attempt to mount tells it.
void make_place(const std::string& path, bool directory) {
    std::error_code ignored;
    fs::create_directories(directory ? fs::path(path) : fs::path(path).parent_path(), ignored);
    if (!directory) const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644));
}

bool is_there(const std::string& path) {
    struct stat status = {};
    return ::lstat(path.c_str(), &status) == 0;
}

Result<void> put(const Pending& pending) {
    if (pending.kind == Kind::link) {
        make_place(fs::path(pending.at).parent_path(), true);
        (void)!::symlink(pending.target.c_str(), pending.at.c_str());
        return {};
    }
    // What is not shown needs no mask.
    if (pending.kind == Kind::mask && !is_there(pending.at)) return {};
    if (pending.kind != Kind::mask) make_place(pending.at, pending.kind == Kind::directory);
    return attach(pending.mount, pending.at);
}

class NewRoot {
 public:
    explicit NewRoot(const SandboxSpecification& specification) : specification_(specification) {}

    Result<void> prepare() {
        PROFFER_TRY(root_, make_file_system("tmpfs", {{"mode", "0755"}, {"size", k_small_size}}));
        for (const auto& path : specification_.shown) PROFFER_CHECK(show(path, Access::read_only));
        for (const auto& path : specification_.masked) PROFFER_CHECK(prepare_mask(path));
        PROFFER_CHECK(prepare_devices());
        PROFFER_CHECK(prepare_ours());
        PROFFER_TRY(proc_, make_file_system("proc", {}));
        return {};
    }

    /// Until here nothing has changed; afterwards the old root is out of reach.
    Result<void> enter() {
        PROFFER_CHECK(attach(root_, specification_.staging));
        if (::fchdir(root_.get()) != 0) return system_error("cannot enter the new root");
        if (::syscall(SYS_pivot_root, ".", ".") != 0) return system_error("cannot change the root");
        if (::umount2(".", MNT_DETACH) != 0) return system_error("cannot leave the old root");
        if (::chdir("/") != 0) return system_error("cannot enter the new root");
        return {};
    }

    Result<void> fill() {
        // Short paths first, so that none covers what lies below it; of the same path the later one.
        std::stable_sort(pending_.begin(), pending_.end(), [](const auto& a, const auto& b) { return a.at.size() < b.at.size(); });
        for (const auto& pending : pending_) PROFFER_CHECK(put(pending));
        PROFFER_CHECK(fill_proc());
        return make_read_only(root_.get(), "/", Reach::alone);
    }

 private:
    /// A link is shown as the link it is, so that what it means stays the same.
    Result<void> show(const std::string& path, Access access) {
        struct stat status = {};
        if (::lstat(path.c_str(), &status) != 0) return {};
        if (S_ISLNK(status.st_mode)) {
            std::error_code problem;
            pending_.push_back({path, Kind::link, Descriptor(), fs::read_symlink(path, problem).string()});
            return {};
        }
        PROFFER_TRY(Descriptor mount, copy_of_mount(path, access));
        if (mount.is_open()) add(path, std::move(mount), S_ISDIR(status.st_mode) ? Kind::directory : Kind::file);
        return {};
    }

    Result<void> prepare_devices() {
        PROFFER_CHECK(add_memory("/dev", "0755", k_small_size));
        for (const char* device : k_devices) PROFFER_CHECK(show(device, Access::as_it_is));
        PROFFER_CHECK(add_memory("/dev/shm", "1777", k_temporary_size));
        PROFFER_TRY(Descriptor terminals, make_file_system("devpts", {{"newinstance", ""}, {"ptmxmode", "0666"}, {"mode", "0620"}}));
        add("/dev/pts", std::move(terminals));
        return {};
    }

    Result<void> prepare_ours() {
        PROFFER_CHECK(add_memory("/tmp", "1777", k_temporary_size));
        PROFFER_CHECK(add_memory("/var/tmp", "1777", k_temporary_size));
        PROFFER_CHECK(add_memory("/run", "0755", k_small_size));
        for (const auto& overlay : specification_.overlays) {
            PROFFER_TRY(Descriptor mount, make_overlay(overlay));
            add(overlay.at, std::move(mount));
        }
        for (const auto& place : specification_.placed) PROFFER_CHECK(add_placed(place));
        if (specification_.probe) {
            // By its name: the link leads to a mount of the namespace we came from.
            std::error_code ignored;
            const std::string program = fs::read_symlink("/proc/self/exe", ignored).string();
            PROFFER_TRY(Descriptor ourselves, copy_of_mount(program, Access::read_only));
            if (!ourselves.is_open()) return system_error("cannot find '" + program + "'", ENOENT);
            add(k_probe_program, std::move(ourselves), Kind::file);
        }
        return add_placed({specification_.temporary, specification_.temporary});
    }

    void add(const std::string& path, Descriptor mount, Kind kind = Kind::directory) {
        pending_.push_back({path, kind, std::move(mount), {}});
    }

    Result<void> add_memory(const std::string& path, const char* mode, const char* size) {
        PROFFER_TRY(Descriptor mount, make_file_system("tmpfs", {{"mode", mode}, {"size", size}}));
        add(path, std::move(mount));
        return {};
    }

    Result<void> add_placed(const Placed& place) {
        PROFFER_TRY(Descriptor mount, copy_of_mount(place.from, Access::as_it_is));
        if (!mount.is_open()) return system_error("cannot show '" + place.from + "'", ENOENT);
        add(place.at, std::move(mount));
        return {};
    }

    Result<void> fill_proc() {
        (void)::mkdir("/proc", 0755);
        PROFFER_CHECK(attach(proc_, "/proc"));
        for (const auto& [at, target] : k_device_links) (void)!::symlink(target, at);
        if (::geteuid() != 0) return {};
        for (const char* path : k_read_only_of_proc) {
            PROFFER_TRY(const Descriptor copy, copy_of_mount(path, Access::read_only));
            if (copy.is_open()) PROFFER_CHECK(attach(copy, path));
        }
        return {};
    }

    Result<void> prepare_mask(const std::string& path) {
        struct stat status = {};
        if (::lstat(path.c_str(), &status) != 0 || S_ISLNK(status.st_mode)) return {};
        Descriptor nothing;
        if (S_ISDIR(status.st_mode)) {
            PROFFER_TRY(nothing, make_file_system("tmpfs", {{"mode", "0555"}, {"size", "64k"}}));
        } else {
            PROFFER_TRY(nothing, copy_of_mount("/dev/null", Access::as_it_is));
        }
        add(path, std::move(nothing), Kind::mask);
        return {};
    }

    const SandboxSpecification& specification_;
    Descriptor root_;
    Descriptor proc_;
    std::vector<Pending> pending_;
};

}  // namespace

Result<void> set_up_mounts(const SandboxSpecification& specification) {
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return system_error("cannot make the mounts private");
    NewRoot root(specification);
    PROFFER_CHECK(root.prepare());
    PROFFER_CHECK(root.enter());
    return root.fill();
}

}  // namespace proffer::workspace
