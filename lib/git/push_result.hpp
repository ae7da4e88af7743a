// What git's words after a push mean. Pure.
#pragma once

#include <string>
#include <string_view>

#include "git/repository.hpp"

namespace proffer::git {

struct ProgramOutput {
    int exit_status = 0;
    bool timed_out = false;
    std::string_view output;
    std::string_view error_output;
};

/// The outcome of `git push --porcelain` for `ref`. An Error has code `conflict`, `denied`, `unauthorized`, `network` or `git`; its
/// message ends with the line of git's that tells most. `url` is shown without password.
[[nodiscard]] Result<PushOutcome> judge_push(const ProgramOutput& finished, const std::string& ref, const std::string& url);

/// The Error for a git program that could not talk to `url`: `what` failed.
[[nodiscard]] Error judge_failure(const ProgramOutput& finished, const std::string& what, const std::string& url);

}  // namespace proffer::git
