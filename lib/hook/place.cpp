// Looks for `.git` from a directory upwards; libgit2 would read configuration for the same answer.
#include "hook/place.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "base/text.hpp"
#include "os/files.hpp"

namespace proffer::hook {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t k_link_bytes = 64 * 1024;

enum class Kind { none, file, directory };

Kind kind_of(const std::string& path) {
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0) return Kind::none;
    return S_ISDIR(status.st_mode) ? Kind::directory : S_ISREG(status.st_mode) ? Kind::file : Kind::none;
}

std::string resolved(const std::string& path, const std::string& from) {
    const fs::path whole = (fs::path(from) / path).lexically_normal();
    return (whole.has_filename() ? whole : whole.parent_path()).string();
}

bool is_git_dir(const std::string& path) {
    return kind_of(path + "/HEAD") == Kind::file &&
           (kind_of(path + "/objects") == Kind::directory || kind_of(path + "/commondir") == Kind::file);
}

/// "gitdir: PATH" of linked worktrees and submodules.
std::string linked_git_dir(const std::string& file, const std::string& directory) {
    constexpr std::string_view k_gitdir = "gitdir: ";
    const auto text = os::read_file(file, k_link_bytes);
    if (!text || !text->starts_with(k_gitdir)) return {};
    return resolved(std::string(base::trim_right(std::string_view(*text).substr(k_gitdir.size()))), directory);
}

std::string common_dir_of(const std::string& git_dir) {
    if (kind_of(git_dir + "/commondir") != Kind::file) return git_dir;
    const auto text = os::read_file(git_dir + "/commondir", k_link_bytes);
    return text ? resolved(std::string(base::trim_right(*text)), git_dir) : git_dir;
}

Place place_of(std::string work_dir, std::string git_dir) {
    std::string common_dir = common_dir_of(git_dir);
    return {std::move(work_dir), std::move(git_dir), std::move(common_dir)};
}

}  // namespace

std::optional<Place> find_place(std::string_view directory, std::string_view git_dir) {
    const std::string start(directory);
    if (!git_dir.empty()) {
        const std::string named = resolved(std::string(git_dir), start);
        if (!is_git_dir(named)) return {};
        // git starts hooks in the working tree, or in the git directory when there is none.
        return place_of(named == start ? "" : start, named);
    }
    for (std::string at = start;; at = fs::path(at).parent_path().string()) {
        const std::string link = at + (at.ends_with('/') ? ".git" : "/.git");
        const Kind kind = kind_of(link);
        if (kind == Kind::directory && is_git_dir(link)) return place_of(at, link);
        if (kind == Kind::file)
            if (std::string linked = linked_git_dir(link, at); is_git_dir(linked)) return place_of(at, std::move(linked));
        if (is_git_dir(at)) return place_of("", at);
        if (at.size() <= 1) return {};
    }
}

}  // namespace proffer::hook
