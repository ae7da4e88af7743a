// A configuration of our own, HEAD at the base, and an index that fits it.
#include "workspace/git_view.hpp"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include "base/text.hpp"
#include "os/files.hpp"
#include "os/process.hpp"
#include "workspace/normalised.hpp"
#include "workspace/probe.hpp"

namespace proffer::workspace {

namespace fs = std::filesystem;

namespace {

// All else is hidden, whatever it is called: tools keep tokens there under names of their own.
constexpr std::array<std::string_view, 6> k_kept = {"objects", "refs", "packed-refs", "info", "shallow", "index"};
// Hidden even before they are there: the user may go on working meanwhile.
constexpr std::array k_hidden = {"FETCH_HEAD", "ORIG_HEAD", "MERGE_HEAD", "COMMIT_EDITMSG", "config.worktree",
                                 "hooks",      "logs",      "modules",    "worktrees",      "lfs"};

bool is_kept(std::string_view name) {
    return std::find(k_kept.begin(), k_kept.end(), name) != k_kept.end() || name.starts_with("sharedindex.");
}

/// Only what says how the files are to be compared is taken over; two keys, one line each, as git writes them.
bool says(const std::string& configuration, std::string_view key, std::string_view value) {
    for (const auto line : base::split_lines(configuration)) {
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) continue;
        if (base::to_lower(base::trim(line.substr(0, equals))) == key && base::trim(line.substr(equals + 1)) == value) return true;
    }
    return false;
}

std::string configuration_of(const git::Layout& layout) {
    const std::string real = os::read_file(layout.common_dir / "config", 1024 * 1024).value_or("");
    std::string text(k_our_git_configuration);
    text += "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tlogallrefupdates = false\n";
    text += says(real, "filemode", "false") ? "\tfilemode = false\n" : "\tfilemode = true\n";
    if (says(real, "ignorecase", "true")) text += "\tignorecase = true\n";
    if (says(real, "symlinks", "false")) text += "\tsymlinks = false\n";
    if (says(real, "sparsecheckout", "true")) text += "\tsparseCheckout = true\n";
    if (says(real, "sparsecheckoutcone", "true")) text += "\tsparseCheckoutCone = true\n";
    // An overlay gives other inodes; times and sizes stay.
    text += "\tcheckstat = minimal\n\ttrustctime = false\n";
    // Repositories of submodules are not there.
    return text + "[diff]\n\tignoreSubmodules = all\n[submodule]\n\trecurse = false\n";
}

/// HEAD on its branch, which stands at the base; detached where they are not the same.
Result<void> write_head(TreeWriter& writer, const GitFacts& facts) {
    if (!facts.is_head || facts.branch.empty()) return writer.write(".git/HEAD", facts.base.text() + "\n", false);
    PROFFER_CHECK(writer.write(".git/HEAD", "ref: refs/heads/" + facts.branch + "\n", false));
    return writer.write(".git/refs/heads/" + facts.branch, facts.base.text() + "\n", false);
}

/// An index of the base, made by git itself in a repository that has nothing but our configuration. Where the real one is a start, what it
/// knows about unchanged files is kept. Without git, or where it fails, there is no index: checks that use git are rare, and see that.
void make_index(const fs::path& root, const GitFacts& facts) {
    os::Command command;
    command.arguments = {"git", "--git-dir", (root / ".git").string(), "read-tree", "--reset", facts.base.text()};
    command.environment.set("PATH", facts.environment.value_or("PATH", "/usr/local/bin:/usr/bin:/bin"));
    for (const auto* name : {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"}) command.environment.set(name, "/dev/null");
    command.environment.set("GIT_OBJECT_DIRECTORY", (facts.layout.common_dir / "objects").string());
    command.timeout = std::chrono::seconds(60);
    std::error_code ignored;
    fs::copy_file(facts.layout.git_dir / "index", root / ".git" / "index", ignored);
    const auto finished = os::run(command);
    if (finished && finished->succeeded()) return;
    fs::remove(root / ".git" / "index", ignored);
    fs::remove(root / ".git" / "index.lock", ignored);
}

/// git wants these two to be there, or it sees no repository.
Result<void> make_skeleton(TreeWriter& writer) {
    PROFFER_CHECK(writer.make_directory(".git/objects"));
    return writer.make_directory(".git/refs");
}

/// Copies, because the place they would be links to may be the very one where they are seen.
Result<void> copy_refs(const fs::path& from, const fs::path& to) {
    for (const char* name : {"packed-refs", "refs/tags"}) {
        std::error_code problem;
        if (!fs::exists(from / name, problem)) continue;
        fs::copy(from / name, to / name, fs::copy_options::recursive | fs::copy_options::skip_symlinks, problem);
        if (problem) return os::system_error("cannot copy '" + (from / name).string() + "'", problem.value());
    }
    return {};
}

Result<void> hide_all_but_kept(TreeWriter& writer, const fs::path& git_dir) {
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(git_dir.c_str()), ::closedir);
    if (!entries) return os::system_error("cannot look into '" + git_dir.string() + "'");
    std::set<std::string> names(k_hidden.begin(), k_hidden.end());
    while (const dirent* entry = ::readdir(entries.get())) names.insert(entry->d_name);
    for (const auto& name : names)
        if (name != "." && name != ".." && !is_kept(name)) PROFFER_CHECK(writer.remove(".git/" + name));
    return {};
}

}  // namespace

Result<GitFacts> git_facts(const git::Repository& repository, const domain::Oid& base, const FactorySettings& settings, bool same) {
    GitFacts facts{normalised(repository.layout()), base, repository.head_branch(), false, same, settings.environment};
    const auto head = repository.resolve("");
    facts.is_head = head && head->text() == base.text();
    return facts;
}

bool has_own_git_directory(const git::Layout& layout) {
    struct stat status = {};
    const fs::path path = layout.work_dir / ".git";
    return layout.common_dir == path && layout.git_dir == path && ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

Result<void> sanitise_git_directory(TreeWriter& writer, const fs::path& layer, const GitFacts& facts) {
    PROFFER_CHECK(hide_all_but_kept(writer, facts.layout.git_dir));
    PROFFER_CHECK(writer.write(".git/config", configuration_of(facts.layout), false));
    PROFFER_CHECK(write_head(writer, facts));
    if (facts.is_head && facts.tree_is_base) return {};
    PROFFER_CHECK(make_skeleton(writer));
    make_index(layer, facts);
    std::error_code ignored;
    if (!fs::exists(layer / ".git" / "index", ignored)) return writer.remove(".git/index");
    return {};
}

Result<void> make_git_directory(TreeWriter& writer, const fs::path& root, const GitFacts& facts) {
    const fs::path& common = facts.layout.common_dir;
    PROFFER_CHECK(writer.write(".git/config", configuration_of(facts.layout), false));
    PROFFER_CHECK(make_skeleton(writer));
    PROFFER_CHECK(write_head(writer, facts));
    PROFFER_CHECK(writer.write(".git/objects/info/alternates", (common / "objects").string() + "\n", false));
    PROFFER_CHECK(copy_refs(common, root / ".git"));
    if (const auto shallow = os::read_file(common / "shallow", 16 * 1024 * 1024))
        PROFFER_CHECK(writer.write(".git/shallow", *shallow, false));
    make_index(root, facts);
    return {};
}

}  // namespace proffer::workspace
