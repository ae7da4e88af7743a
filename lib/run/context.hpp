// Gathers what the model is shown: target files within the limits, outlines of others, and the project's guidance.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
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
    std::vector<prompt::Outline> outlines;
    std::string guidance;               ///< AGENTS.md of the base commit
    std::vector<std::string> warnings;  ///< one line a file that was left out, with the reason
};

/// The likeliest files for a text, the best first.
using Rank = std::function<Result<std::vector<locate::Guess>>(std::string_view text, std::size_t most)>;

/// Reorders what was ranked; adds to the warnings. An error ends the run.
using Choose = std::function<Result<void>(std::vector<locate::Guess>& guesses, std::vector<std::string>& warnings)>;

/// Where nothing is named or hinted at, `rank` (which may be empty) gives the targets, after `choose` (which may be empty) had its say: the
/// likeliest that may be edited, and others while their chance is worth their length. Unless the task itself names its files, outlines of
/// further likely files and of the targets' tests follow. Files that are too large, binary, links, likely secrets, outside the scope or
/// beyond `limits.files` are left out with a warning.
[[nodiscard]] Result<Context> gather_context(const domain::Snapshot& snapshot, const domain::Task& task, const guard::Scope& scope,
                                             const std::vector<std::string>& explicit_files, const std::string& instruction,
                                             const Rank& rank = {}, const Choose& choose = {});

/// Why the file at `path` may not be shown to a model for reading, or nothing: it must be a tracked, regular file inside the allowed
/// directories that does not look like a secret, of at most `limits.file`.
[[nodiscard]] std::optional<std::string> obstacle_to_reading(const domain::Snapshot& snapshot, std::string_view path,
                                                             const guard::Scope& scope, const domain::Limits& limits);

}  // namespace proffer::run
