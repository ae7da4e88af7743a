// The repository as checks see it: history and status, but no remote, credential, hook or include (security.md X3).
#pragma once

#include <filesystem>

#include "domain/oid.hpp"
#include "git/repository.hpp"
#include "os/environment.hpp"
#include "workspace/factory.hpp"
#include "workspace/tree_writer.hpp"

namespace proffer::workspace {

struct GitFacts {
    git::Layout layout;
    domain::Oid base;
    std::string branch;           ///< of HEAD; empty when detached
    bool is_head = false;         ///< `base` is what HEAD is
    bool tree_is_base = false;    ///< nothing in the checkout differs, so the index fits too
    os::Environment environment;  ///< for PATH
};

/// Where the checkout's own `.git` is a directory that an overlay shows: puts over it what differs. Costs no walk and no copy.
[[nodiscard]] Result<void> sanitise_git_directory(TreeWriter& writer, const std::filesystem::path& layer, const GitFacts& facts);

/// Everywhere else: a `.git` directory of our own, whose objects are the repository's.
[[nodiscard]] Result<void> make_git_directory(TreeWriter& writer, const std::filesystem::path& root, const GitFacts& facts);

/// `same`: the checkout differs nowhere from `base`.
[[nodiscard]] Result<GitFacts> git_facts(const git::Repository& repository, const domain::Oid& base, const FactorySettings& settings,
                                         bool same);

/// True when the first of the two will do.
[[nodiscard]] bool has_own_git_directory(const git::Layout& layout);

}  // namespace proffer::workspace
