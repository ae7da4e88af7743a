// What was pushed, as values for instructions: "push.log", "push.diff", "push.files".
#pragma once

#include "domain/trigger.hpp"
#include "git/repository.hpp"

namespace proffer::hook {

/// The log has the newest commit first, each with its short id, subject, author and indented body; it and the list of files are cut to
/// 64 KiB with a line that says so.
void add_push_values(domain::Trigger& trigger, const git::PushedRange& range);

/// "top-ic" of the branch "top/ic", for a branch name of ours: tasks that run for two branches make two proposals.
[[nodiscard]] std::string branch_slug(std::string_view branch);

}  // namespace proffer::hook
