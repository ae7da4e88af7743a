// Finds the repository around a directory and says, before libgit2 does so less clearly, whether it can be read.
#pragma once

#include <filesystem>

#include "git/library.hpp"
#include "git/repository.hpp"

namespace proffer::git {

struct Discovered {
    RepositoryHandle repository;
    Layout layout;
};

/// Fails with `not_found` (no repository around `directory`) or `git` (an object or ref format we cannot read, damage).
[[nodiscard]] Result<Discovered> discover(const std::filesystem::path& directory);

}  // namespace proffer::git
