// What goes over the network: pushing, asking for a branch, fetching what a partial clone lacks. The git program does it, on our store.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "git/configuration.hpp"
#include "git/library.hpp"
#include "git/repository.hpp"
#include "os/environment.hpp"

namespace proffer::git {

/// Where git runs and what it starts from.
struct Transport {
    std::filesystem::path store;
    std::filesystem::path directory;  ///< relative remotes are taken from here
    os::Environment process;
    std::vector<Setting> user_settings;
};

/// See Repository::push.
[[nodiscard]] Result<PushAnswer> push_ref(const Transport& transport, const PushSettings& settings, const RefPush& request);

/// See Repository::remote_branch.
[[nodiscard]] Result<std::optional<domain::Oid>> fetch_remote_branch(const Transport& transport, const PushSettings& settings,
                                                                     const std::string& branch);

/// See Repository::remote_branches.
[[nodiscard]] Result<std::vector<RemoteBranch>> fetch_remote_branches(const Transport& transport, const PushSettings& settings,
                                                                      const std::string& prefix);

/// See Repository::delete_remote_branch.
[[nodiscard]] Result<void> push_deletion(const Transport& transport, const PushSettings& settings, const RemoteBranch& branch);

/// Brings what the branch holds into the store; nothing when it is not there.
[[nodiscard]] Result<std::optional<domain::Oid>> fetch_branch(const Transport& transport, const PushSettings& settings,
                                                              const std::string& branch);

/// Brings objects into the store. Fails with `not_found` when the remote does not give them, or as `remote_branch`.
[[nodiscard]] Result<void> fetch_objects(const Transport& transport, const PushSettings& settings, const std::vector<git_oid>& oids);

}  // namespace proffer::git
