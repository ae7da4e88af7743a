// libgit2 for the other files of this module: started once, its objects owned, its failures turned into Error.
#pragma once

#include <git2.h>
#include <git2/sys/repository.h>

#include <string>
#include <string_view>

#include "base/handle.hpp"
#include "base/result.hpp"
#include "domain/oid.hpp"

namespace proffer::git {

using base::Out;

using RepositoryHandle = base::Handle<git_repository, git_repository_free>;
using ConfigHandle = base::Handle<git_config, git_config_free>;
using ConfigIteratorHandle = base::Handle<git_config_iterator, git_config_iterator_free>;
using ReferenceHandle = base::Handle<git_reference, git_reference_free>;
using ReferenceIteratorHandle = base::Handle<git_reference_iterator, git_reference_iterator_free>;
using ObjectHandle = base::Handle<git_object, git_object_free>;
using CommitHandle = base::Handle<git_commit, git_commit_free>;
using TreeHandle = base::Handle<git_tree, git_tree_free>;
using TreeBuilderHandle = base::Handle<git_treebuilder, git_treebuilder_free>;
using OdbHandle = base::Handle<git_odb, git_odb_free>;
using OdbObjectHandle = base::Handle<git_odb_object, git_odb_object_free>;
using IndexHandle = base::Handle<git_index, git_index_free>;
using DiffHandle = base::Handle<git_diff, git_diff_free>;
using PatchHandle = base::Handle<git_patch, git_patch_free>;
using SignatureHandle = base::Handle<git_signature, git_signature_free>;

/// A git_buf that frees itself.
class Buffer {
 public:
    Buffer() = default;
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    ~Buffer() { git_buf_dispose(&buffer_); }
    [[nodiscard]] git_buf* out() { return &buffer_; }
    [[nodiscard]] std::string_view view() const {
        return buffer_.ptr == nullptr ? std::string_view() : std::string_view(buffer_.ptr, buffer_.size);
    }

 private:
    git_buf buffer_ = GIT_BUF_INIT;
};

/// Starts libgit2 at the first call, for the rest of the process: no configuration of the system or the user is read by itself, owners
/// of files are not compared (nothing a repository configures is ever run by us), every object read is hashed again.
void start_library();

/// What libgit2 refused: `what`, a colon, its reason. The code follows `status` (and errno for class OS).
[[nodiscard]] Error failure(int status, const std::string& what);

[[nodiscard]] git_oid to_git(const domain::Oid& oid);
[[nodiscard]] domain::Oid from_git(const git_oid& oid);

}  // namespace proffer::git
