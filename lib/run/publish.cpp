// Publishing right after a run, and later from an artifact.
#include "run/publish.hpp"

#include <utility>

#include <fmt/format.h>

#include "guard/judge.hpp"

namespace proffer::run {
namespace {

Result<domain::Oid> recorded_oid(const std::string& text, std::string_view what) {
    auto oid = domain::Oid::parse(text);
    if (!oid)
        return Error{ErrorCode::usage, fmt::format("the journal's {} is no object id", what), "take an artifact that proffer wrote", {}};
    return oid;
}

Error rejected(const std::vector<domain::Violation>& violations) {
    const domain::Violation& first = violations.front();
    return {ErrorCode::denied,
            fmt::format("the proposal breaks '{}' at '{}': {}", first.rule, first.path, first.message),
            "the artifact may have been changed, or 'allowed' differs here from where it was proposed",
            {}};
}

/// The commit of the artifact, made again here from the patch and held against what the journal says.
Result<git::Commit> rebuild(const PublishRequest& request, const report::ProposalMade& made, Ports& ports) {
    PROFFER_TRY(const domain::Oid base, recorded_oid(made.base, "base commit"));
    PROFFER_TRY(const domain::EditSet edits, ports.repository.read_patch(base, request.patch));
    PROFFER_TRY(const auto snapshot, ports.repository.snapshot(base));
    const domain::Settings& settings = request.task.settings;
    const guard::Scope scope{settings.allowed, request.task.files, settings.protected_paths, settings.unprotected};
    if (const auto violations = guard::judge_edits(edits, *snapshot, scope, settings.limits, ports.redactor); !violations.empty())
        return rejected(violations);
    PROFFER_TRY(
        git::Commit commit,
        ports.repository.commit(
            {base, edits, made.message, {made.author_name, made.author_email}, {made.committer_name, made.committer_email}, made.time}));
    if (commit.commit.text() != made.commit)
        return Error{
            ErrorCode::denied,
            fmt::format("proposal.patch gives commit {}, the journal says {}", commit.commit.short_text(), made.commit.substr(0, 12)),
            "the artifact was changed after it was made; propose again",
            {}};
    return commit;
}

/// A failed proposal stays one, published as a draft or not.
Ending ending_of_failed(const report::RunSummary& summary) {
    Ending ending;
    ending.conclusion = domain::Conclusion::checks_failed;
    // Others tell of an earlier try to publish, not of the proposal.
    if (!summary.finish || summary.finish->exit_status != domain::exit_status(ending.conclusion)) return ending;
    ending.conclusion = domain::find_conclusion(summary.finish->conclusion).value_or(ending.conclusion);
    ending.message = summary.finish->message;
    ending.next_step = summary.finish->next_step;
    return ending;
}

Result<Ending> publish_recorded(const PublishRequest& request, const report::RunSummary& summary, Ports& ports, Recorder& recorder) {
    if (!request.enabled) return Ending{domain::Conclusion::disabled, "proffer is switched off by 'enabled' or PROFFER_ENABLED", "", ""};
    if (!summary.proposal) return Error{ErrorCode::usage, "the artifact holds no proposal", "read its report to see how the run ended", {}};
    PROFFER_TRY(const git::Commit commit, rebuild(request, *summary.proposal, ports));
    PROFFER_TRY(const report::Published published, publish_proposal(*summary.proposal, summary.start.base_ref, ports, recorder));
    if (!summary.proposal->passed) return ending_of_failed(summary);
    Ending ending;
    ending.message = fmt::format("branch '{}' holds the proposal {}", published.branch, commit.commit.short_text());
    return ending;
}

}  // namespace

Result<report::Published> publish_proposal(const report::ProposalMade& made, const std::string& base_ref, Ports& ports,
                                           Recorder& recorder) {
    PROFFER_TRY(const domain::Oid commit, recorded_oid(made.commit, "commit"));
    const forge::Proposal proposal{made.branch, commit,         base_ref,       made.title,          made.body,     made.draft,
                                   made.labels, made.assignees, made.reviewers, made.team_reviewers, made.milestone};
    auto forge = ports.make_forge();
    if (!forge) return std::move(forge).error().while_doing(std::string(k_publishing));
    auto outcome = (*forge)->publish(proposal);
    if (!outcome) return std::move(outcome).error().while_doing(std::string(k_publishing));
    const forge::Publication& publication = *outcome;
    for (const std::string& refusal : publication.refused) PROFFER_CHECK(recorder.record(report::Warned{refusal}));
    report::Published published;
    published.rung = publication.rung;
    published.forge = publication.forge;
    published.remote = publication.remote;
    published.branch = publication.branch;
    published.commit = made.commit;
    published.operation = publication.operation;
    published.pull_request_number = publication.pull_request_number;
    published.pull_request_url = publication.pull_request_url;
    published.compare_url = publication.compare_url;
    PROFFER_CHECK(recorder.record(published));
    ports.watcher.on_event(fmt::format("branch '{}' {}{}", published.branch,
                                       published.operation == "none" ? "was already there" : "created",
                                       published.remote.empty() ? " in this repository" : " on " + published.remote));
    return published;
}

Result<TaskOutcome> publish_artifact(const PublishRequest& request, Ports& ports) {
    const std::chrono::milliseconds start = ports.clock.monotonic();
    Recorder recorder(ports.artifact, ports.clock, ports.redactor, request.journal);
    auto result = publish_recorded(request, recorder.summary(), ports, recorder);
    const Ending ending = result ? *std::move(result) : ending_of(result.error());
    const int signal = ports.clock.stop_signal();
    std::chrono::milliseconds duration = ports.clock.monotonic() - start;
    if (const auto& finished = recorder.summary().finish) duration += std::chrono::milliseconds(finished->duration_ms);
    PROFFER_CHECK(finish(recorder, ending, duration, signal, request.task.settings.report.formats));
    return TaskOutcome{ending.conclusion, signal, recorder.summary()};
}

}  // namespace proffer::run
