// The command's own step, in front of those that every proposal takes.
#include "run/command_task.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace proffer::run {
namespace {

constexpr std::string_view k_files = "{{files}}";
constexpr std::size_t k_kept_output_bytes = 64 * 1024;

bool is_file(const domain::Snapshot& snapshot, const std::string& path) {
    const auto mode = snapshot.find(path);
    return mode == domain::FileMode::regular || mode == domain::FileMode::executable;
}

Result<std::vector<std::string>> candidates(const TaskRequest& request, const domain::Snapshot& snapshot) {
    if (!request.files.empty()) return request.files;
    const bool is_push = request.trigger.kind == domain::TriggerKind::pre_push && request.trigger.values.contains("push.files");
    return is_push ? domain::pushed_files(request.trigger) : snapshot.paths();
}

/// As words of a shell line; a name that looks like an option must not become one.
std::string words_of(const std::vector<std::string>& files) {
    std::vector<std::string> words;
    for (const std::string& file : files) words.push_back(base::shell_quote(file.starts_with('-') ? "./" + file : file));
    return base::join(words, " ");
}

domain::CheckResult describe(const workspace::WorkFinished& finished, const std::string& line, const base::Redactor& redactor) {
    domain::CheckResult result;
    result.name = "command";
    result.command = line;
    result.verdict = finished.timed_out          ? domain::Verdict::timed_out
                     : finished.exit_status == 0 ? domain::Verdict::passed
                                                 : domain::Verdict::failed;
    result.exit_status = finished.exit_status;
    result.duration = finished.duration;
    result.output = base::head_and_tail(redactor.redact(finished.output), k_kept_output_bytes);
    result.output_sha256 = finished.output_sha256;
    result.output_bytes = finished.output_bytes;
    if (finished.timed_out) result.note = "the time of the run is used up";
    return result;
}

Result<domain::CheckResult> run_line(AttemptScene& scene, workspace::Workspace& workspace, const std::string& line) {
    workspace::WorkCommand command;
    command.shell_line = line;
    command.timeout = scene.budget.time_left();
    command.network = scene.task.network;
    if (command.timeout.count() <= 0)
        return Error{ErrorCode::timed_out, "the time limit is used up", "raise 'limits.time', or make the task smaller", {}};
    base::StreamRedactor stream(scene.ports.redactor);
    const auto show = [&](const std::string& text) {
        if (!text.empty()) scene.ports.watcher.on_check_output(text);
    };
    command.on_output = [&](std::string_view bytes) { show(stream.push(bytes)); };
    scene.ports.watcher.on_check_start("command");
    auto finished = workspace.run(command);
    show(stream.finish());
    if (!finished) return std::move(finished).error().while_doing(fmt::format("running the command of task '{}'", scene.task.name));
    domain::CheckResult result = describe(*finished, line, scene.ports.redactor);
    PROFFER_CHECK(scene.recorder.record(report::CommandFinished{result}));
    scene.ports.watcher.on_event(
        fmt::format("command: {} in {:.1f} s", domain::name(result.verdict), static_cast<double>(result.duration.count()) / 1000));
    return result;
}

/// The workspace is gone when the checks ask for theirs.
Result<domain::CheckResult> run_in_workspace(AttemptScene& scene, const std::vector<std::string>& files, domain::Changes& changes) {
    PROFFER_TRY(workspace::WorkspaceFactory * factory, scene.workspaces());
    const CheckSlots::Slot slot(scene.slots);
    PROFFER_TRY(const auto workspace, factory->make({}));
    const std::string line = base::replace_all(scene.task.command, k_files, words_of(files));
    PROFFER_TRY(domain::CheckResult result, run_line(scene, *workspace, line));
    if (result.verdict != domain::Verdict::passed) return result;
    const domain::Limits& limits = scene.task.settings.limits;
    PROFFER_TRY(changes, workspace->changes({limits.files, limits.file_bytes}));
    return result;
}

LoopOutcome failed(std::string phase, std::string summary) {
    LoopOutcome outcome;
    outcome.last_phase = std::move(phase);
    outcome.last_summary = std::move(summary);
    return outcome;
}

LoopOutcome outcome_of(AttemptOutcome attempt) {
    LoopOutcome outcome;
    if (auto* passed = std::get_if<Passed>(&attempt)) {
        outcome.passed = true;
        outcome.edits = std::move(passed->edits);
        outcome.checks = std::move(passed->checks);
        return outcome;
    }
    auto& missed = std::get<Failed>(attempt);
    outcome = failed(missed.phase, missed.summary);
    outcome.edits = std::move(missed.proposal);
    outcome.checks = std::move(missed.checks);
    return outcome;
}

}  // namespace

Result<domain::Reply> NoModel::ask(const domain::Prompt&, const provider::AskLimits&, const provider::AskWatcher&) {
    return Error{ErrorCode::internal, "a task with a command asks no model", "", {}};
}

bool names_files(const domain::Task& task) {
    return task.command.find(k_files) != std::string::npos;
}

Result<std::vector<std::string>> files_of_command(const TaskRequest& request, const domain::Snapshot& snapshot, const guard::Scope& scope) {
    PROFFER_TRY(std::vector<std::string> files, candidates(request, snapshot));
    const bool by_name = !request.files.empty() || request.task.files.empty();
    std::erase_if(files, [&](const std::string& path) {
        return !is_file(snapshot, path) || !scope.allows(path) || !scope.protecting_rule(path).empty() ||
               !(by_name || guard::matches_any(request.task.files, path));
    });
    return files;
}

Result<LoopOutcome> run_command(AttemptScene& scene, const std::vector<std::string>& files) {
    PROFFER_CHECK(scene.recorder.record(report::AttemptStarted{0, 1, 1}));
    domain::Changes changes;
    PROFFER_TRY(const domain::CheckResult result, run_in_workspace(scene, files, changes));
    if (result.verdict != domain::Verdict::passed) {
        const std::string summary = result.verdict == domain::Verdict::timed_out
                                        ? "the command did not end in time"
                                        : fmt::format("the command ended with exit status {}", result.exit_status);
        PROFFER_CHECK(scene.recorder.record(report::AttemptFailed{"command", summary, {summary}, ""}));
        return failed("command", summary);
    }
    PROFFER_TRY(AttemptOutcome outcome, try_changes(scene, domain::Reply{}, std::move(changes), "command"));
    return outcome_of(std::move(outcome));
}

}  // namespace proffer::run
