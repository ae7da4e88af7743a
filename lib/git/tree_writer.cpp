// Builds the tree of a proposal from the tree of its base, directory by directory.
#include "git/tree_writer.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "git/snapshot.hpp"

namespace proffer::git {

namespace {

using domain::Edit;
using domain::FileMode;

// One level of the stack a component; guard allows new files 64 levels, git 4,096 bytes.
constexpr std::size_t k_longest_path_bytes = 4096;

/// An edit and the part of its path that is still to be walked.
struct Pending {
    const Edit* edit;
    std::string_view rest;
};

/// What happens to one name of a directory.
struct Change {
    const Edit* here = nullptr;
    std::vector<Pending> below;
};

std::string shown(const Edit& edit) {
    return base::visible_line(base::prefix(edit.path.text(), k_longest_path_bytes));
}

Error refused(const Edit& edit, const std::string& why) {
    return Error{ErrorCode::denied, "cannot edit '" + shown(edit) + "': " + why, "", {}};
}

std::string_view word_for(git_filemode_t mode) {
    switch (mode) {
        case GIT_FILEMODE_LINK: return "a symbolic link";
        case GIT_FILEMODE_COMMIT: return "a submodule";
        case GIT_FILEMODE_TREE: return "a directory";
        default: return "a file";
    }
}

bool is_file(git_filemode_t mode) {
    return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

struct Entry {
    git_filemode_t mode;
    git_oid oid;
};

/// The order of a tree's entries: directories sort as if their names ended with a slash.
struct TreeOrder {
    using Key = std::pair<std::string, bool>;  // name, is a directory
    bool operator()(const Key& a, const Key& b) const {
        return (a.second ? a.first + "/" : a.first) < (b.second ? b.first + "/" : b.first);
    }
};

/// One directory while it is changed.
class Directory {
 public:
    static Directory of(const git_tree* tree) {
        Directory directory;
        for (std::size_t i = 0; tree != nullptr && i < git_tree_entrycount(tree); ++i) {
            const git_tree_entry* entry = git_tree_entry_byindex(tree, i);
            directory.entries_[git_tree_entry_name(entry)] = {git_tree_entry_filemode(entry), *git_tree_entry_id(entry)};
        }
        return directory;
    }

    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] std::optional<Entry> find(const std::string& name) const {
        const auto found = entries_.find(name);
        return found == entries_.end() ? std::nullopt : std::optional(found->second);
    }
    void set(const std::string& name, const Entry& entry) { entries_[name] = entry; }
    void erase(const std::string& name) { entries_.erase(name); }

    /// The bytes of the tree object: "MODE NAME", NUL, 20 bytes of id, for each.
    [[nodiscard]] std::string bytes() const {
        std::map<TreeOrder::Key, const Entry*, TreeOrder> sorted;
        for (const auto& [name, entry] : entries_) sorted[{name, entry.mode == GIT_FILEMODE_TREE}] = &entry;
        std::string bytes;
        for (const auto& [key, entry] : sorted) {
            bytes += fmt::format("{:o} {}", static_cast<unsigned int>(entry->mode), key.first);
            bytes += '\0';
            bytes.append(reinterpret_cast<const char*>(entry->oid.id), GIT_OID_RAWSZ);
        }
        return bytes;
    }

 private:
    std::map<std::string, Entry> entries_;
};

class TreeWriter {
 public:
    TreeWriter(const Objects& objects, const git_tree* base) : objects_(objects), base_(base) {}

    /// Nothing: the directory is empty now.
    Result<std::optional<git_oid>> write(const git_tree* old, const std::vector<Pending>& edits) {
        Directory directory = Directory::of(old);
        PROFFER_TRY(const auto changes, by_name(edits));
        for (const auto& [name, change] : changes) PROFFER_CHECK(apply(directory, std::string(name), change));
        if (directory.empty()) return std::optional<git_oid>();
        PROFFER_TRY(const git_oid oid, objects_.write(GIT_OBJECT_TREE, directory.bytes()));
        return std::optional<git_oid>(oid);
    }

 private:
    static Result<std::map<std::string_view, Change>> by_name(const std::vector<Pending>& edits) {
        std::map<std::string_view, Change> changes;
        for (const Pending& pending : edits) {
            const auto slash = pending.rest.find('/');
            Change& change = changes[pending.rest.substr(0, slash)];
            if (slash != std::string_view::npos) {
                change.below.push_back({pending.edit, pending.rest.substr(slash + 1)});
                continue;
            }
            if (change.here != nullptr) return refused(*pending.edit, "it is edited twice");
            change.here = pending.edit;
        }
        return changes;
    }

    Result<void> apply(Directory& directory, const std::string& name, const Change& change) {
        const bool removes = change.here != nullptr && !change.here->content;
        // A file makes way before files below its name come; a directory is emptied before a file takes its name.
        if (removes) PROFFER_CHECK(remove_file(directory, name, *change.here));
        if (!change.below.empty()) PROFFER_CHECK(change_directory(directory, name, change.below));
        return change.here != nullptr && !removes ? put_file(directory, name, *change.here) : Result<void>();
    }

    static Result<void> remove_file(Directory& directory, const std::string& name, const Edit& edit) {
        const auto entry = directory.find(name);
        if (!entry) return Error{ErrorCode::conflict, "cannot remove '" + shown(edit) + "': there is no such file", "", {}};
        if (!is_file(entry->mode)) return refused(edit, "it is " + std::string(word_for(entry->mode)));
        directory.erase(name);
        return {};
    }

    Result<void> change_directory(Directory& directory, const std::string& name, const std::vector<Pending>& below) {
        const auto entry = directory.find(name);
        TreeHandle old;
        if (entry && entry->mode != GIT_FILEMODE_TREE)
            return refused(*below.front().edit, "'" + base::visible_line(name) + "' is " + std::string(word_for(entry->mode)));
        if (entry) {
            PROFFER_TRY(old, objects_.tree(entry->oid));
        }
        PROFFER_TRY(const auto written, write(old.get(), below));
        if (written)
            directory.set(name, {GIT_FILEMODE_TREE, *written});
        else
            directory.erase(name);
        return {};
    }

    Result<void> put_file(Directory& directory, const std::string& name, const Edit& edit) {
        PROFFER_TRY(const git_filemode_t mode, mode_for(directory.find(name), edit));
        PROFFER_TRY(const git_oid oid, objects_.write(GIT_OBJECT_BLOB, *edit.content));
        directory.set(name, {mode, oid});
        return {};
    }

    Result<git_filemode_t> mode_for(const std::optional<Entry>& existing, const Edit& edit) {
        if (existing && !is_file(existing->mode)) return refused(edit, "it is " + std::string(word_for(existing->mode)));
        if (edit.moved_from) return mode_of_base(*edit.moved_from, edit);
        return existing ? existing->mode : GIT_FILEMODE_BLOB;
    }

    Result<git_filemode_t> mode_of_base(const domain::RepoPath& path, const Edit& edit) {
        base::Handle<git_tree_entry, git_tree_entry_free> entry;
        const int status = git_tree_entry_bypath(Out(entry), base_, path.text().c_str());
        if (status == GIT_ENOTFOUND) return GIT_FILEMODE_BLOB;
        if (status != 0) return failure(status, "cannot read the tree of the base");
        const git_filemode_t mode = git_tree_entry_filemode(entry.get());
        if (is_file(mode)) return mode;
        return refused(edit, "it would be moved from " + std::string(word_for(mode)));
    }

    const Objects& objects_;
    const git_tree* base_;
};

}  // namespace

Result<git_oid> write_edited_tree(const Objects& objects, const git_tree* base, const domain::EditSet& edits) {
    std::vector<Pending> pending;
    for (const Edit& edit : edits) {
        if (edit.path.text().size() > k_longest_path_bytes) return refused(edit, "its path is too long");
        pending.push_back({&edit, edit.path.text()});
    }
    PROFFER_TRY(const auto written, TreeWriter(objects, base).write(base, pending));
    return written ? Result<git_oid>(*written) : objects.write(GIT_OBJECT_TREE, "");
}

}  // namespace proffer::git
