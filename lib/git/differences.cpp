// Compares a commit with the working tree, by way of the index, as git status does.
#include "git/differences.hpp"

#include <map>
#include <string>

namespace proffer::git {

namespace {

/// What the base has at a path.
enum class InBase { nothing, file, directory, submodule };

class Collector {
 public:
    explicit Collector(const git_tree* base) : base_(base) {}

    Result<void> add_path(std::string path) {
        while (path.ends_with('/')) path.pop_back();
        PROFFER_TRY(const InBase found, look_up(path));
        if (found == InBase::submodule) return {};
        // A file of the base wins over a directory that stands in its place.
        bool& in_base = differences_[path];
        in_base = in_base || found == InBase::file;
        return {};
    }

    Result<void> add_diff(const git_diff* diff) {
        for (std::size_t i = 0; i < git_diff_num_deltas(diff); ++i) {
            const git_diff_delta& delta = *git_diff_get_delta(diff, i);
            if (is_submodule(delta)) continue;
            const char* path = delta.status == GIT_DELTA_DELETED ? delta.old_file.path : delta.new_file.path;
            PROFFER_CHECK(add_path(path));
        }
        return {};
    }

    std::vector<Difference> take() {
        std::vector<Difference> all;
        all.reserve(differences_.size());
        for (const auto& [path, in_base] : differences_) all.push_back({path, in_base});
        return all;
    }

 private:
    static bool is_submodule(const git_diff_delta& delta) {
        return delta.old_file.mode == GIT_FILEMODE_COMMIT ||
               (delta.old_file.mode == 0 && delta.new_file.mode == GIT_FILEMODE_COMMIT && delta.status != GIT_DELTA_UNTRACKED);
    }

    Result<InBase> look_up(const std::string& path) const {
        base::Handle<git_tree_entry, git_tree_entry_free> entry;
        const int status = git_tree_entry_bypath(Out(entry), base_, path.c_str());
        if (status == GIT_ENOTFOUND) return InBase::nothing;
        if (status != 0) return failure(status, "cannot read the tree of the base");
        switch (git_tree_entry_filemode(entry.get())) {
            case GIT_FILEMODE_TREE: return InBase::directory;
            case GIT_FILEMODE_COMMIT: return InBase::submodule;
            default: return InBase::file;
        }
    }

    const git_tree* base_;
    std::map<std::string, bool> differences_;
};

/// The user's index; where libgit2 cannot read it (split and sparse ones), the base's files stand for it: slower, because every file is
/// hashed, but as right. Never written.
Result<IndexHandle> open_index(git_repository* repository, git_tree* base) {
    IndexHandle index;
    int status = git_repository_index(Out(index), repository);
    if (status == 0) status = git_index_read(index.get(), 0);
    if (status == 0) return index;
    status = git_index_new(Out(index));
    if (status == 0) status = git_index_read_tree(index.get(), base);
    if (status == 0) status = git_repository_set_index(repository, index.get());
    if (status != 0) return failure(status, "cannot read the index");
    return index;
}

Result<DiffHandle> compare(git_repository* repository, git_tree* base, git_index* index) {
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    options.flags = GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_INCLUDE_TYPECHANGE | GIT_DIFF_INCLUDE_TYPECHANGE_TREES |
                    GIT_DIFF_DISABLE_PATHSPEC_MATCH | GIT_DIFF_SKIP_BINARY_CHECK;
    options.ignore_submodules = GIT_SUBMODULE_IGNORE_ALL;
    DiffHandle staged;
    DiffHandle unstaged;
    int status = git_diff_tree_to_index(Out(staged), repository, base, index, &options);
    if (status == 0) status = git_diff_index_to_workdir(Out(unstaged), repository, index, &options);
    if (status == 0) status = git_diff_merge(staged.get(), unstaged.get());
    if (status != 0) return failure(status, "cannot compare the working tree with the base commit");
    return staged;
}

/// git was told not to look at these (sparse checkouts, assume-unchanged): whatever is there, the base's bytes are right.
Result<void> add_unwatched(Collector& collector, git_index* index) {
    for (std::size_t i = 0; i < git_index_entrycount(index); ++i) {
        const git_index_entry* entry = git_index_get_byindex(index, i);
        const bool unwatched = (entry->flags & GIT_INDEX_ENTRY_VALID) != 0 || (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
        if (unwatched && entry->mode != GIT_FILEMODE_COMMIT) PROFFER_CHECK(collector.add_path(entry->path));
    }
    return {};
}

}  // namespace

Result<std::vector<Difference>> find_differences(git_repository* repository, const git_oid& base) {
    if (git_repository_is_bare(repository) == 1) return std::vector<Difference>{};
    CommitHandle commit;
    TreeHandle tree;
    int status = git_commit_lookup(Out(commit), repository, &base);
    if (status == 0) status = git_commit_tree(Out(tree), commit.get());
    if (status != 0) return failure(status, "cannot read base commit " + from_git(base).short_text());
    PROFFER_TRY(const IndexHandle index, open_index(repository, tree.get()));
    PROFFER_TRY(const DiffHandle diff, compare(repository, tree.get(), index.get()));
    Collector collector(tree.get());
    PROFFER_CHECK(collector.add_diff(diff.get()));
    PROFFER_CHECK(add_unwatched(collector, index.get()));
    return collector.take();
}

}  // namespace proffer::git
