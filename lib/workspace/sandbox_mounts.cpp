// Overlay, /proc and covers, by the descriptor-based mount calls: paths may hold commas, colons and be long.
#include "workspace/sandbox_mounts.hpp"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/text.hpp"
#include "os/descriptor.hpp"

namespace proffer::workspace {

using os::Descriptor;
using os::system_error;

namespace {

Result<Descriptor> open_place(const std::string& path) {
    Descriptor place(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!place.is_open()) return system_error("cannot open '" + path + "'");
    return place;
}

/// The name under which the kernel finds an open descriptor; free of separators and short whatever the path is.
std::string proc_name(const Descriptor& descriptor) {
    return "/proc/self/fd/" + std::to_string(descriptor.get());
}

/// The last message the kernel left in a mount context, for example "overlay: filesystem on ... not supported as upperdir".
std::string kernel_message(const Descriptor& context) {
    std::string text(1024, '\0');
    const ssize_t got = ::read(context.get(), text.data(), text.size());
    if (got <= 2) return {};
    text.resize(static_cast<std::size_t>(got));
    return " (" + base::visible_line(base::trim(text.substr(2))) + ")";
}

Error mount_error(const std::string& what, const Descriptor& context) {
    Error error = system_error(what);
    error.message += kernel_message(context);
    return error;
}

Result<Descriptor> make_overlay(const OverlayMount& overlay) {
    std::vector<Descriptor> kept_open;
    std::string lowers;
    for (const auto& lower : overlay.lowers) {
        PROFFER_TRY(auto layer, open_place(lower));
        lowers += (lowers.empty() ? "" : ":") + proc_name(layer);
        kept_open.push_back(std::move(layer));
    }
    PROFFER_TRY(const Descriptor upper, open_place(overlay.upper));
    PROFFER_TRY(const Descriptor work, open_place(overlay.work));
    const Descriptor context(::fsopen("overlay", FSOPEN_CLOEXEC));
    if (!context.is_open()) return system_error("cannot use overlay mounts");
    const auto set = [&](const char* name, const std::string& value) {
        return ::fsconfig(context.get(), FSCONFIG_SET_STRING, name, value.c_str(), 0) == 0;
    };
    const auto set_flag = [&](const char* name) { return ::fsconfig(context.get(), FSCONFIG_SET_FLAG, name, nullptr, 0) == 0; };
    // All of it is thrown away in the end: volatile spares the syncs.
    const bool ready = set("lowerdir", lowers) && set("upperdir", proc_name(upper)) && set("workdir", proc_name(work)) &&
                       set("index", "off") && set_flag("userxattr") && set_flag("volatile") &&
                       ::fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) == 0;
    if (!ready) return mount_error("cannot make an overlay mount", context);
    Descriptor mount(::fsmount(context.get(), FSMOUNT_CLOEXEC, 0));
    if (!mount.is_open()) return mount_error("cannot make an overlay mount", context);
    return mount;
}

Result<void> attach(const Descriptor& mount, const std::string& path) {
    PROFFER_TRY(const Descriptor place, open_place(path));
    if (::move_mount(mount.get(), "", place.get(), "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) == 0) return {};
    return system_error("cannot mount on '" + path + "'");
}

Result<Descriptor> copy_of_mount(const std::string& path) {
    Descriptor tree(::open_tree(AT_FDCWD, path.c_str(), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC));
    if (!tree.is_open()) return system_error("cannot copy the mount of '" + path + "'");
    return tree;
}

Result<void> mount_simple(const char* type, const std::string& path, unsigned long flags, const char* options) {
    if (::mount(type, path.c_str(), type, flags, options) == 0) return {};
    return system_error("cannot mount " + std::string(type) + " on '" + path + "'");
}

bool is_directory(const std::string& path) {
    struct stat status = {};
    return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

bool lies_below(const std::string& path, const std::string& directory) {
    return (path + "/").starts_with(directory + "/");
}

Result<void> cover(const SandboxSpecification& specification) {
    for (const auto& directory : specification.covered) {
        if (!is_directory(directory) || lies_below(specification.directory, directory)) continue;
        PROFFER_CHECK(mount_simple("tmpfs", directory, MS_NOSUID | MS_NODEV, "mode=0700,size=1m"));
    }
    for (const auto& path : specification.masked) {
        struct stat status = {};
        if (::stat(path.c_str(), &status) != 0) continue;
        if (S_ISDIR(status.st_mode)) {
            PROFFER_CHECK(mount_simple("tmpfs", path, MS_NOSUID | MS_NODEV, "mode=0700,size=1m"));
        } else if (::mount("/dev/null", path.c_str(), nullptr, MS_BIND, nullptr) != 0) {
            return system_error("cannot mask '" + path + "'");
        }
    }
    return {};
}

Result<void> show_again(const Descriptor& tree, const std::string& path) {
    std::error_code problem;
    std::filesystem::create_directories(path, problem);
    if (problem) return system_error("cannot make '" + path + "'", problem.value());
    return attach(tree, path);
}

}  // namespace

Result<void> set_up_mounts(const SandboxSpecification& specification) {
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return system_error("cannot make the mounts private");
    // Everything below covered directories is opened before it is covered.
    PROFFER_TRY(const Descriptor temporary, copy_of_mount(specification.temporary));
    for (const auto& overlay : specification.overlays) {
        PROFFER_TRY(const Descriptor mount, make_overlay(overlay));
        PROFFER_CHECK(attach(mount, overlay.at));
    }
    if (!specification.shown_from.empty()) {
        PROFFER_TRY(const Descriptor shown, copy_of_mount(specification.shown_from));
        PROFFER_CHECK(attach(shown, specification.directory));
    }
    PROFFER_CHECK(mount_simple("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr));
    if (is_directory("/dev/shm")) PROFFER_CHECK(mount_simple("tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "mode=1777"));
    PROFFER_CHECK(cover(specification));
    return show_again(temporary, specification.temporary);
}

}  // namespace proffer::workspace
