// Makes the object store that everything of ours is written to.
#include "git/store.hpp"

#include <git2/sys/repository.h>

#include <fstream>

#include "base/text.hpp"
#include "os/files.hpp"

namespace proffer::git {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t k_shallow_limit_bytes = 16 * 1024 * 1024;

/// The store is gone when the run ends, so nothing here is flushed to disk.
Result<void> write_plainly(const fs::path& file, std::string_view bytes) {
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (stream.flush()) return {};
    return Error{ErrorCode::io, "cannot write '" + base::visible_line(file.string()) + "'", "", {}};
}

/// A line of objects/info/alternates; git reads a line that begins with a quote as a C string.
std::string alternate_line(const std::string& path) {
    if (path.find_first_of("\n\"#") == std::string::npos) return path + "\n";
    std::string quoted = "\"";
    for (const char c : path) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c == '\n' ? "\\n" : std::string(1, c);
    }
    return quoted + "\"\n";
}

Result<void> link_objects(git_repository* store, const fs::path& directory, const Layout& user) {
    const std::string objects = (user.common_dir / "objects").string();
    PROFFER_CHECK(write_plainly(directory / "objects" / "info" / "alternates", alternate_line(objects)));
    // libgit2 knows no quoted lines, so it is told in memory.
    return link_more(store, objects);
}

Result<void> copy_shallow(const fs::path& directory, const Layout& user) {
    if (!user.shallow) return {};
    PROFFER_TRY(const std::string roots, os::read_file(user.common_dir / "shallow", k_shallow_limit_bytes));
    return write_plainly(directory / "shallow", roots);
}

/// Without a promisor git push calls objects that a partial clone lacks corrupt.
Result<void> name_promisor(git_config* configuration, const std::string& url) {
    if (url.empty()) return {};
    const std::string remote = std::string("remote.") + k_promisor;
    int status = git_config_set_int32(configuration, "core.repositoryformatversion", 1);
    if (status == 0) status = git_config_set_string(configuration, "extensions.partialClone", k_promisor);
    if (status == 0) status = git_config_set_bool(configuration, (remote + ".promisor").c_str(), 1);
    if (status == 0) status = git_config_set_string(configuration, (remote + ".partialCloneFilter").c_str(), "blob:none");
    if (status == 0) status = git_config_set_string(configuration, (remote + ".url").c_str(), url.c_str());
    if (status != 0) return failure(status, "cannot configure our object store");
    return {};
}

Result<void> configure(git_repository* store, const fs::path& directory, const std::string& promisor_url) {
    ConfigHandle own;
    int status = git_config_open_ondisk(Out(own), (directory / "config").c_str());
    if (status == 0) status = git_repository_set_config(store, own.get());
    if (status != 0) return failure(status, "cannot configure our object store");
    return name_promisor(own.get(), promisor_url);
}

}  // namespace

Result<void> link_more(git_repository* repository, const fs::path& objects) {
    OdbHandle odb;
    int status = git_repository_odb(Out(odb), repository);
    if (status == 0) status = git_odb_add_disk_alternate(odb.get(), objects.c_str());
    if (status != 0) return failure(status, "cannot read the objects in '" + base::visible_line(objects.string()) + "'");
    return {};
}

Result<void> append_alternate(const fs::path& directory, const fs::path& objects) {
    const fs::path file = directory / "objects" / "info" / "alternates";
    PROFFER_TRY(const std::string lines, os::read_file(file, k_shallow_limit_bytes));
    return write_plainly(file, lines + alternate_line(objects.string()));
}

Result<RepositoryHandle> make_store(const fs::path& directory, const Layout& user, const std::string& promisor_url) {
    RepositoryHandle store;
    git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
    options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_NO_REINIT | GIT_REPOSITORY_INIT_MKPATH;
    options.initial_head = "main";
    const int status = git_repository_init_ext(Out(store), directory.c_str(), &options);
    if (status != 0) return failure(status, "cannot make an object store in '" + base::visible_line(directory.string()) + "'");
    // From here on the user's own configuration does not count: the same request gives the same commit and patch for everybody.
    PROFFER_CHECK(configure(store.get(), directory, promisor_url));
    PROFFER_CHECK(link_objects(store.get(), directory, user));
    PROFFER_CHECK(copy_shallow(directory, user));
    return store;
}

}  // namespace proffer::git
