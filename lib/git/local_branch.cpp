// Copies our commit into the user's repository and names it.
#include "git/local_branch.hpp"

#include <optional>
#include <vector>

#include "base/text.hpp"

namespace proffer::git {

namespace {

class Copier {
 public:
    Copier(const Objects& objects, git_odb* target) : objects_(objects), target_(target) {}

    /// The commit and what it needs, children first: a killed run leaves nothing that points at what is missing.
    Result<void> copy_commit(const git_oid& oid) {
        if (is_there(oid)) return {};
        PROFFER_TRY(const CommitHandle commit, objects_.commit(oid));
        PROFFER_CHECK(copy_tree(*git_commit_tree_id(commit.get()), 0));
        for (unsigned int i = 0; i < git_commit_parentcount(commit.get()); ++i)
            PROFFER_CHECK(copy_commit(*git_commit_parent_id(commit.get(), i)));
        return copy_object(oid);
    }

 private:
    static constexpr int k_deepest = 4096;

    [[nodiscard]] bool is_there(const git_oid& oid) const { return git_odb_exists_ext(target_, &oid, GIT_ODB_LOOKUP_NO_REFRESH) == 1; }

    Result<void> copy_tree(const git_oid& oid, int depth) {
        if (is_there(oid)) return {};
        if (depth > k_deepest) return Error{ErrorCode::denied, "cannot copy the commit: its directories are nested too deeply", "", {}};
        PROFFER_TRY(const TreeHandle tree, objects_.tree(oid));
        for (std::size_t i = 0; i < git_tree_entrycount(tree.get()); ++i) {
            const git_tree_entry* entry = git_tree_entry_byindex(tree.get(), i);
            const git_oid& child = *git_tree_entry_id(entry);
            const git_object_t type = git_tree_entry_type(entry);
            if (type == GIT_OBJECT_TREE) PROFFER_CHECK(copy_tree(child, depth + 1));
            // What is in neither is one of the blobs that a partial clone leaves out.
            if (type == GIT_OBJECT_BLOB && !is_there(child) && objects_.is_here(child)) PROFFER_CHECK(copy_object(child));
        }
        return copy_object(oid);
    }

    Result<void> copy_object(const git_oid& oid) {
        PROFFER_TRY(const OdbObjectHandle object, objects_.read(oid));
        git_oid written;
        const int status = git_odb_write(&written, target_, git_odb_object_data(object.get()), git_odb_object_size(object.get()),
                                         git_odb_object_type(object.get()));
        if (status != 0) return failure(status, "cannot copy our commit into the repository");
        return {};
    }

    const Objects& objects_;
    git_odb* target_;
};

/// libgit2 flushes what it writes only when asked to, and only for the whole process; our own store needs none of it.
class Flushing {
 public:
    Flushing() { git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1); }
    Flushing(const Flushing&) = delete;
    Flushing& operator=(const Flushing&) = delete;
    ~Flushing() { git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 0); }
};

std::optional<git_oid> find_ref(git_repository* repository, const std::string& name) {
    git_oid oid;
    if (git_reference_name_to_id(&oid, repository, name.c_str()) != 0) return {};
    return oid;
}

/// "a" for a branch "a/b": refs are files, so both cannot be.
std::optional<std::string> branch_in_the_way(git_repository* repository, const std::string& branch) {
    for (auto slash = branch.find('/'); slash != std::string::npos; slash = branch.find('/', slash + 1))
        if (find_ref(repository, "refs/heads/" + branch.substr(0, slash))) return branch.substr(0, slash);
    ReferenceIteratorHandle iterator;
    const std::string below = "refs/heads/" + branch + "/*";
    const char* name = nullptr;
    if (git_reference_iterator_glob_new(Out(iterator), repository, below.c_str()) != 0) return {};
    if (git_reference_next_name(&name, iterator.get()) != 0) return {};
    return std::string(name).substr(std::string_view("refs/heads/").size());
}

bool is_unborn_head(git_repository* repository, const std::string& ref) {
    ReferenceHandle head;
    if (git_reference_lookup(Out(head), repository, "HEAD") != 0) return false;
    const char* target = git_reference_symbolic_target(head.get());
    return target != nullptr && ref == target;
}

Result<PushOutcome> judge_existing(const std::string& branch, const git_oid& existing, const git_oid& commit) {
    if (git_oid_equal(&existing, &commit) != 0) return PushOutcome::already_there;
    return Error{ErrorCode::conflict,
                 "cannot create branch '" + branch + "': it exists and holds " + from_git(existing).short_text(),
                 "proffer never moves a branch; delete it or choose another name",
                 {}};
}

Error in_the_way(const std::string& branch, const std::string& other) {
    return Error{ErrorCode::conflict,
                 "cannot create branch '" + branch + "': branch '" + base::visible_line(other) + "' is in the way",
                 "git cannot hold both; delete it or choose another name",
                 {}};
}

Result<PushOutcome> create_ref(git_repository* user, const std::string& branch, const git_oid& commit) {
    const std::string ref = "refs/heads/" + branch;
    ReferenceHandle created;
    const int status = git_reference_create(Out(created), user, ref.c_str(), &commit, 0, "branch: created by proffer");
    if (status == 0) return PushOutcome::created;
    // Somebody may have been faster.
    if (const auto existing = find_ref(user, ref)) return judge_existing(branch, *existing, commit);
    return failure(status, "cannot create branch '" + branch + "'");
}

}  // namespace

Result<PushOutcome> make_local_branch(const Objects& objects, git_repository* user, const Layout& layout, const std::string& branch,
                                      const git_oid& commit) {
    const std::string ref = "refs/heads/" + branch;
    if (const auto existing = find_ref(user, ref)) return judge_existing(branch, *existing, commit);
    if (const auto other = branch_in_the_way(user, branch)) return in_the_way(branch, *other);
    if (is_unborn_head(user, ref))
        return Error{ErrorCode::conflict, "cannot create branch '" + branch + "': it is checked out", "choose another name", {}};
    OdbHandle target;
    const std::string directory = (layout.common_dir / "objects").string();
    if (const int status = git_odb_open(Out(target), directory.c_str()); status != 0)
        return failure(status, "cannot open the repository's objects");
    const Flushing flushing;
    PROFFER_CHECK(Copier(objects, target.get()).copy_commit(commit));
    return create_ref(user, branch, commit);
}

}  // namespace proffer::git
