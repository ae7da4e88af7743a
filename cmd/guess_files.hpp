// The ranking of all files of a commit, as a run needs it.
#pragma once

#include <string_view>
#include <vector>

#include "cmd/wiring.hpp"
#include "locate/targets.hpp"

namespace proffer::cmd {

/// The likeliest files of `base` for `text`, at most `most`. Reads the repository in place and fetches nothing.
[[nodiscard]] Result<std::vector<locate::Guess>> guess_files(const Project& project, const domain::Oid& base, std::string_view text,
                                                             std::size_t most);

}  // namespace proffer::cmd
