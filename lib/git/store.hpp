// Our own bare repository: what we write goes there, what we read comes from it and, as an alternate, from the user's objects. It has no
// hooks and no configuration but ours, so that the git program can be run on it (security.md decision 3).
#pragma once

#include <filesystem>
#include <string>

#include "git/library.hpp"
#include "git/repository.hpp"

namespace proffer::git {

/// Makes the store in `directory`. `promisor_url` is the remote that a partial clone's missing objects come from; empty: none.
[[nodiscard]] Result<RepositoryHandle> make_store(const std::filesystem::path& directory, const Layout& user,
                                                  const std::string& promisor_url);

/// In memory only: objects that `repository` reads beside its own.
[[nodiscard]] Result<void> link_more(git_repository* repository, const std::filesystem::path& objects);
/// For git itself: a further alternate of the store in `directory`.
[[nodiscard]] Result<void> append_alternate(const std::filesystem::path& directory, const std::filesystem::path& objects);

/// The store's name for the remote of `promisor_url`.
inline constexpr const char* k_promisor = "promisor";

}  // namespace proffer::git
