// Writing below a directory by descriptors, component by component.
#include "workspace/tree_writer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.hpp"
#include "os/remove_tree.hpp"

namespace proffer::workspace {

using os::Descriptor;
using os::system_error;

namespace {

constexpr int k_directory_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

std::string quoted(std::string_view path) {
    return "'" + base::visible_line(path) + "'";
}

Result<std::vector<std::string>> components_of(std::string_view path) {
    while (path.ends_with('/')) path.remove_suffix(1);
    std::vector<std::string> components;
    for (const auto component : base::split(path, '/')) {
        const bool stays = !component.empty() && component != "." && component != ".." && component.find('\0') == std::string_view::npos;
        if (!stays) return Error{ErrorCode::denied, quoted(path) + " is no path inside the tree", "", {}};
        components.emplace_back(component);
    }
    return components;
}

bool is_whiteout(int directory, const std::string& name) {
    struct stat status = {};
    if (::fstatat(directory, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return false;
    return S_ISCHR(status.st_mode) && status.st_rdev == makedev(0, 0);
}

}  // namespace

TreeWriter::TreeWriter(Descriptor root, Removal removal, std::vector<Descriptor> below)
    : root_(std::move(root)), removal_(removal), below_(std::move(below)) {}

Result<TreeWriter> TreeWriter::open(const std::filesystem::path& root, Removal removal, const std::vector<std::filesystem::path>& below) {
    std::vector<Descriptor> layers;
    for (const auto& layer : below) {
        layers.emplace_back(::open(layer.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
        if (!layers.back().is_open()) return system_error("cannot open '" + layer.string() + "'");
    }
    Descriptor directory(::open(root.c_str(), k_directory_flags));
    if (!directory.is_open()) return system_error("cannot open '" + root.string() + "'");
    return TreeWriter(std::move(directory), removal, std::move(layers));
}

Result<void> TreeWriter::write(std::string_view path, std::string_view bytes, bool executable) {
    PROFFER_TRY(const Place place, find(path, Missing::make));
    constexpr int k_flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    Descriptor file(::openat(place.directory.get(), place.name.c_str(), k_flags, 0600));
    if (!file.is_open() && errno == EEXIST) {
        PROFFER_CHECK(os::remove_entry(place.directory.get(), place.name));
        file.reset(::openat(place.directory.get(), place.name.c_str(), k_flags, 0600));
    }
    if (!file.is_open()) return system_error("cannot create " + quoted(path));
    PROFFER_CHECK(os::write_all(file.get(), bytes, base::visible_line(path)));
    if (::fchmod(file.get(), executable ? 0755 : 0644) != 0) return system_error("cannot set the mode of " + quoted(path));
    return {};
}

Result<void> TreeWriter::link(std::string_view path, const std::string& target) {
    PROFFER_TRY(const Place place, find(path, Missing::make));
    PROFFER_CHECK(os::remove_entry(place.directory.get(), place.name));
    if (::symlinkat(target.c_str(), place.directory.get(), place.name.c_str()) == 0) return {};
    return system_error("cannot make the link " + quoted(path));
}

Result<void> TreeWriter::make_directory(std::string_view path) {
    PROFFER_TRY(const Place place, find(path, Missing::make));
    PROFFER_CHECK(enter(place.directory.get(), place.name, path, Missing::make));
    return {};
}

Result<void> TreeWriter::remove(std::string_view path) {
    PROFFER_TRY(const Place place, find(path, removal_ == Removal::whiteout ? Missing::make_unless_hidden : Missing::leave));
    if (!place.directory.is_open()) return {};
    PROFFER_CHECK(os::remove_entry(place.directory.get(), place.name));
    if (removal_ == Removal::erase || ::mknodat(place.directory.get(), place.name.c_str(), S_IFCHR, makedev(0, 0)) == 0) return {};
    return system_error("cannot hide " + quoted(path));
}

Result<TreeWriter::Place> TreeWriter::find(std::string_view path, Missing missing) {
    PROFFER_TRY(const auto components, components_of(path));
    Descriptor directory(::openat(root_.get(), ".", k_directory_flags));
    if (!directory.is_open()) return system_error("cannot open the tree");
    std::string walked;
    for (std::size_t index = 0; index + 1 < components.size(); ++index) {
        walked += (walked.empty() ? "" : "/") + components[index];
        PROFFER_TRY(directory, enter(directory.get(), components[index], walked, missing));
        if (!directory.is_open()) break;
    }
    return Place{std::move(directory), components.back()};
}

Result<Descriptor> TreeWriter::enter(int parent, const std::string& name, std::string_view path, Missing missing) {
    Descriptor directory(::openat(parent, name.c_str(), k_directory_flags));
    if (directory.is_open()) return directory;
    if (errno == ENOENT) return missing == Missing::leave ? Result<Descriptor>(Descriptor()) : make(parent, name, path, false);
    // What stands there is no directory, so nothing below it is there to be removed.
    if (missing != Missing::make) return Descriptor();
    if (!is_whiteout(parent, name)) return Error{ErrorCode::denied, quoted(path) + " is no directory", "", {}};
    if (::unlinkat(parent, name.c_str(), 0) != 0) return system_error("cannot replace " + quoted(path));
    return make(parent, name, path, true);
}

Result<Descriptor> TreeWriter::make(int parent, const std::string& name, std::string_view path, bool hides_below) {
    if (::mkdirat(parent, name.c_str(), 0700) != 0) return system_error("cannot make directory " + quoted(path));
    Descriptor directory(::openat(parent, name.c_str(), k_directory_flags));
    if (!directory.is_open()) return system_error("cannot open directory " + quoted(path));
    if (::fchmod(directory.get(), mode_below(path)) != 0) return system_error("cannot set the mode of " + quoted(path));
    // overlayfs(5): an opaque directory does not show what the layers below have there.
    if (hides_below && ::fsetxattr(directory.get(), "user.overlay.opaque", "y", 1, 0) != 0)
        return system_error("cannot hide " + quoted(path));
    return directory;
}

unsigned TreeWriter::mode_below(std::string_view path) const {
    const std::string name(path);
    for (const auto& layer : below_) {
        struct stat status = {};
        if (::fstatat(layer.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
        if (S_ISDIR(status.st_mode)) return (status.st_mode & 01777) | 0700;
        break;
    }
    return 0755;
}

}  // namespace proffer::workspace
