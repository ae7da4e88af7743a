// Works on the units of a task at the same time, and joins what passed into one proposal.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "run/finish.hpp"
#include "run/loop.hpp"
#include "run/task_run.hpp"
#include "run/units.hpp"

namespace proffer::run {

/// What all units of a run share.
struct UnitsScene {
    const Ports& ports;
    Recorder& recorder;
    Budget& budget;
    const TaskRequest& request;  ///< its `units` are worked on
    const domain::Snapshot& snapshot;
    TrialCache& trials;
    SharedChecks& shared_checks;
    CheckSlots& slots;
    Models& models;
    std::function<Result<workspace::WorkspaceFactory*>()> workspaces;
};

struct UnitsOutcome {
    LoopOutcome joined;  ///< passed, unless no unit is in it
    Ending without;      ///< how the run ends when no unit is in it
    std::size_t included = 0, unchanged = 0, failed = 0;
};

/// Each unit is a loop of its own, and fails alone. What passed is checked once more together; where that fails, units are left out until
/// it passes. Fails only with what stops the whole run.
[[nodiscard]] Result<UnitsOutcome> run_units(const UnitsScene& scene);

}  // namespace proffer::run
