// Which tasks a run is for: those of the command line, of the event, or of nobody in particular.
#pragma once

#include <string>
#include <vector>

#include "cmd/event_gate.hpp"
#include "domain/settings.hpp"

namespace proffer::cmd {

struct Asked {
    std::vector<std::string> tasks;  ///< named on the command line
    std::string instruction;         ///< of the command line, or of a dispatch
};

/// Without an event the named tasks, else the instruction as a task of its own, else all that are `on: manual`. With an event those it is
/// for. Names narrow an event that anybody can send, and one that proffer does not know, to tasks that are for it; on all others they are
/// the operator's word. Fails with `usage` for a name that no task has.
[[nodiscard]] Result<std::vector<domain::Task>> choose_tasks(const domain::Config& config, const Asked& asked, const StartedBy& start);

}  // namespace proffer::cmd
