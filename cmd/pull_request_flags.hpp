// Flags that replace values of the configuration in one run: what the inputs of the CI plugins are called.
#pragma once

#include <optional>
#include <string>

#include "cmd/command.hpp"
#include "domain/settings.hpp"

namespace proffer::cmd {

/// Nothing given leaves the configuration's value; an empty list empties it.
struct PullRequestFlags {
    std::optional<std::string> branch;
    std::optional<std::string> branch_suffix;
    std::optional<std::string> title;
    std::optional<std::string> body;
    std::optional<std::string> labels;  ///< these lists have commas or line ends between their entries
    std::optional<std::string> assignees;
    std::optional<std::string> reviewers;
    std::optional<std::string> team_reviewers;
    std::optional<std::string> milestone;
    std::optional<std::string> draft;
    std::optional<std::string> sign;
    bool signoff = false;
    std::optional<std::string> max_cost;
    std::optional<std::string> allowed_paths;
};

void add_pull_request_flags(CLI::App& app, PullRequestFlags& flags);

/// `--allowed-paths` alone: for `publish`, which guards a proposal again.
void add_allowed_paths_flag(CLI::App& app, PullRequestFlags& flags);

/// Fails with `usage` for values that the configuration would not take either.
[[nodiscard]] Result<void> lay_over(domain::Settings& settings, const PullRequestFlags& flags);

}  // namespace proffer::cmd
