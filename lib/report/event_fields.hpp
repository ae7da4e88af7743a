// The fields of each event, each listed once, for writing and reading alike: `field(key, member)` is called in order.
#pragma once

#include <concepts>
#include <type_traits>

#include "report/event.hpp"

namespace proffer::report {

/// Lets one listing serve `T&` (reading) and `const T&` (writing).
template <typename Given, typename T>
concept MaybeConst = std::same_as<std::remove_const_t<Given>, T>;

void visit_fields(MaybeConst<domain::Usage> auto& usage, auto& field) {
    field("input_tokens", usage.input_tokens);
    field("cached_input_tokens", usage.cached_input_tokens);
    field("output_tokens", usage.output_tokens);
    field("cost_usd", usage.cost_usd);
}

void visit_fields(MaybeConst<domain::Isolation> auto& isolation, auto& field) {
    field("workspace", isolation.workspace);
    field("walls", isolation.walls);
    field("network", isolation.network);
    field("reason", isolation.reason);
    field("level", isolation.level);
    field("blocked", isolation.blocked);
    field("open", isolation.open);
    field("set_up_ms", isolation.set_up_ms);
}

void visit_fields(MaybeConst<domain::CheckResult> auto& result, auto& field) {
    field("name", result.name);
    field("command", result.command);
    field("verdict", result.verdict);
    field("exit_status", result.exit_status);
    field("duration_ms", result.duration);
    field("output", result.output);
    field("output_sha256", result.output_sha256);
    field("output_bytes", result.output_bytes);
    field("note", result.note);
}

void visit_fields(MaybeConst<EditRow> auto& row, auto& field) {
    field("path", row.path);
    field("how", row.how);
    field("added", row.added);
    field("removed", row.removed);
}

void visit_fields(MaybeConst<TriggerValue> auto& value, auto& field) {
    field("name", value.name);
    field("text", value.text);
}

void visit_fields(MaybeConst<RunStarted> auto& event, auto& field) {
    field("proffer_version", event.proffer_version);
    field("task", event.task);
    field("trigger", event.trigger);
    field("trigger_kind", event.trigger_kind);
    field("trigger_time", event.trigger_time);
    field("issue", event.issue);
    field("instruction", event.instruction);
    field("repository", event.repository);
    field("base_ref", event.base_ref);
    field("base_commit", event.base_commit);
    field("config_source", event.config_source);
    field("config", event.config);
    field("provider", event.provider);
    field("model", event.model);
    field("command", event.command);
    field("dry_run", event.dry_run);
    field("retries", event.retries);
    field("cycles", event.cycles);
    field("explicit_files", event.explicit_files);
    field("units", event.units);
    field("unit_instruction", event.unit_instruction);
    field("branch_suffix", event.branch_suffix);
    field("event_key", event.event_key);
    field("trigger_values", event.trigger_values);
    field("follow_up_branch", event.follow_up_branch);
    field("follow_up_title", event.follow_up_title);
    field("follow_up_reference", event.follow_up_reference);
    field("minimum_isolation", event.minimum_isolation);
}

void visit_fields(MaybeConst<TargetChosen> auto& event, auto& field) {
    field("path", event.path);
    field("why", event.why);
}

void visit_fields(MaybeConst<Reranked> auto& event, auto& field) {
    field("candidates", event.candidates);
    field("chosen", event.chosen);
    field("problem", event.problem);
    field("answered", event.answered);
    field("replayed", event.replayed);
    field("reply", event.reply);
    field("stop", event.stop);
    field("model", event.model);
    field("usage", event.usage);
}

void visit_fields(MaybeConst<Warned> auto& event, auto& field) {
    field("message", event.message);
}

void visit_fields(MaybeConst<HiddenTextFound> auto& event, auto& field) {
    field("source", event.source);
    field("kind", event.kind);
    field("line", event.line);
    field("text", event.text);
    field("kept", event.kept);
}

void visit_fields(MaybeConst<IsolationChosen> auto& event, auto& field) {
    field("isolation", event.isolation);
}

void visit_fields(MaybeConst<AttemptStarted> auto& event, auto& field) {
    field("cycle", event.cycle);
    field("attempt", event.attempt);
    field("number", event.number);
}

void visit_fields(MaybeConst<PromptSent> auto& event, auto& field) {
    field("system", event.system);
    field("messages", event.messages);
    field("estimated_tokens", event.estimated_tokens);
}

void visit_fields(MaybeConst<ReplyReceived> auto& event, auto& field) {
    field("text", event.text);
    field("stop", event.stop);
    field("model", event.model);
    field("usage", event.usage);
    field("duration_ms", event.duration_ms);
    field("replayed", event.replayed);
}

void visit_fields(MaybeConst<EditsUnderstood> auto& event, auto& field) {
    field("format", event.format);
    field("edits", event.edits);
}

void visit_fields(MaybeConst<AttemptFailed> auto& event, auto& field) {
    field("phase", event.phase);
    field("summary", event.summary);
    field("problems", event.problems);
    field("feedback", event.feedback);
}

void visit_fields(MaybeConst<StrategyChosen> auto& event, auto& field) {
    field("failure", event.failure);
    field("strategy", event.strategy);
    field("why", event.why);
    field("share", event.share);
    field("used", event.used);
    field("model", event.model);
    field("candidates", event.candidates);
}

void visit_fields(MaybeConst<CheckFinished> auto& event, auto& field) {
    field("result", event.result);
}

void visit_fields(MaybeConst<CommandFinished> auto& event, auto& field) {
    field("result", event.result);
}

void visit_fields(MaybeConst<TestsRead> auto& event, auto& field) {
    field("added", event.added);
    field("changed", event.changed);
    field("findings", event.findings);
}

void visit_fields(MaybeConst<TrialFinished> auto& event, auto& field) {
    field("arm", event.arm);
    field("tree", event.tree);
    field("result", event.result);
}

void visit_fields(MaybeConst<Proved> auto& event, auto& field) {
    field("kind", event.kind);
    field("proved", event.proved);
    field("statement", event.statement);
    field("base", event.base);
    field("base_tests", event.base_tests);
    field("new_tests", event.new_tests);
    field("test_files", event.test_files);
    field("tests", event.tests);
}

void visit_fields(MaybeConst<AttemptPassed> auto&, auto&) {}

void visit_fields(MaybeConst<Minimised> auto& event, auto& field) {
    field("hunks", event.hunks);
    field("dropped", event.dropped);
    field("trials", event.trials);
    field("duration_ms", event.duration_ms);
    field("why_stopped", event.why_stopped);
    field("results", event.results);
}

void visit_fields(MaybeConst<Diagnosed> auto& event, auto& field) {
    field("cycle", event.cycle);
    field("root_cause", event.root_cause);
    field("instructions", event.instructions);
    field("usage", event.usage);
    field("reply", event.reply);
    field("replayed", event.replayed);
}

void visit_fields(MaybeConst<ProposalMade> auto& event, auto& field) {
    field("base", event.base);
    field("tree", event.tree);
    field("commit", event.commit);
    field("branch", event.branch);
    field("title", event.title);
    field("body", event.body);
    field("message", event.message);
    field("author_name", event.author_name);
    field("author_email", event.author_email);
    field("committer_name", event.committer_name);
    field("committer_email", event.committer_email);
    field("commit_time", event.time);
    field("passed", event.passed);
    field("draft", event.draft);
    field("labels", event.labels);
    field("assignees", event.assignees);
    field("reviewers", event.reviewers);
    field("team_reviewers", event.team_reviewers);
    field("milestone", event.milestone);
    field("auto_merge", event.auto_merge);
    field("sign", event.sign);
    field("most_open", event.most_open);
    field("diff", event.diff);
    field("files", event.files);
    field("added", event.added);
    field("removed", event.removed);
}

void visit_fields(MaybeConst<Published> auto& event, auto& field) {
    field("rung", event.rung);
    field("forge", event.forge);
    field("remote", event.remote);
    field("branch", event.branch);
    field("commit", event.commit);
    field("operation", event.operation);
    field("pull_request_number", event.pull_request_number);
    field("pull_request_url", event.pull_request_url);
    field("compare_url", event.compare_url);
}

void visit_fields(MaybeConst<UnitFinished> auto& event, auto& field) {
    field("name", event.name);
    field("conclusion", event.conclusion);
    field("message", event.message);
    field("files", event.files);
    field("duration_ms", event.duration_ms);
}

void visit_fields(MaybeConst<RunFinished> auto& event, auto& field) {
    field("conclusion", event.conclusion);
    field("exit_status", event.exit_status);
    field("message", event.message);
    field("next_step", event.next_step);
    field("error", event.error);
    field("duration_ms", event.duration_ms);
}

}  // namespace proffer::report
