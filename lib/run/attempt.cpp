// The steps of one attempt, each a function that either goes on or ends the attempt with feedback for the next.
#include "run/attempt.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/redact.hpp"
#include "base/text.hpp"
#include "check/runner.hpp"
#include "diff/line_diff.hpp"
#include "diff/unified.hpp"
#include "edit/understand.hpp"
#include "guard/judge.hpp"
#include "prompt/compose.hpp"
#include "run/needs.hpp"
#include "run/refusals.hpp"
#include "syntax/check.hpp"

namespace proffer::run {
namespace {

void see_whole(Shown& shown, const std::set<std::string>& paths) {
    for (const std::string& path : paths) {
        shown.whole.insert(path);
        shown.in_part.erase(path);
    }
}

/// Records the failure and gives it back.
Result<AttemptOutcome> fail(AttemptScene& scene, Failed failed, std::vector<std::string> problems) {
    const std::set<std::string> in_feedback = std::move(failed.shown.whole);
    failed.shown = scene.shown;
    see_whole(failed.shown, in_feedback);
    PROFFER_CHECK(scene.recorder.record(report::AttemptFailed{failed.phase, failed.summary, std::move(problems), failed.feedback}));
    scene.ports.watcher.on_event(fmt::format("{}: {}", failed.phase, failed.summary));
    return AttemptOutcome(std::move(failed));
}

report::PromptSent describe(const domain::Prompt& prompt, std::uint64_t tokens) {
    report::PromptSent sent{prompt.system, {}, tokens};
    for (const domain::Message& message : prompt.messages) sent.messages.push_back(message.text);
    return sent;
}

Result<domain::Reply> ask(AttemptScene& scene, const domain::Prompt& prompt) {
    std::chrono::milliseconds start{};
    const auto on_prompt = [&](const domain::Prompt& sent, std::uint64_t tokens) {
        auto recorded = scene.recorder.record(describe(sent, tokens));
        start = scene.ports.clock.monotonic();
        return recorded;
    };
    PROFFER_TRY(domain::Reply reply, ask_provider(scene.ports, scene.provider, prompt, scene.budget, on_prompt, scene.recorder.lane()));
    const auto duration = scene.ports.clock.monotonic() - start;
    PROFFER_CHECK(scene.recorder.record(report::ReplyReceived{reply.text, std::string(domain::name(reply.stop)), reply.model, reply.usage,
                                                              duration.count(), reply.replayed}));
    scene.ports.watcher.on_event(fmt::format("reply from {}: {} tokens in, {} out, {:.1f} s", reply.model, reply.usage.input_tokens,
                                             reply.usage.output_tokens, static_cast<double>(duration.count()) / 1000));
    return reply;
}

std::string how_placed(const edit::Understood& understood, const domain::Edit& edit) {
    std::string how;
    for (const edit::Placement& placement : understood.placements)
        if (placement.path == edit.path.text() && how.find(placement.how) == std::string::npos)
            how += (how.empty() ? "" : ", ") + placement.how;
    return how.empty() ? "kept" : how;
}

/// Blind replacement is not refused (the base's tests and the checks judge it), but people are told where to look.
Result<void> warn_of_unseen(AttemptScene& scene, const edit::Understood& understood) {
    for (const edit::Placement& placement : understood.placements) {
        const bool is_known = scene.shown.whole.contains(placement.path) || !scene.snapshot.find(placement.path);
        if (placement.how != "whole-file" || is_known) continue;
        PROFFER_CHECK(scene.recorder.record(report::Warned{fmt::format(
            "'{}' was replaced as a whole by a model that had not been shown it: look for lines that are lost", placement.path)}));
    }
    return {};
}

report::EditRow edit_row(const AttemptScene& scene, std::string how, const domain::Edit& edit) {
    report::EditRow row{edit.path.text(), std::move(how), 0, 0};
    const std::string before = scene.snapshot.read(edit.path.text()).value_or("");
    const std::string after = edit.content.value_or("");
    for (const diff::Change& change : diff::diff_lines(base::split_lines(before), base::split_lines(after))) {
        row.added += change.new_count;
        row.removed += change.old_count;
    }
    return row;
}

std::vector<domain::Diagnostic> syntax_errors(const AttemptScene& scene, const domain::EditSet& edits) {
    std::vector<domain::Diagnostic> errors;
    for (const domain::Edit& edit : edits) {
        if (!edit.content) continue;
        std::optional<std::string> before;
        const std::string& old_path = edit.moved_from ? edit.moved_from->text() : edit.path.text();
        if (auto text = scene.snapshot.read(old_path)) before = *std::move(text);
        for (domain::Diagnostic& error : syntax::find_new_errors(edit.path.text(), before, *edit.content))
            errors.push_back(std::move(error));
    }
    return errors;
}

std::vector<std::string> lines_of(const std::vector<domain::Violation>& violations) {
    std::vector<std::string> lines;
    for (const domain::Violation& violation : violations)
        lines.push_back(fmt::format("'{}': {}: {}", violation.path, violation.rule, violation.message));
    return lines;
}

/// Guard, then syntax; nothing is written yet. Gives the failure, or nothing.
std::optional<std::pair<Failed, std::vector<std::string>>> judge(const AttemptScene& scene, const domain::Reply& reply,
                                                                 const domain::EditSet& edits) {
    const auto violations = guard::judge_edits(edits, scene.snapshot, scene.scope, scene.task.settings.limits, scene.ports.redactor);
    std::vector<std::string> problems = lines_of(violations);
    if (!problems.empty())
        return std::pair{Failed{"guard", problems.front(), prompt::feedback_for_violations(violations), reply.text, {}, {}}, problems};
    const auto errors = syntax_errors(scene, edits);
    for (const domain::Diagnostic& error : errors) problems.push_back(error.text());
    if (!problems.empty())
        return std::pair{Failed{"syntax", problems.front(), prompt::feedback_for_syntax(errors), reply.text, {}, {}}, problems};
    return {};
}

/// Files of the repository may hold a secret of this run, and it is no business of the model's.
domain::Prompt without_secrets(domain::Prompt prompt, const base::Redactor& redactor) {
    prompt.system = redactor.redact(prompt.system);
    for (domain::Message& message : prompt.messages) message.text = redactor.redact(message.text);
    return prompt;
}

check::CheckWatcher watcher_of(AttemptScene& scene, Result<void>& recorded) {
    check::CheckWatcher watcher;
    watcher.on_start = [&scene](const domain::CheckSettings& check) { scene.ports.watcher.on_check_start(check.name); };
    watcher.on_output = [&scene](std::string_view bytes) { scene.ports.watcher.on_check_output(bytes); };
    watcher.on_finish = [&scene, &recorded](const domain::CheckResult& result) {
        if (auto outcome = scene.recorder.record(report::CheckFinished{result}); !outcome && recorded.has_value())
            recorded = std::move(outcome);
        std::string line = fmt::format("check '{}': {}", result.name, domain::name(result.verdict));
        if (result.verdict != domain::Verdict::not_run)
            line += fmt::format(" in {:.1f} s", static_cast<double>(result.duration.count()) / 1000);
        if (!result.note.empty()) line += " (" + result.note + ")";
        scene.ports.watcher.on_event(line);
    };
    return watcher;
}

/// The first check that failed decides the summary.
Failed failed_checks(const AttemptScene& scene, const domain::Reply& reply, const std::vector<domain::CheckResult>& results,
                     const domain::EditSet& edits) {
    Failed failed{"checks", "a check failed", prompt::feedback_for_checks(results, scene.nonce), reply.text, {}, edits};
    const auto culprit = std::find_if(results.begin(), results.end(), [](const domain::CheckResult& result) {
        return result.verdict == domain::Verdict::failed || result.verdict == domain::Verdict::timed_out;
    });
    if (culprit != results.end())
        failed.summary = fmt::format("check '{}' {} (exit {})", culprit->name, domain::name(culprit->verdict), culprit->exit_status);
    return failed;
}

/// What the edits do to tests, told and held to the policy.
Result<std::optional<Failed>> judge_tests(AttemptScene& scene, const domain::Reply& reply, const integrity::TestChanges& tests,
                                          std::vector<std::string>& problems) {
    report::TestsRead read{tests.added, tests.changed, {}};
    for (const integrity::Finding& finding : tests.findings) read.findings.push_back(integrity::text_of(finding));
    const bool is_worth_telling = !read.added.empty() || !read.changed.empty() || !read.findings.empty();
    if (is_worth_telling) PROFFER_CHECK(scene.recorder.record(read));
    const auto violations = integrity::violations_of(tests, scene.task.settings.tests.may);
    if (violations.empty()) return std::optional<Failed>();
    problems = read.findings;
    for (const domain::Violation& violation : violations)
        if (violation.rule == "test-files") problems.push_back(fmt::format("'{}': {}", violation.path, violation.message));
    return std::optional(Failed{"tests", problems.front(), prompt::feedback_for_violations(violations), reply.text, {}, {}});
}

/// The code of the proposal must pass the tests of the base without any of the new ones, too.
Result<std::optional<Failed>> try_base_tests(AttemptScene& scene, const domain::Reply& reply, const domain::EditSet& edits,
                                             const integrity::TestChanges& tests) {
    if (scene.task.settings.tests.may == domain::TestsPolicy::edit) return std::optional<Failed>();
    PROFFER_TRY(const CheckResults results, try_on_base_tests(scene, edits, tests));
    if (check::all_passed(results)) return std::optional<Failed>();
    Failed failed = failed_checks(scene, reply, results, {});
    failed.phase = "tests";
    failed.summary = "with the tests of the base commit " + failed.summary;
    failed.feedback = "The checks ran with the test files as they were before your edits, and did not pass.\n\n" + failed.feedback;
    return std::optional(std::move(failed));
}

Result<std::optional<Failed>> try_red_green(AttemptScene& scene, const domain::Reply& reply, const domain::EditSet& edits,
                                            const CheckResults& results, const integrity::TestChanges& tests) {
    if (scene.task.settings.proof != domain::Proof::red_green) return std::optional<Failed>();
    PROFFER_TRY(const RedGreen judged, prove_red_green(scene, edits, results, tests));
    if (judged.proved) return std::optional<Failed>();
    const std::string feedback =
        "Your edits pass the checks, but a test must fail on the code as it was and pass with your edits, and this is not shown: " +
        judged.statement + ". Send all edits again, with a test that fails without the change.\n";
    return std::optional(Failed{"proof", judged.statement, feedback, reply.text, {}, edits, results});
}

/// Another candidate proposed the same; its results stand in this one's part of the journal too.
Result<void> record_shared(AttemptScene& scene, CheckResults& results) {
    for (domain::CheckResult& result : results) {
        if (result.note.empty()) result.note = "another candidate made the same proposal";
        PROFFER_CHECK(scene.recorder.record(report::CheckFinished{result}));
    }
    return {};
}

Result<CheckResults> run_own_checks(AttemptScene& scene, const domain::EditSet& edits) {
    PROFFER_TRY(workspace::WorkspaceFactory * factory, scene.workspaces());
    PROFFER_TRY(const domain::Oid tree, scene.ports.repository.write_tree(scene.base, edits));
    bool ran_here = false;
    const auto run = [&]() -> Result<CheckResults> {
        const CheckSlots::Slot slot(scene.slots);
        ran_here = true;
        Result<void> recorded;
        PROFFER_TRY(CheckResults results, check::run_checks(scene.task.settings.checks, edits, *factory, scene.ports.redactor,
                                                            scene.budget.time_left(), watcher_of(scene, recorded)));
        if (!recorded) return std::move(recorded).error();
        return results;
    };
    // One reply after the other is checked anew, as a check may be flaky.
    if (scene.recorder.lane().candidate == 0) return run();
    PROFFER_TRY(CheckResults results, scene.shared_checks.run_once(tree.text(), run));
    if (!ran_here) PROFFER_CHECK(record_shared(scene, results));
    return results;
}

Result<AttemptOutcome> fail_with(AttemptScene& scene, Failed failed) {
    std::vector<std::string> problems = {failed.summary};
    return fail(scene, std::move(failed), std::move(problems));
}

Result<AttemptOutcome> prove(AttemptScene& scene, const domain::Reply& reply, domain::EditSet edits, const integrity::TestChanges& tests) {
    CheckResults results;
    if (scene.runs_checks && !scene.task.settings.checks.empty() && !edits.empty()) {
        PROFFER_TRY(results, run_own_checks(scene, edits));
        if (!check::all_passed(results)) {
            Failed failed = failed_checks(scene, reply, results, edits);
            failed.checks = results;
            return fail_with(scene, std::move(failed));
        }
        PROFFER_TRY(std::optional<Failed> weaker, try_base_tests(scene, reply, edits, tests));
        if (weaker) return fail_with(scene, *std::move(weaker));
        PROFFER_TRY(std::optional<Failed> unproved, try_red_green(scene, reply, edits, results, tests));
        if (unproved) return fail_with(scene, *std::move(unproved));
    }
    PROFFER_CHECK(scene.recorder.record(report::AttemptPassed{}));
    return AttemptOutcome(Passed{std::move(edits), std::move(results)});
}

}  // namespace

AttemptScene at_lane(const AttemptScene& scene, Ports& ports, report::Lane lane, provider::Provider& provider) {
    return {ports,
            scene.recorder.at(lane),
            scene.budget,
            provider,
            scene.task,
            scene.snapshot,
            scene.scope,
            scene.targets,
            scene.nonce,
            scene.base,
            scene.trials,
            scene.shared_checks,
            scene.slots,
            scene.models,
            scene.winners,
            scene.runs_checks,
            scene.workspaces,
            scene.rank,
            scene.shown};
}

Result<domain::Reply> ask_provider(Ports& ports, provider::Provider& provider, const domain::Prompt& prompt, Budget& budget,
                                   const OnPrompt& on_prompt, report::Lane lane, std::uint64_t most_output_tokens) {
    const domain::Prompt sent = without_secrets(prompt, ports.redactor);
    const std::uint64_t tokens = prompt::estimate_tokens(sent);
    PROFFER_TRY(Budget::Call call, budget.begin_call(tokens, provider.price()));
    if (on_prompt) PROFFER_CHECK(on_prompt(sent, tokens));
    provider::AskLimits limits;
    limits.time = call.time();
    limits.output_tokens = call.output_tokens();
    if (most_output_tokens > 0) limits.output_tokens = std::min(limits.output_tokens, most_output_tokens);
    limits.lane = lane;
    provider::AskWatcher watcher;
    watcher.on_text = [&ports](std::string_view text) { ports.watcher.on_reply_text(text); };
    watcher.on_retry = [&ports](std::string_view why) { ports.watcher.on_retry(why); };
    watcher.on_restart = [&ports] { ports.watcher.on_reply_restart(); };
    auto reply = provider.ask(sent, limits, watcher);
    if (!reply) return std::move(reply).error().while_doing(std::string(k_asking_the_model));
    call.settle(reply->usage);
    return reply;
}

Result<AttemptOutcome> make_attempt(AttemptScene& scene, domain::Prompt& prompt, const Kept& kept) {
    PROFFER_TRY(domain::Reply reply, ask(scene, prompt));
    if (reply.changes) return try_changes(scene, reply, *std::exchange(reply.changes, {}), "in-place");
    if (const prompt::Needs needs = needs_of(reply); !needs.empty()) {
        prompt.messages.push_back({domain::Role::assistant, reply.text});
        const NeedsAnswer answer = answer_needs(scene, needs);
        see_whole(scene.shown, answer.whole);
        prompt.messages.push_back({domain::Role::user, answer.text});
        PROFFER_TRY(reply, ask(scene, prompt));
    }
    if (reply.stop != domain::StopReason::complete) {
        const std::string summary =
            reply.stop == domain::StopReason::length ? "the reply was cut off at the token limit" : "the model declined";
        Failed failed{"reply", summary, prompt::feedback_for_stop(reply.stop), reply.text, kept.placed, {}};
        failed.stop = reply.stop;
        return fail(scene, std::move(failed), {summary});
    }
    edit::Understood understood = edit::understand_reply(reply.text, scene.snapshot, scene.targets, kept.placed);
    refuse_whole_files(scene.shown.in_part, understood);
    if (!understood.refusals.empty()) {
        std::vector<std::string> problems = refusal_lines(understood);
        return fail(scene, refused_edits(scene, reply, std::move(understood), kept.refused_rounds + 1), std::move(problems));
    }
    report::EditsUnderstood record{std::string(edit::name(understood.format)), {}};
    for (const domain::Edit& edit : understood.edits) record.edits.push_back(edit_row(scene, how_placed(understood, edit), edit));
    PROFFER_CHECK(scene.recorder.record(record));
    PROFFER_CHECK(warn_of_unseen(scene, understood));
    scene.ports.watcher.on_event(fmt::format("{} understood as {}", base::count_of(understood.edits.size(), "file edit"), record.format));
    return try_edits(scene, reply, std::move(understood.edits));
}

Result<AttemptOutcome> try_changes(AttemptScene& scene, const domain::Reply& reply, domain::Changes changes, const std::string& how) {
    for (const std::string& note : changes.notes) PROFFER_CHECK(scene.recorder.record(report::Warned{note}));
    report::EditsUnderstood record{how, {}};
    for (const domain::Edit& edit : changes.edits) record.edits.push_back(edit_row(scene, edit.content ? how : "delete", edit));
    PROFFER_CHECK(scene.recorder.record(record));
    scene.ports.watcher.on_event(base::count_of(changes.edits.size(), "file") + " changed");
    if (changes.refused.empty()) return try_edits(scene, reply, std::move(changes.edits));
    std::vector<std::string> problems = lines_of(changes.refused);
    Failed refused{"guard", problems.front(), prompt::feedback_for_violations(changes.refused), reply.text, {}, {}};
    return fail(scene, std::move(refused), std::move(problems));
}

Result<AttemptOutcome> try_edits(AttemptScene& scene, const domain::Reply& reply, domain::EditSet edits) {
    if (auto failure = judge(scene, reply, edits)) return fail(scene, std::move(failure->first), std::move(failure->second));
    const domain::Settings& settings = scene.task.settings;
    const integrity::TestChanges tests = integrity::read_test_changes(edits, scene.snapshot, settings.tests, settings.checks);
    std::vector<std::string> problems;
    PROFFER_TRY(std::optional<Failed> weakened, judge_tests(scene, reply, tests, problems));
    if (weakened) return fail(scene, *std::move(weakened), std::move(problems));
    return prove(scene, reply, std::move(edits), tests);
}

}  // namespace proffer::run
