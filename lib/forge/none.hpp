// No forge: the pushed branch, or without a remote the local one, and the files of the artifact are the pull request.
#pragma once

#include <memory>

#include "forge/forge.hpp"
#include "git/repository.hpp"

namespace proffer::forge {

/// The repository must outlive the forge. An empty `remote_url` publishes to a local branch.
[[nodiscard]] std::unique_ptr<Forge> make_none(git::Repository& repository, git::PushSettings push);

}  // namespace proffer::forge
