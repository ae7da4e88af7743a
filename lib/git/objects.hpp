// Objects of the user's repository and of our store. Those that a partial clone lacks are fetched into the store.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "git/library.hpp"

namespace proffer::git {

/// May be used by several threads at once.
class Objects {
 public:
    /// Brings objects into the store; empty: none can be missing.
    using Fetch = std::function<Result<void>(const std::vector<git_oid>&)>;

    /// `store` outlives this.
    static Result<Objects> open(git_repository* store, Fetch fetch);

    [[nodiscard]] git_repository* store() const { return store_; }

    /// Fails with `not_found` for an object that is neither here nor to be had.
    [[nodiscard]] Result<OdbObjectHandle> read(const git_oid& oid) const;
    [[nodiscard]] Result<TreeHandle> tree(const git_oid& oid) const;
    [[nodiscard]] Result<CommitHandle> commit(const git_oid& oid) const;
    [[nodiscard]] Result<std::uint64_t> size_bytes(const git_oid& oid) const;

    /// Writes into our store alone. libgit2's and git's own writing first looks for the object everywhere and renews the date of the
    /// user's file when it is there; nothing of the user's is to be touched.
    [[nodiscard]] Result<git_oid> write(git_object_t type, std::string_view bytes) const;

    /// Without looking for new packs.
    [[nodiscard]] bool is_here(const git_oid& oid) const;
    [[nodiscard]] bool can_fetch() const { return static_cast<bool>(fetch_); }
    /// Makes sure that these are here.
    [[nodiscard]] Result<void> fetch(const std::vector<git_oid>& oids) const;

 private:
    Objects(git_repository* store, OdbHandle odb, OdbHandle own, Fetch fetch)
        : store_(store), odb_(std::move(odb)), own_(std::move(own)), fetch_(std::move(fetch)) {}
    [[nodiscard]] Result<void> ensure(const git_oid& oid) const;

    git_repository* store_;
    OdbHandle odb_;  // ours and the user's
    OdbHandle own_;  // ours
    Fetch fetch_;
};

}  // namespace proffer::git
