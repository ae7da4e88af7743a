// Which event started this CI job, from its variables.
#pragma once

#include <optional>
#include <string>

#include "ci/event.hpp"
#include "os/environment.hpp"

namespace proffer::ci {

/// Where a job's event is told.
struct JobEvent {
    bool is_there = false;       ///< this is a job that some event started
    std::string name;            ///< of the event, as the CI system calls it; empty: the payload's shape tells
    std::string file;            ///< holds the payload
    std::string payload;         ///< the payload itself, where a variable holds it
    std::optional<Event> event;  ///< of the variables alone, where there is no payload
};

/// GitHub, Gitea and Forgejo: GITHUB_EVENT_NAME and GITHUB_EVENT_PATH. GitLab: TRIGGER_PAYLOAD (a file, or the payload itself), else
/// CI_PIPELINE_SOURCE; there a dispatch (web, api, trigger, parent pipeline) has its inputs in PROFFER_TASK and PROFFER_INSTRUCTION.
[[nodiscard]] JobEvent find_job_event(const os::Environment& environment);

}  // namespace proffer::ci
