// Whether the git program is new enough for how we call it.
#pragma once

#include <string>

#include "base/result.hpp"
#include "domain/advice.hpp"

namespace proffer::git {

/// `output` is what `git --version` printed, or why it could not be run. Pure.
[[nodiscard]] domain::Advice judge_git_version(const Result<std::string>& output);

}  // namespace proffer::git
