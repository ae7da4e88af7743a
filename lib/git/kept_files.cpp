// Reads and writes the tree by hand: nothing of it is ever checked out.
#include "git/kept_files.hpp"

#include <ctime>

#include "base/text.hpp"

namespace proffer::git {
namespace {

constexpr std::size_t k_most_files = 1000;
constexpr std::uint64_t k_most_bytes = 32 * 1024 * 1024;  // together

Error foreign(const std::string& what) {
    return {ErrorCode::denied, "the files that proffer keeps on the remote are not its own: " + what, "", {}};
}

}  // namespace

Result<std::map<std::string, std::string>> read_kept_files(const Objects& objects, const git_oid& commit) {
    PROFFER_TRY(const CommitHandle found, objects.commit(commit));
    PROFFER_TRY(const TreeHandle tree, objects.tree(*git_commit_tree_id(found.get())));
    const std::size_t count = git_tree_entrycount(tree.get());
    if (count > k_most_files) return foreign("there are " + std::to_string(count));
    std::map<std::string, std::string> files;
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const git_tree_entry* const entry = git_tree_entry_byindex(tree.get(), i);
        const std::string name = git_tree_entry_name(entry);
        if (git_tree_entry_filemode(entry) != GIT_FILEMODE_BLOB) return foreign("'" + base::visible_line(name) + "' is no file");
        PROFFER_TRY(const std::uint64_t size, objects.size_bytes(*git_tree_entry_id(entry)));
        bytes += size;
        if (bytes > k_most_bytes) return foreign("they are larger than " + std::to_string(k_most_bytes) + " bytes");
        PROFFER_TRY(const OdbObjectHandle blob, objects.read(*git_tree_entry_id(entry)));
        files[name] = std::string(static_cast<const char*>(git_odb_object_data(blob.get())), git_odb_object_size(blob.get()));
    }
    return files;
}

Result<git_oid> write_kept_files(const Objects& objects, const std::map<std::string, std::string>& files) {
    // Names of a map are in the order of bytes, which is git's for trees without directories.
    std::string tree;
    for (const auto& [name, bytes] : files) {
        PROFFER_TRY(const git_oid blob, objects.write(GIT_OBJECT_BLOB, bytes));
        tree += "100644 " + name + '\0' + std::string(reinterpret_cast<const char*>(blob.id), GIT_OID_RAWSZ);
    }
    PROFFER_TRY(const git_oid tree_id, objects.write(GIT_OBJECT_TREE, tree));
    const std::string who = "proffer <proffer@users.noreply.invalid> " + std::to_string(std::time(nullptr)) + " +0000\n";
    const std::string text = "tree " + from_git(tree_id).text() + "\nauthor " + who + "committer " + who + "\nWhat proffer's runs cost\n";
    return objects.write(GIT_OBJECT_COMMIT, text);
}

}  // namespace proffer::git
