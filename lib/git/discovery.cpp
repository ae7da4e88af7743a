// Finds the user's repository and its parts.
#include "git/discovery.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "git/configuration.hpp"
#include "os/files.hpp"

namespace proffer::git {

namespace {

namespace fs = std::filesystem;

fs::path directory_path(std::string_view text) {
    while (text.size() > 1 && text.back() == '/') text.remove_suffix(1);
    return fs::path(text);
}

fs::path directory_path(const char* text) {
    return text == nullptr ? fs::path() : directory_path(std::string_view(text));
}

Result<fs::path> find_git_dir(const fs::path& directory) {
    Buffer found;
    const int status = git_repository_discover(found.out(), directory.c_str(), 1, nullptr);
    if (status == 0) return directory_path(found.view());
    Error error = failure(status, "cannot find a git repository in '" + base::visible_line(directory.string()) + "'");
    if (status == GIT_ENOTFOUND)
        error = Error{ErrorCode::not_found,
                      "no git repository in '" + base::visible_line(directory.string()) + "' or above it",
                      "start proffer inside a repository, or name it with --repo",
                      {}};
    return error;
}

fs::path common_dir_of(const fs::path& git_dir) {
    const auto text = os::read_file(git_dir / "commondir", 64 * 1024);
    if (!text) return git_dir;
    return (git_dir / base::trim_right(*text)).lexically_normal();
}

Error unreadable(const std::string& what) {
    return Error{ErrorCode::git,
                 "cannot read this repository: " + what,
                 "proffer reads repositories with SHA-1 objects and ref files, git's defaults",
                 {}};
}

Result<void> check_format(const fs::path& common_dir) {
    ConfigHandle configuration;
    const fs::path file = common_dir / "config";
    if (const int status = git_config_open_ondisk(Out(configuration), file.c_str()); status != 0)
        return failure(status, "cannot read '" + base::visible_line(file.string()) + "'");
    const std::string objects = base::to_lower(find_value(configuration.get(), "extensions.objectformat").value_or("sha1"));
    if (objects != "sha1") return unreadable("its objects are named by " + base::visible_line(objects));
    const std::string refs = base::to_lower(find_value(configuration.get(), "extensions.refstorage").value_or("files"));
    if (refs != "files") return unreadable("its refs are stored as " + base::visible_line(refs));
    return {};
}

bool has_promisor(git_repository* repository) {
    ConfigHandle configuration;
    if (git_repository_config_snapshot(Out(configuration), repository) != 0) return false;
    if (find_value(configuration.get(), "extensions.partialclone")) return true;
    const std::vector<Setting> remotes = values_below(configuration.get(), "remote.");
    return std::any_of(remotes.begin(), remotes.end(),
                       [](const Setting& setting) { return setting.key.ends_with(".promisor") && setting.value == "true"; });
}

Layout layout_of(git_repository* repository) {
    Layout layout;
    layout.bare = git_repository_is_bare(repository) == 1;
    layout.work_dir = layout.bare ? fs::path() : directory_path(git_repository_workdir(repository));
    layout.git_dir = directory_path(git_repository_path(repository));
    layout.common_dir = directory_path(git_repository_commondir(repository));
    layout.shallow = git_repository_is_shallow(repository) == 1;
    layout.partial = has_promisor(repository);
    return layout;
}

}  // namespace

Result<Discovered> discover(const fs::path& directory) {
    PROFFER_TRY(const fs::path git_dir, find_git_dir(directory));
    PROFFER_CHECK(check_format(common_dir_of(git_dir)));
    Discovered discovered;
    // Not git_dir: from inside a linked worktree or a submodule libgit2 finds the working tree only the way git does.
    const int status = git_repository_open_ext(Out(discovered.repository), directory.c_str(), GIT_REPOSITORY_OPEN_CROSS_FS, nullptr);
    if (status != 0) return failure(status, "cannot open the repository '" + base::visible_line(git_dir.string()) + "'");
    discovered.layout = layout_of(discovered.repository.get());
    return discovered;
}

}  // namespace proffer::git
