// The loop: retries feed the failure back in the same conversation, cycles start afresh after a diagnosis.
#include "run/loop.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "prompt/compose.hpp"

namespace proffer::run {
namespace {

prompt::Request make_request(const AttemptScene& scene, const Context& context, const std::string& instruction) {
    prompt::Request request;
    request.instruction = instruction;
    request.guidance = context.guidance;
    request.excerpts = context.excerpts;
    request.outlines = context.outlines;
    request.allowed = scene.scope.allowed;
    for (const std::string& file : scene.scope.files)
        if (!guard::matches_any(scene.scope.allowed, file)) request.allowed.push_back(file);
    for (const domain::CheckSettings& check : scene.task.settings.checks) request.checks.push_back(check.run);
    request.edit_format = scene.task.settings.model.edit_format;
    request.provider = scene.provider.name();
    request.model = scene.provider.model();
    request.nonce = scene.nonce;
    return request;
}

void add_exchange(domain::Prompt& prompt, const Failed& failed) {
    // Services refuse empty assistant turns.
    prompt.messages.push_back({domain::Role::assistant, failed.reply.empty() ? "(an empty reply)" : failed.reply});
    prompt.messages.push_back({domain::Role::user, failed.feedback});
}

/// The state of the loop over all its cycles.
struct Progress {
    int attempts = 0;
    LoopOutcome outcome;
    std::vector<prompt::FailedAttempt> failures;  // of the current cycle
};

void note_failure(Progress& progress, const Failed& failed) {
    progress.outcome.last_phase = failed.phase;
    progress.outcome.last_summary = failed.summary;
    if (!failed.proposal.empty()) {
        progress.outcome.edits = failed.proposal;
        progress.outcome.checks = failed.checks;
    }
    progress.failures.push_back({progress.attempts, failed.phase, failed.feedback});
}

/// True when an attempt passed.
Result<bool> run_cycle(AttemptScene& scene, int cycle, domain::Prompt prompt, Progress& progress) {
    Kept kept;
    for (int attempt = 1; attempt <= scene.task.settings.retries + 1; ++attempt) {
        ++progress.attempts;
        PROFFER_CHECK(scene.recorder.record(report::AttemptStarted{cycle, attempt, progress.attempts}));
        scene.ports.watcher.on_event(fmt::format("attempt {}{}", progress.attempts, cycle > 0 ? fmt::format(" (cycle {})", cycle) : ""));
        PROFFER_TRY(AttemptOutcome outcome, make_attempt(scene, prompt, kept));
        if (auto* passed = std::get_if<Passed>(&outcome)) {
            progress.outcome.passed = true;
            progress.outcome.edits = std::move(passed->edits);
            progress.outcome.checks = std::move(passed->checks);
            return true;
        }
        auto& failed = std::get<Failed>(outcome);
        note_failure(progress, failed);
        add_exchange(prompt, failed);
        kept = {std::move(failed.placed), failed.phase == "edits" ? kept.refused_rounds + 1 : 0};
    }
    return false;
}

/// The corrected instruction, or nothing when the model has no advice.
Result<std::string> diagnose(AttemptScene& scene, int cycle, const prompt::Request& request, const Progress& progress) {
    scene.ports.watcher.on_event(fmt::format("diagnosis {}: all attempts failed; asking for the cause", cycle));
    PROFFER_TRY(const domain::Prompt prompt, prompt::compose_diagnosis(request, progress.failures));
    PROFFER_TRY(const domain::Reply reply, ask_provider(scene.ports, scene.provider, prompt, scene.budget));
    prompt::Diagnosis diagnosis;
    if (reply.stop == domain::StopReason::complete) diagnosis = prompt::parse_diagnosis(reply.text);
    PROFFER_CHECK(scene.recorder.record(report::Diagnosed{cycle, diagnosis.root_cause, diagnosis.instructions, reply.usage, reply.text}));
    if (diagnosis.instructions.empty()) return std::string();
    return fmt::format("{}\n\nEarlier attempts failed. Cause: {}\nDo this instead: {}", request.instruction, diagnosis.root_cause,
                       diagnosis.instructions);
}

}  // namespace

Result<LoopOutcome> run_loop(AttemptScene& scene, const Context& context, const std::string& instruction) {
    Progress progress;
    std::string current = instruction;
    for (int cycle = 0; cycle <= scene.task.settings.cycles; ++cycle) {
        const prompt::Request request = make_request(scene, context, current);
        PROFFER_TRY(domain::Prompt prompt, prompt::compose(request));
        progress.failures.clear();
        PROFFER_TRY(const bool passed, run_cycle(scene, cycle, std::move(prompt), progress));
        if (passed || cycle == scene.task.settings.cycles) break;
        const prompt::Request asked = make_request(scene, context, instruction);
        PROFFER_TRY(current, diagnose(scene, cycle + 1, asked, progress));
        if (current.empty()) break;
    }
    return std::move(progress.outcome);
}

}  // namespace proffer::run
