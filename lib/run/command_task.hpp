// A task whose edits a program makes: its `command` runs in a workspace, and what it changes there is the proposal.
#pragma once

#include <string>
#include <vector>

#include "run/attempt.hpp"
#include "run/loop.hpp"
#include "run/task_run.hpp"

namespace proffer::run {

/// Stands where a provider does when no model is asked.
class NoModel : public provider::Provider {
 public:
    [[nodiscard]] std::string_view name() const override { return ""; }
    [[nodiscard]] std::string model() const override { return ""; }
    [[nodiscard]] Result<domain::Reply> ask(const domain::Prompt& prompt, const provider::AskLimits& limits,
                                            const provider::AskWatcher& watcher) override;
};

/// True when the command has `{{files}}` in it.
[[nodiscard]] bool names_files(const domain::Task& task);

/// What `{{files}}` stands for: the files of the command line; else of those that the push brings (of all files, where no push started the
/// task) the ones that the task's `files` name. Only regular files of the base inside the scope.
[[nodiscard]] Result<std::vector<std::string>> files_of_command(const TaskRequest& request, const domain::Snapshot& snapshot,
                                                                const guard::Scope& scope);

/// One attempt, because another would be the same. Fails only with what stops the whole run.
[[nodiscard]] Result<LoopOutcome> run_command(AttemptScene& scene, const std::vector<std::string>& files);

}  // namespace proffer::run
