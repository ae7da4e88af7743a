// A repository without git: a checkout in a temporary directory, its base in memory, differences as told.
#pragma once

#include <utility>

#include "git/repository.hpp"
#include "support/memory_snapshot.hpp"

namespace proffer::support {

class FakeRepository : public git::Repository {
 public:
    git::Layout layout_of;
    MemorySnapshot base;
    std::vector<git::Difference> differing;

    [[nodiscard]] const git::Layout& layout() const override { return layout_of; }
    [[nodiscard]] Result<domain::Oid> resolve(const std::string&) const override { return domain::Oid::parse(std::string(40, 'a')); }
    [[nodiscard]] std::string head_branch() const override { return "main"; }
    [[nodiscard]] Result<std::unique_ptr<domain::Snapshot>> snapshot(const domain::Oid&) const override {
        return std::unique_ptr<domain::Snapshot>(std::make_unique<MemorySnapshot>(base));
    }
    [[nodiscard]] Result<std::vector<git::Difference>> differences(const domain::Oid&) const override { return differing; }

    [[nodiscard]] Result<git::Commit> commit(const git::CommitRequest&) override { return unused(); }
    [[nodiscard]] Result<domain::Oid> write_tree(const domain::Oid&, const domain::EditSet&) override { return unused(); }
    [[nodiscard]] Result<std::string> format_patch(const domain::Oid&) override { return unused(); }
    [[nodiscard]] Result<domain::EditSet> read_patch(const domain::Oid&, const std::string&) override { return unused(); }
    [[nodiscard]] Result<std::string> remote_url() const override { return unused(); }
    [[nodiscard]] Result<std::optional<domain::Oid>> remote_branch(const git::PushSettings&, const std::string&) override {
        return unused();
    }
    [[nodiscard]] Result<std::vector<git::RemoteCommit>> remote_commits(const git::PushSettings&, const std::string&,
                                                                        const domain::Oid&) override {
        return unused();
    }
    [[nodiscard]] Result<domain::Oid> sign(const domain::Oid&, domain::Sign) override { return unused(); }
    [[nodiscard]] Result<std::vector<git::RemoteBranch>> remote_branches(const git::PushSettings&, const std::string&) override {
        return unused();
    }
    [[nodiscard]] Result<void> delete_remote_branch(const git::PushSettings&, const git::RemoteBranch&) override { return unused(); }
    [[nodiscard]] Result<git::PushAnswer> push(const git::PushSettings&, const git::RefPush&) override { return unused(); }
    [[nodiscard]] Result<git::PushOutcome> create_local_branch(const std::string&, const domain::Oid&) override { return unused(); }
    [[nodiscard]] std::optional<git::Identity> user_identity() const override { return {}; }

 private:
    static Error unused() { return {ErrorCode::internal, "not part of this test", "", {}}; }
};

}  // namespace proffer::support
