// Publishing right after a run, and later from an artifact.
#include "run/publish.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "guard/judge.hpp"
#include "integrity/judge.hpp"
#include "report/facts.hpp"
#include "run/event_key.hpp"
#include "run/units.hpp"

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
            "the artifact may have been changed, or 'allowed' or 'tests' differ here from where it was proposed",
            {}};
}

/// The commit of the artifact, made again here from the patch and held against what the journal says.
Result<git::Commit> rebuild(const PublishRequest& request, const report::ProposalMade& made, Ports& ports) {
    PROFFER_TRY(const domain::Oid base, recorded_oid(made.base, "base commit"));
    PROFFER_TRY(const domain::EditSet edits, ports.repository.read_patch(base, request.patch));
    PROFFER_TRY(const auto snapshot, ports.repository.snapshot(base));
    const domain::Settings& settings = request.task.settings;
    domain::Limits limits = settings.limits;
    if (!request.task.each.empty()) {
        PROFFER_TRY(const std::vector<Unit> units, list_units(*snapshot, request.task.each));
        limits = limits_together(limits, units.size());
    }
    if (const auto violations = guard::judge_edits(edits, *snapshot, scope_of(request.task), limits, ports.redactor); !violations.empty())
        return rejected(violations);
    const auto tests = integrity::read_test_changes(edits, *snapshot, settings.tests, settings.checks);
    if (const auto violations = integrity::violations_of(tests, settings.tests.may); !violations.empty()) return rejected(violations);
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
    PROFFER_CHECK(rebuild(request, *summary.proposal, ports));
    // What merges by itself is for this side to say, not for whoever made the artifact.
    report::ProposalMade made = *summary.proposal;
    made.auto_merge = made.auto_merge && request.task.settings.pull_request.auto_merge;
    PROFFER_TRY(Ending ending, publish_proposal(made, summary.start, ports, recorder));
    if (!summary.proposal->passed) return ending_of_failed(summary);
    const auto failed = std::count_if(summary.units.begin(), summary.units.end(),
                                      [](const report::UnitSummary& unit) { return !report::ended_well(unit); });
    if (failed > 0) ending.message += fmt::format("; {} of {} failed", failed, base::count_of(summary.units.size(), "unit"));
    return ending;
}

domain::Sign sign_of(std::string_view word) {
    for (const domain::Sign sign : {domain::Sign::automatic, domain::Sign::api, domain::Sign::ssh, domain::Sign::gpg})
        if (word == domain::name(sign)) return sign;
    return domain::Sign::none;
}

Result<forge::Proposal> proposal_for_forge(const report::ProposalMade& made, const report::RunStarted& start) {
    PROFFER_TRY(domain::Oid commit, recorded_oid(made.commit, "commit"));
    PROFFER_TRY(domain::Oid base, recorded_oid(made.base, "base commit"));
    forge::Proposal proposal(std::move(commit), std::move(base));
    proposal.branch = made.branch;
    proposal.tree = made.tree;
    proposal.message = made.message;
    proposal.sign = sign_of(made.sign);
    proposal.auto_merge = made.auto_merge && made.passed;
    proposal.most_open = made.most_open;
    proposal.committer_email = made.committer_email;
    proposal.base_ref = start.base_ref;
    proposal.title = made.title;
    proposal.body = made.body;
    proposal.draft = made.draft;
    proposal.labels = made.labels;
    proposal.assignees = made.assignees;
    proposal.reviewers = made.reviewers;
    proposal.team_reviewers = made.team_reviewers;
    proposal.milestone = made.milestone;
    proposal.issue = start.issue;
    proposal.is_one_of = start.task == domain::k_ad_hoc_task;
    proposal.asked_for = is_request_of_person(start.trigger_kind);
    return proposal;
}

report::Published describe(const forge::Publication& publication, const std::string& commit) {
    report::Published published;
    published.rung = publication.rung;
    published.forge = publication.forge;
    published.remote = publication.remote;
    published.branch = publication.branch;
    published.commit = publication.commit.empty() ? commit : publication.commit;
    published.operation = publication.operation;
    published.pull_request_number = publication.pull_request_number;
    published.pull_request_url = publication.pull_request_url;
    published.compare_url = publication.compare_url;
    return published;
}

Ending ending_of_publication(const forge::Publication& publication, const report::ProposalMade& made) {
    Ending ending;
    if (!publication.withheld.empty()) {
        ending.conclusion = domain::Conclusion::skipped;
        ending.message = publication.withheld;
        ending.next_step = publication.remedy;
    } else if (!forge::is_complete(publication)) {
        ending.conclusion = domain::Conclusion::forge_denied;
        ending.message = publication.rung == "branch"
                             ? fmt::format("branch '{}' is there, but no pull request could be opened", publication.branch)
                             : "neither a pull request nor a branch could be made";
        ending.next_step = publication.rung == "branch" ? "open it by hand: " + publication.compare_url
                                                        : "proposal.patch holds the proposal: git am takes it";
        if (!publication.remedy.empty()) ending.next_step += fmt::format(" (remedy: {}; then 'proffer publish')", publication.remedy);
    } else if (!publication.pull_request_url.empty()) {
        const std::string number = publication.pull_request_number > 0 ? " " + std::to_string(publication.pull_request_number) : "";
        ending.message = fmt::format("pull request{} {}", number,
                                     publication.operation == "none" ? "holds the proposal already" : publication.operation);
    } else {
        ending.message = fmt::format("branch '{}' holds the proposal {}", publication.branch, made.commit.substr(0, 12));
    }
    return ending;
}

}  // namespace

Result<Ending> publish_proposal(const report::ProposalMade& made, const report::RunStarted& start, Ports& ports, Recorder& recorder) {
    PROFFER_TRY(forge::Proposal proposal, proposal_for_forge(made, start));
    if (proposal.sign == domain::Sign::ssh || proposal.sign == domain::Sign::gpg) {
        PROFFER_TRY(proposal.commit, ports.repository.sign(proposal.commit, proposal.sign));
    }
    auto forge = ports.make_forge();
    if (!forge) return std::move(forge).error().while_doing(std::string(k_publishing));
    auto outcome = (*forge)->publish(proposal);
    if (!outcome) return std::move(outcome).error().while_doing(std::string(k_publishing));
    const forge::Publication& publication = *outcome;
    for (const std::string& refusal : publication.refused) {
        PROFFER_CHECK(recorder.record(report::Warned{refusal}));
        ports.watcher.on_event("warning: " + refusal);
    }
    const report::Published published = describe(publication, proposal.commit.text());
    PROFFER_CHECK(recorder.record(published));
    const Ending ending = ending_of_publication(publication, made);
    ports.watcher.on_event(ending.message);
    return ending;
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
