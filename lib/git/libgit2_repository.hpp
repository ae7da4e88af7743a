// Repository on libgit2 and the git program.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "git/objects.hpp"
#include "git/push.hpp"
#include "git/repository.hpp"

namespace proffer::git {

class Libgit2Repository final : public Repository {
 public:
    static Result<std::unique_ptr<Repository>> open(const std::filesystem::path& directory, const std::filesystem::path& store);

    [[nodiscard]] const Layout& layout() const override { return layout_; }
    [[nodiscard]] std::filesystem::path objects() const override { return transport_.store / "objects"; }
    [[nodiscard]] Result<void> read_also(const std::filesystem::path& objects) override;
    [[nodiscard]] Result<bool> has_in_history(const domain::Oid& commit) const override;
    [[nodiscard]] Result<domain::Oid> resolve(const std::string& rev) const override;
    [[nodiscard]] std::string head_branch() const override;
    [[nodiscard]] Result<std::unique_ptr<domain::Snapshot>> snapshot(const domain::Oid& commit) const override;
    [[nodiscard]] Result<std::vector<Difference>> differences(const domain::Oid& base) const override;
    [[nodiscard]] Result<Commit> commit(const CommitRequest& request) override;
    [[nodiscard]] Result<domain::Oid> write_tree(const domain::Oid& parent, const domain::EditSet& edits) override;
    [[nodiscard]] Result<std::string> format_patch(const domain::Oid& commit) override;
    [[nodiscard]] Result<domain::EditSet> read_patch(const domain::Oid& base, const std::string& patch) override;
    [[nodiscard]] Result<PushedRange> pushed_range(const PushedTip& pushed) const override;
    void choose_remote(const std::string& name, const std::string& url) override;
    [[nodiscard]] Result<std::string> remote_url() const override;
    [[nodiscard]] Result<std::optional<domain::Oid>> remote_branch(const PushSettings& settings, const std::string& branch) override;
    [[nodiscard]] Result<std::vector<RemoteCommit>> remote_commits(const PushSettings& settings, const std::string& branch,
                                                                   const domain::Oid& base) override;
    [[nodiscard]] Result<KeptFiles> kept_files(const PushSettings& settings, const std::string& ref) override;
    [[nodiscard]] Result<void> keep_files(const PushSettings& settings, const std::string& ref, const KeptFiles& kept) override;
    [[nodiscard]] Result<domain::Oid> sign(const domain::Oid& commit, domain::Sign kind) override;
    [[nodiscard]] Result<std::vector<RemoteBranch>> remote_branches(const PushSettings& settings, const std::string& prefix) override;
    [[nodiscard]] Result<void> delete_remote_branch(const PushSettings& settings, const RemoteBranch& branch) override;
    using Repository::push;
    [[nodiscard]] Result<PushAnswer> push(const PushSettings& settings, const RefPush& request) override;
    [[nodiscard]] Result<PushOutcome> create_local_branch(const std::string& branch, const domain::Oid& commit) override;
    [[nodiscard]] std::optional<Identity> user_identity() const override;
    void fetch_missing_with(const PushSettings& settings) override;

 private:
    Libgit2Repository() = default;
    [[nodiscard]] Result<void> open_parts(const std::filesystem::path& directory, const std::filesystem::path& store);
    [[nodiscard]] Result<void> fetch_missing(const std::vector<git_oid>& oids) const;
    [[nodiscard]] Result<TreeHandle> tree_of(const domain::Oid& commit) const;

    Layout layout_;
    RepositoryHandle user_;
    ConfigHandle configuration_;  // of the user's repository and its user
    RepositoryHandle store_;
    std::unique_ptr<Objects> objects_;
    std::string remote_;  // chosen; empty: by the configuration
    std::string chosen_url_;
    Transport transport_;
    std::vector<std::filesystem::path> fetched_;  // where objects may be that the user's repository does not have
    PushSettings promisor_;                       // guarded by fetching_
    mutable std::mutex fetching_;
};

}  // namespace proffer::git
