// What started this run, from the environment and the command line.
#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "domain/trigger.hpp"
#include "os/environment.hpp"

namespace proffer::ci {

/// True in GitHub Actions, GitLab CI, Gitea/Forgejo Actions and wherever `CI` is set.
[[nodiscard]] bool is_ci(const os::Environment& environment);

/// A person (or a job's script) named tasks on the command line. `now_seconds` is the commit's date unless SOURCE_DATE_EPOCH is set.
[[nodiscard]] domain::Trigger manual_trigger(const os::Environment& environment, std::int64_t now_seconds);

}  // namespace proffer::ci
