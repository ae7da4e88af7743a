// Writes a commit that depends on nothing but the request, and looks at it again.
#include "git/commit.hpp"

#include <set>

#include "base/text.hpp"
#include "git/tree_writer.hpp"

namespace proffer::git {

namespace {

constexpr std::size_t k_message_limit_bytes = 1024 * 1024;

Result<SignatureHandle> signature_of(const Identity& identity, std::int64_t time_seconds) {
    SignatureHandle signature;
    const int status = git_signature_new(Out(signature), identity.name.c_str(), identity.email.c_str(), time_seconds, 0);
    if (status == 0) return signature;
    Error error = failure(status, "cannot commit as '" + base::visible_line(identity.name + " <" + identity.email + ">") + "'");
    error.hint = "name and e-mail may not be empty nor hold '<' or '>'";
    return error;
}

Result<std::string> cleaned_message(const std::string& message) {
    if (message.size() > k_message_limit_bytes || message.find('\0') != std::string::npos)
        return Error{ErrorCode::usage, "cannot commit: the message holds a NUL or is larger than 1 MiB", "", {}};
    Buffer cleaned;
    if (const int status = git_message_prettify(cleaned.out(), message.c_str(), 0, '#'); status != 0)
        return failure(status, "cannot read the commit message");
    return cleaned.view().empty() ? std::string("proffer\n") : std::string(cleaned.view());
}

Result<git_oid> create(const Objects& objects, const CommitRequest& request, const git_commit* parent, const git_oid& tree_id) {
    PROFFER_TRY(const SignatureHandle author, signature_of(request.author, request.time_seconds));
    PROFFER_TRY(const SignatureHandle committer, signature_of(request.committer, request.time_seconds));
    PROFFER_TRY(const std::string message, cleaned_message(request.message));
    PROFFER_TRY(const TreeHandle tree, objects.tree(tree_id));
    const git_commit* parents[] = {parent};
    Buffer bytes;
    const int status = git_commit_create_buffer(bytes.out(), objects.store(), author.get(), committer.get(), nullptr, message.c_str(),
                                                tree.get(), 1, parents);
    if (status != 0) return failure(status, "cannot write the commit");
    return objects.write(GIT_OBJECT_COMMIT, bytes.view());
}

Error altered(const std::string& what) {
    return Error{ErrorCode::git,
                 "the written commit is not the one that was asked for: " + what,
                 "something else writes to the repository's objects; run again",
                 {}};
}

/// Read from disk, past every cache, and hashed again.
Result<void> check_stored(git_odb* fresh, const git_oid& oid) {
    OdbObjectHandle object;
    if (const int status = git_odb_read(Out(object), fresh, &oid); status != 0) return failure(status, "cannot read back what was written");
    git_oid hashed;
    const int status =
        git_odb_hash(&hashed, git_odb_object_data(object.get()), git_odb_object_size(object.get()), git_odb_object_type(object.get()));
    if (status != 0 || git_oid_equal(&hashed, &oid) == 0) return altered(from_git(oid).text() + " holds other bytes");
    return {};
}

Result<void> check_delta(const git_diff_delta& delta, git_odb* fresh, const std::set<std::string_view>& edited) {
    const std::string path = delta.new_file.path;
    if (edited.count(path) == 0) return altered("'" + base::visible_line(path) + "' changed too");
    if (delta.status == GIT_DELTA_DELETED) return {};
    const std::uint16_t mode = delta.new_file.mode;
    if (mode != GIT_FILEMODE_BLOB && mode != GIT_FILEMODE_BLOB_EXECUTABLE) return altered("'" + base::visible_line(path) + "' is no file");
    return check_stored(fresh, delta.new_file.id);
}

Result<void> check_changes(const Objects& objects, git_odb* fresh, const git_commit* parent, const git_oid& tree_id,
                           const domain::EditSet& edits) {
    PROFFER_TRY(const TreeHandle before, objects.tree(*git_commit_tree_id(parent)));
    PROFFER_TRY(const TreeHandle after, objects.tree(tree_id));
    DiffHandle diff;
    const int status = git_diff_tree_to_tree(Out(diff), objects.store(), before.get(), after.get(), nullptr);
    if (status != 0) return failure(status, "cannot compare the commit with its base");
    std::set<std::string_view> edited;
    for (const domain::Edit& edit : edits) edited.insert(edit.path.text());
    for (std::size_t i = 0; i < git_diff_num_deltas(diff.get()); ++i)
        PROFFER_CHECK(check_delta(*git_diff_get_delta(diff.get(), i), fresh, edited));
    return {};
}

Result<void> check_written(const Objects& objects, const CommitRequest& request, const git_commit* parent, const git_oid& tree,
                           const git_oid& commit) {
    const std::string directory = std::string(git_repository_path(objects.store())) + "objects";
    OdbHandle fresh;
    if (const int status = git_odb_open(Out(fresh), directory.c_str()); status != 0)
        return failure(status, "cannot read back what was written");
    PROFFER_CHECK(check_stored(fresh.get(), commit));
    PROFFER_CHECK(check_stored(fresh.get(), tree));
    return check_changes(objects, fresh.get(), parent, tree, request.edits);
}

}  // namespace

Result<Commit> write_commit(const Objects& objects, const CommitRequest& request) {
    PROFFER_TRY(const CommitHandle parent, objects.commit(to_git(request.parent)));
    PROFFER_TRY(const TreeHandle base, objects.tree(*git_commit_tree_id(parent.get())));
    PROFFER_TRY(const git_oid tree, write_edited_tree(objects, base.get(), request.edits));
    PROFFER_TRY(const git_oid commit, create(objects, request, parent.get(), tree));
    PROFFER_CHECK(check_written(objects, request, parent.get(), tree, commit));
    return Commit{from_git(commit), from_git(tree)};
}

}  // namespace proffer::git
