// Which event started this run: that of `--event`, or of the CI job.
#pragma once

#include <optional>
#include <string>

#include "ci/event.hpp"
#include "os/environment.hpp"

namespace proffer::cmd {

/// The event of `--event FILE`, or else of the CI job.
struct StartedBy {
    bool is_there = false;           ///< some event started this, known or not
    std::string name;                ///< of it, for people; may be empty
    std::optional<ci::Event> event;  ///< one that can start tasks
};
[[nodiscard]] Result<StartedBy> read_event(const std::string& file, const os::Environment& environment);

}  // namespace proffer::cmd
