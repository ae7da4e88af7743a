// Builds the tree of a proposal from the tree of its base, directory by directory.
#include "git/tree_writer.hpp"

#include <map>
#include <string_view>
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

class TreeWriter {
 public:
    TreeWriter(const Objects& objects, const git_tree* base) : objects_(objects), base_(base) {}

    /// Nothing: the directory is empty now.
    Result<std::optional<git_oid>> write(const git_tree* old, const std::vector<Pending>& edits) {
        TreeBuilderHandle builder;
        if (const int status = git_treebuilder_new(Out(builder), objects_.store(), old); status != 0)
            return failure(status, "cannot write a tree");
        PROFFER_TRY(const auto changes, by_name(edits));
        for (const auto& [name, change] : changes) PROFFER_CHECK(apply(builder.get(), std::string(name), change));
        if (git_treebuilder_entrycount(builder.get()) == 0) return std::optional<git_oid>();
        git_oid oid;
        if (const int status = git_treebuilder_write(&oid, builder.get()); status != 0) return failure(status, "cannot write a tree");
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

    Result<void> apply(git_treebuilder* builder, const std::string& name, const Change& change) {
        const bool removes = change.here != nullptr && !change.here->content;
        // A file makes way before files below its name come; a directory is emptied before a file takes its name.
        if (removes) PROFFER_CHECK(remove_file(builder, name, *change.here));
        if (!change.below.empty()) PROFFER_CHECK(change_directory(builder, name, change.below));
        return change.here != nullptr && !removes ? put_file(builder, name, *change.here) : Result<void>();
    }

    Result<void> remove_file(git_treebuilder* builder, const std::string& name, const Edit& edit) {
        const git_tree_entry* entry = git_treebuilder_get(builder, name.c_str());
        if (entry == nullptr) return Error{ErrorCode::conflict, "cannot remove '" + shown(edit) + "': there is no such file", "", {}};
        const git_filemode_t mode = git_tree_entry_filemode(entry);
        if (!is_file(mode)) return refused(edit, "it is " + std::string(word_for(mode)));
        return remove_entry(builder, name);
    }

    static Result<void> remove_entry(git_treebuilder* builder, const std::string& name) {
        const int status = git_treebuilder_remove(builder, name.c_str());
        return status == 0 ? Result<void>() : failure(status, "cannot write a tree");
    }

    Result<void> change_directory(git_treebuilder* builder, const std::string& name, const std::vector<Pending>& below) {
        const git_tree_entry* entry = git_treebuilder_get(builder, name.c_str());
        TreeHandle old;
        if (entry != nullptr) {
            const git_filemode_t mode = git_tree_entry_filemode(entry);
            if (mode != GIT_FILEMODE_TREE)
                return refused(*below.front().edit, "'" + base::visible_line(name) + "' is " + std::string(word_for(mode)));
            auto read = objects_.tree(*git_tree_entry_id(entry));
            if (!read) return std::move(read).error();
            old = std::move(*read);
        }
        PROFFER_TRY(const auto written, write(old.get(), below));
        if (written) return insert(builder, name, *written, GIT_FILEMODE_TREE);
        return entry == nullptr ? Result<void>() : remove_entry(builder, name);
    }

    Result<void> put_file(git_treebuilder* builder, const std::string& name, const Edit& edit) {
        PROFFER_TRY(const git_filemode_t mode, mode_for(git_treebuilder_get(builder, name.c_str()), edit));
        git_oid oid;
        const int status = git_blob_create_from_buffer(&oid, objects_.store(), edit.content->data(), edit.content->size());
        if (status != 0) return failure(status, "cannot write '" + shown(edit) + "' to our object store");
        return insert(builder, name, oid, mode);
    }

    Result<git_filemode_t> mode_for(const git_tree_entry* existing, const Edit& edit) {
        if (existing != nullptr && !is_file(git_tree_entry_filemode(existing)))
            return refused(edit, "it is " + std::string(word_for(git_tree_entry_filemode(existing))));
        if (edit.moved_from) return mode_of_base(*edit.moved_from, edit);
        return existing == nullptr ? GIT_FILEMODE_BLOB : git_tree_entry_filemode(existing);
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

    static Result<void> insert(git_treebuilder* builder, const std::string& name, const git_oid& oid, git_filemode_t mode) {
        const int status = git_treebuilder_insert(nullptr, builder, name.c_str(), &oid, mode);
        return status == 0 ? Result<void>() : failure(status, "cannot write '" + base::visible_line(name) + "' into a tree");
    }

    const Objects& objects_;
    const git_tree* base_;
};

Result<git_oid> write_empty_tree(const Objects& objects) {
    TreeBuilderHandle builder;
    git_oid oid;
    int status = git_treebuilder_new(Out(builder), objects.store(), nullptr);
    if (status == 0) status = git_treebuilder_write(&oid, builder.get());
    if (status != 0) return failure(status, "cannot write a tree");
    return oid;
}

}  // namespace

Result<git_oid> write_edited_tree(const Objects& objects, const git_tree* base, const domain::EditSet& edits) {
    std::vector<Pending> pending;
    for (const Edit& edit : edits) {
        if (edit.path.text().size() > k_longest_path_bytes) return refused(edit, "its path is too long");
        pending.push_back({&edit, edit.path.text()});
    }
    PROFFER_TRY(const auto written, TreeWriter(objects, base).write(base, pending));
    return written ? Result<git_oid>(*written) : write_empty_tree(objects);
}

}  // namespace proffer::git
