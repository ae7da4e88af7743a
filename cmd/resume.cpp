// Reads the journals of an artifact directory, the last one and those of earlier tries.
#include "cmd/resume.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "ci/trigger.hpp"
#include "domain/isolation.hpp"

namespace proffer::cmd {
namespace {

constexpr std::uint64_t k_journal_limit_bytes = 256ULL * 1024 * 1024;

/// Nothing when there is no journal, or not even its first line.
Result<std::optional<report::Journal>> read_journal(const std::filesystem::path& file) {
    auto text = os::read_file(file, k_journal_limit_bytes);
    if (!text && text.error().code == ErrorCode::not_found) return std::optional<report::Journal>();
    if (!text) return std::move(text).error();
    auto journal = report::parse_journal(*text);
    if (!journal) return std::optional<report::Journal>();
    return std::optional(*std::move(journal));
}

bool is_same_run(const report::RunStarted& one, const report::RunStarted& other) {
    return one.task == other.task && one.base_commit == other.base_commit && one.instruction == other.instruction;
}

Error with_other_flags(std::string_view flag) {
    return {ErrorCode::usage, fmt::format("--resume and {} exclude each other", flag), "the directory says what the run was for", {}};
}

Result<void> check_flags(const RunFlags& flags) {
    if (!flags.tasks.empty()) return with_other_flags("naming a task");
    if (!flags.instruction.empty() || !flags.instruction_file.empty()) return with_other_flags("--instruction");
    if (!flags.files.empty()) return with_other_flags("--file");
    if (!flags.base.empty()) return with_other_flags("--base");
    if (!flags.event.empty()) return with_other_flags("--event");
    if (!flags.replay.empty()) return with_other_flags("--replay");
    if (!flags.report.empty()) return with_other_flags("--report");
    return {};
}

domain::TriggerKind kind_of(const std::string& word) {
    using Kind = domain::TriggerKind;
    for (const Kind kind : {Kind::schedule, Kind::push, Kind::pre_push, Kind::dispatch, Kind::issue_label, Kind::comment,
                            Kind::review_comment, Kind::workflow_failure})
        if (domain::name(kind) == word) return kind;
    return Kind::manual;
}

}  // namespace

bool Resumed::has_proposal() const {
    return recorded.proposal && recorded.finish && recorded.finish->conclusion != domain::name(domain::Conclusion::cancelled);
}

bool Resumed::is_published() const {
    return recorded.published && recorded.published->rung != "patch";
}

Result<std::optional<Resumed>> read_resumed(const RunFlags& flags) {
    if (flags.resume.empty()) return std::optional<Resumed>();
    PROFFER_CHECK(check_flags(flags));
    const std::filesystem::path directory = std::filesystem::absolute(flags.resume);
    std::vector<report::Journal> journals;
    for (const std::filesystem::path& file : DirectoryArtifact::earlier_journals(directory)) {
        PROFFER_TRY(auto journal, read_journal(file));
        if (journal) journals.push_back(*std::move(journal));
    }
    PROFFER_TRY(auto last, read_journal(directory / "journal.jsonl"));
    if (last) journals.push_back(*std::move(last));
    if (journals.empty())
        return Error{ErrorCode::not_found,
                     fmt::format("no run is recorded in '{}'", base::visible_line(directory.string())),
                     "name the artifact directory of a run, or start the run anew",
                     {}};
    report::RunSummary recorded = report::summarise(journals.back());
    std::erase_if(journals, [&](const report::Journal& journal) { return !is_same_run(report::summarise(journal).start, recorded.start); });
    auto base = domain::Oid::parse(recorded.start.base_commit);
    if (!base) return Error{ErrorCode::usage, "the journal's base commit is no object id", "take an artifact that proffer wrote", {}};
    auto replies = std::make_shared<provider::RecordedReplies>(journals);
    return std::optional(Resumed{directory, std::move(recorded), *std::move(base), std::move(replies)});
}

Result<void> check_base(const Project& project, const Resumed& resumed) {
    if (!ci::is_ci(project.environment)) return {};
    PROFFER_TRY(const bool is_ours, project.repository->has_in_history(resumed.base));
    if (is_ours) return {};
    return Error{ErrorCode::unauthorized,
                 fmt::format("the run to be resumed started from {}, which is not in the history of the commit checked out",
                             resumed.base.short_text()),
                 "check out the branch it was for, with its history",
                 {}};
}

void lay_over(run::TaskRequest& request, const Resumed& resumed) {
    const report::RunStarted& start = resumed.recorded.start;
    request.files = start.explicit_files;
    request.base_ref = start.base_ref;
    request.event_key = start.event_key;
    request.trigger.kind = kind_of(start.trigger_kind);
    request.trigger.time_seconds = start.trigger_time;
    request.trigger.issue = start.issue;
    request.trigger.summary = start.trigger;
    if (!start.unit_instruction.empty()) request.task.instruction = start.unit_instruction;
    for (const report::TriggerValue& value : start.trigger_values) request.trigger.values[value.name] = value.text;
    if (!start.follow_up_branch.empty())
        request.follow_up = run::FollowUp{start.follow_up_branch, start.follow_up_title, start.follow_up_reference};
    for (const report::AttemptSummary& attempt : resumed.recorded.attempts)
        if (attempt.passed && attempt.lane.candidate > 0)
            request.winners[{attempt.lane.unit, attempt.start.number}] = attempt.lane.candidate;
    // It may ask for more, never for less.
    request.minimum_isolation = std::max(request.minimum_isolation, std::min(start.minimum_isolation, domain::k_strongest_level));
}

domain::Task declared_task(const domain::Config& config, const std::string& name) {
    if (const domain::Task* task = config.find(name)) return *task;
    domain::Task task;
    task.name = name;
    task.settings = config.settings;
    return task;
}

Result<std::vector<run::Unit>> recorded_units(const Project& project, const report::RunStarted& start, const std::string& each) {
    PROFFER_TRY(const domain::Oid base, domain::Oid::parse(start.base_commit));
    PROFFER_TRY(const auto snapshot, project.repository->snapshot(base));
    PROFFER_TRY(const std::vector<run::Unit> units, run::list_units(*snapshot, each));
    return run::units_named(units, start.units);
}

TaskResult result_of(const Resumed& resumed) {
    TaskResult result{resumed.directory, {}};
    result.outcome.summary = resumed.recorded;
    if (const auto& finish = resumed.recorded.finish)
        result.outcome.conclusion = domain::find_conclusion(finish->conclusion).value_or(domain::Conclusion::internal_error);
    return result;
}

}  // namespace proffer::cmd
