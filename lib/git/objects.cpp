// Reads objects by id.
#include "git/objects.hpp"

#include <git2/odb_backend.h>

#include "base/text.hpp"

namespace proffer::git {

namespace {

Error unreadable(int status, const git_oid& oid, const char* kind) {
    return failure(status, std::string("cannot read ") + kind + " " + from_git(oid).short_text());
}

Result<OdbHandle> open_own(git_repository* store) {
    const std::string directory = std::string(git_repository_path(store)) + "objects";
    OdbHandle own;
    git_odb_backend* loose = nullptr;
    int status = git_odb_new(Out(own));
    if (status == 0) status = git_odb_backend_loose(&loose, directory.c_str(), -1, 0, 0, 0);
    if (status == 0) status = git_odb_add_backend(own.get(), loose, 1);
    if (status != 0) return failure(status, "cannot open our object store");
    return own;
}

}  // namespace

Result<Objects> Objects::open(git_repository* store, Fetch fetch) {
    OdbHandle odb;
    if (const int status = git_repository_odb(Out(odb), store); status != 0) return failure(status, "cannot read our object store");
    PROFFER_TRY(OdbHandle own, open_own(store));
    return Objects(store, std::move(odb), std::move(own), std::move(fetch));
}

bool Objects::is_here(const git_oid& oid) const {
    return git_odb_exists_ext(odb_.get(), &oid, GIT_ODB_LOOKUP_NO_REFRESH) == 1;
}

Result<git_oid> Objects::write(git_object_t type, std::string_view bytes) const {
    git_oid oid;
    const int status = git_odb_write(&oid, own_.get(), bytes.data(), bytes.size(), type);
    if (status != 0) return failure(status, "cannot write to our object store");
    return oid;
}

Result<void> Objects::fetch(const std::vector<git_oid>& oids) const {
    if (!fetch_ || oids.empty()) return {};
    PROFFER_CHECK(fetch_(oids));
    if (const int status = git_odb_refresh(odb_.get()); status != 0) return failure(status, "cannot read the fetched objects");
    return {};
}

Result<void> Objects::ensure(const git_oid& oid) const {
    if (!fetch_ || git_odb_exists(odb_.get(), &oid) == 1) return {};
    return fetch({oid});
}

Result<OdbObjectHandle> Objects::read(const git_oid& oid) const {
    PROFFER_CHECK(ensure(oid));
    OdbObjectHandle object;
    if (const int status = git_odb_read(Out(object), odb_.get(), &oid); status != 0) return unreadable(status, oid, "object");
    return object;
}

Result<TreeHandle> Objects::tree(const git_oid& oid) const {
    PROFFER_CHECK(ensure(oid));
    TreeHandle tree;
    if (const int status = git_tree_lookup(Out(tree), store_, &oid); status != 0) return unreadable(status, oid, "tree");
    return tree;
}

Result<CommitHandle> Objects::commit(const git_oid& oid) const {
    PROFFER_CHECK(ensure(oid));
    CommitHandle commit;
    if (const int status = git_commit_lookup(Out(commit), store_, &oid); status != 0) return unreadable(status, oid, "commit");
    return commit;
}

Result<std::uint64_t> Objects::size_bytes(const git_oid& oid) const {
    PROFFER_CHECK(ensure(oid));
    std::size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (const int status = git_odb_read_header(&size, &type, odb_.get(), &oid); status != 0) return unreadable(status, oid, "object");
    return static_cast<std::uint64_t>(size);
}

}  // namespace proffer::git
