// May this event start a run, and what would that run work on? (security.md T1-T7)
#pragma once

#include <optional>

#include "ci/event.hpp"
#include "cmd/run_flags.hpp"
#include "cmd/wiring.hpp"
#include "cmd/work.hpp"
#include "domain/settings.hpp"

namespace proffer::cmd {

struct Admission {
    std::optional<int> ended;  ///< exit status, with everything printed and, where the token allows, told on the forge
    Work work;
};

/// Asks the forge about events that anybody can send, fetches what a pull request or a failed run is about, and leaves out what proffer
/// did itself. Pushes, schedules and dispatches come from people with write access by the forge's own rules.
[[nodiscard]] Result<Admission> admit(const CommonFlags& common, const RunFlags& flags, Project& project, const domain::Config& config,
                                      const ci::Event& event);

/// Shows whoever asked that the run has begun: a pair of eyes on the comment, or else on the issue. Problems are of no weight.
void acknowledge(const Project& project, const ci::Event& event);

/// Tells a pull request, once, what came of the comment or the failed run. Problems are only logged.
void answer_on_forge(const Project& project, const Work& work, const run::TaskOutcome& outcome);

/// Ends a run that does no task: prints it, and tells the CI system.
[[nodiscard]] int end_without_task(const CommonFlags& common, const os::Environment& environment, domain::Conclusion conclusion,
                                   const std::string& why, const std::string& remedy = {});

}  // namespace proffer::cmd
