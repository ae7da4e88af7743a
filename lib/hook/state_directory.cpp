// Makes the directory and holds it to its promises.
#include "hook/state_directory.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <vector>

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "os/descriptor.hpp"

namespace proffer::hook {
namespace {

constexpr std::size_t k_name_bytes = 40;
constexpr std::size_t k_digest_letters = 12;

/// "widgets-0123456789ab": a name that people know, and a digest that tells two of that name apart.
std::string name_of(const Place& place) {
    std::string_view path = place.common_dir;
    if (path.ends_with("/.git")) path.remove_suffix(5);
    std::string name;
    for (const char c : path.substr(path.rfind('/') + 1)) {
        const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || (c == '.' && !name.empty());
        if (name.size() < k_name_bytes) name += is_plain ? c : '-';
    }
    return name + "-" + base::sha256(place.common_dir).substr(0, k_digest_letters);
}

bool is_below(const std::string& path, const std::string& directory) {
    return !directory.empty() && path.starts_with(directory) && (path.size() == directory.size() || path[directory.size()] == '/');
}

/// Where it may be, the best first.
std::vector<std::string> candidates(const os::Environment& environment, const Place& place) {
    std::vector<std::string> roots;
    const auto add = [&](const std::string& root) {
        if (root.starts_with('/') && !is_below(root, place.work_dir) && !is_below(root, place.git_dir)) roots.push_back(root);
    };
    if (const auto state = environment.find("XDG_STATE_HOME"))
        add(*state + "/proffer");
    else if (const auto home = environment.find("HOME"))
        add(*home + "/.local/state/proffer");
    add(environment.value_or("TMPDIR", "/tmp") + "/proffer-" + std::to_string(::getuid()));
    return roots;
}

Result<void> make_parents(const std::string& path) {
    for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1))
        if (::mkdir(path.substr(0, slash).c_str(), 0700) != 0 && errno != EEXIST && errno != EROFS && errno != EACCES)
            return os::system_error("cannot make '" + path.substr(0, slash) + "'");
    return {};
}

Result<void> make_private(const std::string& path) {
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return os::system_error("cannot make '" + path + "'");
    struct stat status = {};
    if (::lstat(path.c_str(), &status) != 0) return os::system_error("cannot look at '" + path + "'");
    if (S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0) return {};
    return Error{ErrorCode::denied, "'" + path + "' is not a directory that only you can write to", "remove it, or set XDG_STATE_HOME", {}};
}

}  // namespace

Result<std::string> make_state_directory(const os::Environment& environment, const Place& place) {
    Error last{
        ErrorCode::io, "there is no place for the state of proffer", "set XDG_STATE_HOME to a directory outside of the checkout", {}};
    for (const std::string& root : candidates(environment, place)) {
        const std::string path = root + "/" + name_of(place);
        auto made = make_parents(root);
        if (made) made = make_private(root);
        if (made) made = make_private(path);
        if (made) return path;
        last = std::move(made).error();
    }
    return last;
}

}  // namespace proffer::hook
