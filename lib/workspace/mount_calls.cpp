// fsopen, open_tree and move_mount with the kernel's own words on failure.
#include "workspace/mount_calls.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include "base/text.hpp"

namespace proffer::workspace {

using os::Descriptor;
using os::system_error;

namespace {

// Through the system calls themselves: <sys/mount.h> and <linux/mount.h> do not go together, and old C libraries lack some.
int fs_open(const char* type) {
    return static_cast<int>(::syscall(SYS_fsopen, type, FSOPEN_CLOEXEC));
}
bool fs_config(const Descriptor& context, unsigned command, const char* name, const char* value) {
    return ::syscall(SYS_fsconfig, context.get(), command, name, value, 0) == 0;
}
int fs_mount(const Descriptor& context, unsigned attributes) {
    return static_cast<int>(::syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, attributes));
}

Result<Descriptor> open_place(const std::string& path, int flags = 0) {
    Descriptor place(::open(path.c_str(), O_PATH | O_CLOEXEC | flags));
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

/// An overlay keeps the rights of whoever mounts it, and must reach into its own work directory, which is closed to everybody. The root
/// helper has put on the user's identity for files and with it has put these rights off; whoever may not have them gets none here.
class RightsOfMounter {
 public:
    RightsOfMounter() {
        if (::syscall(SYS_capget, &header_, before_.data()) != 0) return;
        auto raised = before_;
        for (const unsigned capability : {CAP_DAC_OVERRIDE, CAP_FOWNER}) raised[0].effective |= raised[0].permitted & (1U << capability);
        is_raised_ = ::syscall(SYS_capset, &header_, raised.data()) == 0;
    }
    ~RightsOfMounter() {
        if (is_raised_) (void)::syscall(SYS_capset, &header_, before_.data());
    }
    RightsOfMounter(const RightsOfMounter&) = delete;
    RightsOfMounter& operator=(const RightsOfMounter&) = delete;

 private:
    __user_cap_header_struct header_ = {_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> before_ = {};
    bool is_raised_ = false;
};

bool create_overlay(const Descriptor& context) {
    const RightsOfMounter rights;
    return fs_config(context, FSCONFIG_CMD_CREATE, nullptr, nullptr);
}

}  // namespace

Result<Descriptor> make_overlay(const OverlayMount& overlay) {
    std::vector<Descriptor> kept_open;
    std::string lowers;
    for (const auto& lower : overlay.lowers) {
        PROFFER_TRY(auto layer, open_place(lower, O_DIRECTORY));
        lowers += (lowers.empty() ? "" : ":") + proc_name(layer);
        kept_open.push_back(std::move(layer));
    }
    PROFFER_TRY(const Descriptor upper, open_place(overlay.upper, O_DIRECTORY));
    PROFFER_TRY(const Descriptor work, open_place(overlay.work, O_DIRECTORY));
    const Descriptor context(fs_open("overlay"));
    if (!context.is_open()) return system_error("cannot use overlay mounts");
    const auto set = [&](const char* name, const std::string& value) {
        return fs_config(context, FSCONFIG_SET_STRING, name, value.c_str());
    };
    const auto set_flag = [&](const char* name) { return fs_config(context, FSCONFIG_SET_FLAG, name, nullptr); };
    // All of it is thrown away in the end: volatile spares the syncs.
    const bool ready = set("lowerdir", lowers) && set("upperdir", proc_name(upper)) && set("workdir", proc_name(work)) &&
                       set("index", "off") && set_flag("userxattr") && set_flag("volatile") && create_overlay(context);
    if (!ready) return mount_error("cannot make an overlay mount", context);
    Descriptor mount(fs_mount(context, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV));
    if (!mount.is_open()) return mount_error("cannot make an overlay mount", context);
    return mount;
}

Result<Descriptor> make_file_system(const char* type, const std::vector<std::pair<const char*, std::string>>& options) {
    const std::string what = std::string("cannot mount ") + type;
    const Descriptor context(fs_open(type));
    if (!context.is_open()) return system_error(what);
    for (const auto& [name, value] : options) {
        const bool set = value.empty() ? fs_config(context, FSCONFIG_SET_FLAG, name, nullptr)
                                       : fs_config(context, FSCONFIG_SET_STRING, name, value.c_str());
        if (!set) return mount_error(what, context);
    }
    if (!fs_config(context, FSCONFIG_CMD_CREATE, nullptr, nullptr)) return mount_error(what, context);
    Descriptor mount(fs_mount(context, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV));
    if (!mount.is_open()) return mount_error(what, context);
    return mount;
}

Result<void> make_read_only(int mount, const std::string& subject, Reach reach) {
    mount_attr attributes = {};
    attributes.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID;
    const int flags = AT_EMPTY_PATH | (reach == Reach::with_all_below ? AT_RECURSIVE : 0);
    if (::syscall(SYS_mount_setattr, mount, "", flags, &attributes, sizeof attributes) == 0) return {};
    return system_error("cannot make '" + subject + "' read-only");
}

Result<Descriptor> copy_of_mount(const std::string& path, Access access) {
    Descriptor tree(static_cast<int>(::syscall(SYS_open_tree, AT_FDCWD, path.c_str(), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE)));
    if (!tree.is_open()) {
        if (errno == ENOENT || errno == ENOTDIR || errno == EACCES) return Descriptor();
        return system_error("cannot copy the mount of '" + path + "'");
    }
    if (access == Access::read_only) PROFFER_CHECK(make_read_only(tree.get(), path, Reach::with_all_below));
    return tree;
}

Result<void> attach(const Descriptor& mount, const std::string& path) {
    PROFFER_TRY(const Descriptor place, open_place(path, O_NOFOLLOW));
    constexpr unsigned k_empty_paths = MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH;
    if (::syscall(SYS_move_mount, mount.get(), "", place.get(), "", k_empty_paths) == 0) return {};
    return system_error("cannot mount on '" + path + "'");
}

}  // namespace proffer::workspace
