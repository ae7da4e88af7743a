// One event, one answer: what tells a delivery that comes again from a new one (security.md T5).
#pragma once

#include <string>
#include <string_view>

#include "run/task_run.hpp"

namespace proffer::run {

/// 32 hex digits: the same for the same repository, task, event, text, base commit, configuration and flags. It goes into the commit's
/// message (forge::event_key_of reads it there), so that the remote knows what has been answered. Empty when a person asks, who may do so
/// as often as they like, and for feedback on a pull request, which is answered there.
[[nodiscard]] std::string event_key(const TaskRequest& request);

/// A person named the task, on the command line or in the CI system's form; `trigger_kind` as domain::name spells it.
[[nodiscard]] bool is_request_of_person(std::string_view trigger_kind);

}  // namespace proffer::run
