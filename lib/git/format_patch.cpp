// Writes a commit as a mail. libgit2's own mails (git_email_create) leave subjects unencoded, lose CR in git am and carry a version.
#include <algorithm>
#include <cstring>

#include "base/text.hpp"
#include "git/mail.hpp"
#include "git/patch.hpp"

namespace proffer::git {

namespace {

constexpr std::uint64_t k_text_limit_bytes = 16 * 1024 * 1024;

Result<DiffHandle> compare(const Objects& objects, const git_tree* before, const git_tree* after, std::uint32_t flags) {
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    options.flags = GIT_DIFF_SHOW_BINARY | GIT_DIFF_INDENT_HEURISTIC | flags;
    options.id_abbrev = GIT_OID_HEXSZ;
    DiffHandle diff;
    int status = git_diff_tree_to_tree(Out(diff), objects.store(), const_cast<git_tree*>(before), const_cast<git_tree*>(after), &options);
    git_diff_find_options find = GIT_DIFF_FIND_OPTIONS_INIT;
    find.flags = GIT_DIFF_FIND_RENAMES;
    if (status == 0) status = git_diff_find_similar(diff.get(), &find);
    if (status != 0) return failure(status, "cannot compare the commit with its parent");
    return diff;
}

/// git mailsplit cuts the CR of every line that ends with CR LF, and git am asks for nothing else by default.
Result<bool> needs_binary(const Objects& objects, const git_diff_file& file) {
    if (git_oid_is_zero(&file.id) != 0) return false;
    PROFFER_TRY(const OdbObjectHandle blob, objects.read(file.id));
    const std::size_t size = git_odb_object_size(blob.get());
    return size > k_text_limit_bytes || std::memchr(git_odb_object_data(blob.get()), '\r', size) != nullptr;
}

Result<std::string> render_delta(git_diff* diff, std::size_t index) {
    PatchHandle patch;
    Buffer text;
    int status = git_patch_from_diff(Out(patch), diff, index);
    if (status == 0 && patch != nullptr) status = git_patch_to_buf(text.out(), patch.get());
    if (status != 0) return failure(status, "cannot write the patch");
    return std::string(text.view());
}

Result<std::string> render_diff(const Objects& objects, const git_tree* before, const git_tree* after) {
    PROFFER_TRY(const DiffHandle as_text, compare(objects, before, after, GIT_DIFF_NORMAL));
    PROFFER_TRY(const DiffHandle as_binary, compare(objects, before, after, GIT_DIFF_FORCE_BINARY));
    std::string text;
    for (std::size_t i = 0; i < git_diff_num_deltas(as_text.get()); ++i) {
        const git_diff_delta* delta = git_diff_get_delta(as_text.get(), i);
        PROFFER_TRY(const bool old_binary, needs_binary(objects, delta->old_file));
        PROFFER_TRY(const bool new_binary, needs_binary(objects, delta->new_file));
        PROFFER_TRY(const std::string part, render_delta(old_binary || new_binary ? as_binary.get() : as_text.get(), i));
        text += part;
    }
    return text;
}

MailHead head_of(const git_commit* commit) {
    const git_signature* author = git_commit_author(commit);
    MailHead head;
    head.commit = from_git(*git_commit_id(commit)).text();
    head.author = {author->name, author->email};
    head.time_seconds = author->when.time;
    head.offset_minutes = author->when.offset;
    head.message = git_commit_message(commit);
    return head;
}

}  // namespace

Result<std::string> render_patch(const Objects& objects, const git_oid& commit) {
    PROFFER_TRY(const CommitHandle subject, objects.commit(commit));
    PROFFER_TRY(const TreeHandle after, objects.tree(*git_commit_tree_id(subject.get())));
    TreeHandle before;
    if (git_commit_parentcount(subject.get()) > 0) {
        PROFFER_TRY(const CommitHandle parent, objects.commit(*git_commit_parent_id(subject.get(), 0)));
        PROFFER_TRY(before, objects.tree(*git_commit_tree_id(parent.get())));
    }
    PROFFER_TRY(const std::string diff, render_diff(objects, before.get(), after.get()));
    return render_mail_head(head_of(subject.get())) + diff;
}

}  // namespace proffer::git
