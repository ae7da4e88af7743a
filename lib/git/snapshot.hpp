// A commit's tree as domain::Snapshot.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "domain/snapshot.hpp"
#include "git/objects.hpp"

namespace proffer::git {

/// Looks entries up one directory at a time and keeps the directories it has seen. May be shared between threads; outlived by `objects`.
class TreeSnapshot : public domain::Snapshot {
 public:
    TreeSnapshot(const Objects& objects, TreeHandle root) : objects_(objects), root_(std::move(root)) {}

    [[nodiscard]] std::optional<domain::FileMode> find(std::string_view path) const override;
    [[nodiscard]] Result<std::string> read(std::string_view path) const override;
    [[nodiscard]] Result<std::uint64_t> size_bytes(std::string_view path) const override;
    [[nodiscard]] Result<std::string> link_target(std::string_view path) const override;
    [[nodiscard]] Result<std::vector<std::string>> paths() const override;

 private:
    struct Entry {
        git_oid oid;
        domain::FileMode mode;
    };
    [[nodiscard]] std::optional<Entry> entry_at(std::string_view path) const;
    [[nodiscard]] Result<Entry> file_at(std::string_view path) const;
    /// The blob's bytes, fetched when a partial clone lacks it.
    [[nodiscard]] Result<std::string> read_blob(std::string_view path, const git_oid& oid) const;
    [[nodiscard]] const git_tree* directory_at(std::string_view path) const;
    [[nodiscard]] Result<void> bring_in(std::string_view path, const git_oid& oid) const;

    const Objects& objects_;
    TreeHandle root_;
    mutable std::recursive_mutex mutex_;
    mutable std::map<std::string, TreeHandle, std::less<>> directories_;
    mutable std::size_t next_fetch_ = 1;  // blobs to fetch when one is missing
};

[[nodiscard]] domain::FileMode mode_of(const git_tree_entry* entry);

/// A file, or what stands in its place: everything in a tree but directories.
struct TreeFile {
    std::string path;
    git_oid oid;
    domain::FileMode mode;
};

/// All of them, in byte order of their paths. Fails with `denied` for trees deeper or larger than any real one: a few objects can
/// describe billions of files.
[[nodiscard]] Result<std::vector<TreeFile>> list_files(const Objects& objects, const git_tree* root);

}  // namespace proffer::git
