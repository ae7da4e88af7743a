// Gathers what the model is shown: target files within the limits, and the project's guidance.
#pragma once

#include <string>
#include <vector>

#include "domain/settings.hpp"
#include "domain/snapshot.hpp"
#include "guard/scope.hpp"
#include "locate/targets.hpp"
#include "prompt/compose.hpp"

namespace proffer::run {

struct Context {
    std::vector<prompt::Excerpt> excerpts;
    std::vector<locate::Target> targets;  ///< those of the excerpts
    std::string guidance;                 ///< AGENTS.md of the base commit
    std::vector<std::string> warnings;    ///< one line a file that was left out, with the reason
};

/// Files that are too large, binary, links, likely secrets, outside the scope or beyond `limits.files` are left out with a warning.
[[nodiscard]] Result<Context> gather_context(const domain::Snapshot& snapshot, const domain::Task& task, const guard::Scope& scope,
                                             const std::vector<std::string>& explicit_files, const std::string& instruction);

}  // namespace proffer::run
