// The user's repository, read only, and beside it an object store of our own for what we make. libgit2 stays behind this header.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/edit.hpp"
#include "domain/oid.hpp"
#include "domain/settings.hpp"
#include "domain/snapshot.hpp"

namespace proffer::git {

struct Identity {
    std::string name;
    std::string email;
};

struct Layout {
    std::filesystem::path work_dir;    ///< empty in a bare repository
    std::filesystem::path git_dir;     ///< of this worktree
    std::filesystem::path common_dir;  ///< shared by all worktrees; the lock is taken on it
    bool bare = false;
    bool shallow = false;
    bool partial = false;  ///< promisor remote: blobs may be missing
};

/// A path where the working tree is not what the base commit says; what a workspace has to correct.
struct Difference {
    std::string path;      ///< bytes as stored
    bool in_base = false;  ///< true: show the base's bytes; false: hide it (untracked, but not ignored)
};

struct CommitRequest {
    domain::Oid parent;
    domain::EditSet edits;
    std::string message;
    Identity author;
    Identity committer;
    std::int64_t time_seconds = 0;  ///< of both, UTC; the same request gives the same commit
};

struct Commit {
    domain::Oid commit;
    domain::Oid tree;
};

enum class PushOutcome {
    created,        ///< the branch is new
    already_there,  ///< it already held exactly this commit
    updated,        ///< it held `RefPush::replaces`
};

/// A push that is more than a new branch.
struct RefPush {
    std::string ref;  ///< "refs/heads/topic", or one that a forge gives a meaning: "refs/for/main"
    domain::Oid commit;
    std::optional<domain::Oid> replaces;  ///< what the branch must hold now, else `conflict`; absent: it must not exist
    std::vector<std::string> options;     ///< `git push -o`, each one line; a server that knows none fails with `denied`
};

struct PushAnswer {
    PushOutcome outcome = PushOutcome::created;
    std::string said;  ///< git's report and what the server wrote beside; untrusted, of several lines, at most 64 KiB
};

/// A commit of a branch on the remote.
struct RemoteCommit {
    domain::Oid commit;
    domain::Oid tree;
    Identity author;
    Identity committer;
    std::string message;
    std::int64_t time_seconds = 0;  ///< of the committer, since 1970
};

/// A branch that a push has moved or is about to.
struct PushedTip {
    domain::Oid commit;
    std::optional<domain::Oid> before;  ///< what the branch held; absent or not here: what counts is what no branch of the remote has
    std::string remote;                 ///< name; when there is none of that name, all remotes count
    std::vector<std::string> branches;  ///< of the same push: what is known of these may be newer than the push
};

/// What a push brings to a branch.
struct PushedRange {
    std::vector<RemoteCommit> commits;  ///< the newest first, at most 100
    bool has_more = false;              ///< than those
    std::vector<std::string> files;     ///< paths that differ, in byte order, at most 1,000
    std::string diff;                   ///< unified, at most 64 KiB and then a line that says so
};

/// A branch of the remote.
struct RemoteBranch {
    std::string name;  ///< without "refs/heads/"
    domain::Oid commit;
};

/// How git may log in and travel; taken from the user's own (global) configuration and the environment, never from the repository's
/// configuration (security.md G1).
struct PushSettings {
    std::string remote_url;
    std::string token;  ///< sent as an HTTP header from memory; empty: credentials as the user's git finds them
    std::string username = "x-access-token";
    bool bearer = false;  ///< the token alone instead of username and token: Azure DevOps job tokens, proxies with their own login
    bool use_global_configuration = true;  ///< credential.*, http.*, url.*, core.sshCommand of the global file; false in CI
};

/// Small files under a ref that is no branch, below "refs/proffer/".
struct KeptFiles {
    std::optional<domain::Oid> commit;         ///< that the ref holds; absent: it does not exist
    std::map<std::string, std::string> files;  ///< name at the top of the tree, and bytes
};

class Repository {
 public:
    virtual ~Repository() = default;

    [[nodiscard]] virtual const Layout& layout() const = 0;

    /// Where objects that were fetched or made are, for another process of ours; empty: nowhere.
    [[nodiscard]] virtual std::filesystem::path objects() const { return {}; }
    /// Reads the objects of that directory too, as `objects` gave it.
    [[nodiscard]] virtual Result<void> read_also(const std::filesystem::path& /*objects*/) { return {}; }

    /// Whether HEAD is that commit or built on it.
    [[nodiscard]] virtual Result<bool> has_in_history(const domain::Oid& commit) const {
        static_cast<void>(commit);
        return true;
    }
    /// The commit `rev` names; empty: HEAD. Fails with `not_found` (unborn, unknown; the hint says which refs exist).
    [[nodiscard]] virtual Result<domain::Oid> resolve(const std::string& rev) const = 0;
    /// "main" when HEAD is on a branch; empty when detached.
    [[nodiscard]] virtual std::string head_branch() const = 0;
    /// The tree of a commit. It may not outlive the repository.
    [[nodiscard]] virtual Result<std::unique_ptr<domain::Snapshot>> snapshot(const domain::Oid& commit) const = 0;
    /// Where the working tree differs from `base`; ignored files are not told. Empty for a bare repository.
    [[nodiscard]] virtual Result<std::vector<Difference>> differences(const domain::Oid& base) const = 0;

    /// Writes blobs, trees and a commit into our own store. New files are 100644; edited ones keep their mode (F1).
    [[nodiscard]] virtual Result<Commit> commit(const CommitRequest& request) = 0;
    /// The tree `edits` on top of `parent` would give, without a commit; the proposal's identity.
    [[nodiscard]] virtual Result<domain::Oid> write_tree(const domain::Oid& parent, const domain::EditSet& edits) = 0;
    /// git-format-patch text of a commit, binary-safe.
    [[nodiscard]] virtual Result<std::string> format_patch(const domain::Oid& commit) = 0;
    /// The edits a patch makes on `base`, as complete files; the other way of `format_patch`. Fails with `conflict`.
    [[nodiscard]] virtual Result<domain::EditSet> read_patch(const domain::Oid& base, const std::string& patch) = 0;

    /// What a push brings that this repository knows of. Fails with `not_found` when the pushed commit is not here.
    [[nodiscard]] virtual Result<PushedRange> pushed_range(const PushedTip& pushed) const {
        static_cast<void>(pushed);
        return PushedRange();
    }

    /// The remote that `remote_url` tells from now on: by its name, or by `url` when the configuration knows no such name.
    virtual void choose_remote(const std::string& name, const std::string& url) { static_cast<void>(name), static_cast<void>(url); }
    /// Url of the remote to publish to: `origin`, else the only one; empty when there is none.
    [[nodiscard]] virtual Result<std::string> remote_url() const = 0;
    /// The oid a branch has on the remote, or nothing. Fails with `network`, `unauthorized`, `git`.
    [[nodiscard]] virtual Result<std::optional<domain::Oid>> remote_branch(const PushSettings& settings, const std::string& branch) = 0;
    /// What `branch` (or a ref below refs/pull/) has on the remote and `base` has not, the newest first, at most 100; fetched into our
    /// store. Empty when it is not there. Fails as `remote_branch`.
    [[nodiscard]] virtual Result<std::vector<RemoteCommit>> remote_commits(const PushSettings& settings, const std::string& branch,
                                                                           const domain::Oid& base) = 0;
    /// What a ref of ours holds on the remote. Fails as `remote_branch`, and with `denied` for a tree that is not one of `keep_files`.
    [[nodiscard]] virtual Result<KeptFiles> kept_files(const PushSettings& settings, const std::string& ref) {
        static_cast<void>(settings), static_cast<void>(ref);
        return KeptFiles();
    }
    /// Replaces them, in a commit without parents, when the ref still holds `kept.commit`; else fails with `conflict`, and as `push`.
    [[nodiscard]] virtual Result<void> keep_files(const PushSettings& settings, const std::string& ref, const KeptFiles& kept) {
        static_cast<void>(settings), static_cast<void>(ref), static_cast<void>(kept);
        return {};
    }
    /// The same commit with a signature, made by the git program with ssh-keygen or gpg and the key of PROFFER_SIGN_WITH, else of
    /// `user.signingKey` in the user's own configuration. `kind` is ssh or gpg. Fails with `git` when there is no key or it does not sign.
    [[nodiscard]] virtual Result<domain::Oid> sign(const domain::Oid& commit, domain::Sign kind) = 0;
    /// Branches whose names begin with `prefix`, in byte order, at most 1,000; those with names that `check_branch_name` refuses are left
    /// out. Fails as `remote_branch`, and with `usage` when no branch can be called so.
    [[nodiscard]] virtual Result<std::vector<RemoteBranch>> remote_branches(const PushSettings& settings, const std::string& prefix) = 0;
    /// Deletes the branch when it holds that commit; one that is gone already is fine. Fails with `conflict` when it holds another commit;
    /// else as `push`.
    [[nodiscard]] virtual Result<void> delete_remote_branch(const PushSettings& settings, const RemoteBranch& branch) = 0;
    /// Moves nothing but what the request names: fails with `conflict` when the ref holds another commit; else with `unauthorized`,
    /// `denied` (hook, protection, option), `network`, `git`.
    [[nodiscard]] virtual Result<PushAnswer> push(const PushSettings& settings, const RefPush& request) = 0;
    /// Creates `branch` on the remote, never moves it.
    [[nodiscard]] Result<PushOutcome> push(const PushSettings& settings, const std::string& branch, const domain::Oid& commit) {
        PROFFER_TRY(const PushAnswer answer, push(settings, RefPush{"refs/heads/" + branch, commit, {}, {}}));
        return answer.outcome;
    }
    /// Creates a branch in the user's repository without checking it out; copies our objects there first. Fails with `conflict`.
    [[nodiscard]] virtual Result<PushOutcome> create_local_branch(const std::string& branch, const domain::Oid& commit) = 0;
    /// The user's identity from the configuration files (read as data) and GIT_AUTHOR_*; nothing when not set.
    [[nodiscard]] virtual std::optional<Identity> user_identity() const = 0;
    /// How to log in when a snapshot of a partial clone has to fetch a missing file; the remote stays the one the clone came from.
    /// Without it, as the user's own git would.
    virtual void fetch_missing_with(const PushSettings& settings) { static_cast<void>(settings); }
};

/// `directory` lies anywhere in the working tree, or is a git directory. `store` is an empty private directory for our objects. Fails with
/// `not_found` (no repository), `git` (one we cannot read: SHA-256, damaged; the hint says so). Environment is that of the process.
[[nodiscard]] Result<std::unique_ptr<Repository>> open_repository(const std::filesystem::path& directory,
                                                                  const std::filesystem::path& store);

/// Fails with `usage` unless `name` is a valid branch name that no shell, log or page reads as anything else.
[[nodiscard]] Result<void> check_branch_name(const std::string& name);

/// A url without user and password, for people.
[[nodiscard]] std::string displayed_url(const std::string& url);

}  // namespace proffer::git
