// `proffer replay DIR`: the recorded replies through the same machinery; tree id and verdicts must come out the same.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cmd/command.hpp"
#include "cmd/progress.hpp"
#include "cmd/result_output.hpp"
#include "cmd/resume.hpp"
#include "cmd/wiring.hpp"
#include "os/clock.hpp"
#include "run/models.hpp"

namespace proffer::cmd {
namespace {

/// The run as the journal tells it, with the replies as provider.
Result<run::TaskRequest> recorded_request(const Project& project, const report::RunSummary& recorded) {
    PROFFER_TRY(const domain::Config config, parse_logged(recorded.start.config, "the journal's configuration"));
    const domain::Task* task = config.find(recorded.start.task);
    if (task == nullptr)
        return Error{ErrorCode::usage, "the journal's configuration lacks its own task", "take an artifact that proffer wrote", {}};
    PROFFER_TRY(const domain::Oid base, domain::Oid::parse(recorded.start.base_commit));
    run::TaskRequest request(base);
    request.task = *task;
    request.files = recorded.start.explicit_files;
    request.task.instruction = "{{instruction}}";
    domain::ModelSettings& model = request.task.settings.model;
    // The prompts must show as much as they did.
    if (!model.context_tokens) model.context_tokens = run::usual_context_tokens(recorded.start.provider);
    model.provider = "replay";
    for (std::string& entry : model.fallback)
        if (run::fallback_settings(model, entry).provider == "replay") entry.insert(0, recorded.start.provider + ":");
    // Proposals of older versions were published as they came.
    request.task.settings.minimise = recorded.minimised.has_value();
    if (recorded.minimised) request.minimising_trials = recorded.minimised->trials;
    request.trigger.time_seconds = recorded.start.trigger_time;
    request.trigger.summary = recorded.start.trigger;
    request.trigger.values["instruction"] = recorded.start.instruction;
    request.base_ref = recorded.start.base_ref;
    request.repository = recorded.start.repository;
    request.config_source = "the journal";
    request.config_text = recorded.start.config;
    request.dry_run = recorded.start.dry_run;
    request.publish = run::Publish::none;
    if (recorded.proposal) {
        request.author = {recorded.proposal->author_name, recorded.proposal->author_email};
        request.committer = {recorded.proposal->committer_name, recorded.proposal->committer_email};
    } else {
        request.author = request.committer = {"proffer", "proffer@users.noreply.invalid"};
    }
    request.version = recorded.start.proffer_version;
    request.nonce = os::random_hex(16);
    if (!task->each.empty()) {
        PROFFER_TRY(request.units, recorded_units(project, recorded.start, task->each));
    }
    for (const report::AttemptSummary& attempt : recorded.attempts)
        if (attempt.passed && attempt.lane.candidate > 0)
            request.winners[{attempt.lane.unit, attempt.start.number}] = attempt.lane.candidate;
    return request;
}

std::string tree_of(const report::RunSummary& run) {
    return run.proposal ? run.proposal->tree : "none";
}

/// What the machine said of the proposal: each check of the attempt that passed, and the proof. Edits that passed once must do so again.
std::vector<std::string> verdicts_of(const report::RunSummary& run) {
    std::vector<std::string> verdicts;
    for (const report::AttemptSummary& attempt : run.attempts) {
        if (!attempt.passed) continue;
        for (const domain::CheckResult& check : attempt.checks)
            verdicts.push_back(fmt::format("unit {}, check '{}': {}", attempt.lane.unit, check.name, domain::name(check.verdict)));
    }
    // Units finish in any order.
    std::sort(verdicts.begin(), verdicts.end());
    if (run.proof) verdicts.push_back("proof: " + run.proof->statement);
    return verdicts;
}

struct Comparison {
    bool is_same = false;
    std::string message;
};

std::string or_nothing(const std::vector<std::string>& verdicts, std::size_t i) {
    return i < verdicts.size() ? verdicts[i] : "nothing more";
}

Comparison compare(const report::RunSummary& recorded, const run::TaskOutcome& outcome) {
    const std::string before = tree_of(recorded), after = tree_of(outcome.summary);
    if (before != after)
        return {false,
                fmt::format("the replay reached tree {} ({}), the journal says {}", after, domain::name(outcome.conclusion), before)};
    const auto said = verdicts_of(recorded), says = verdicts_of(outcome.summary);
    for (std::size_t i = 0; i < std::max(said.size(), says.size()); ++i)
        if (or_nothing(said, i) != or_nothing(says, i))
            return {false, fmt::format("the replay reached the same tree {}, but the journal says '{}' and the replay '{}'", after,
                                       or_nothing(said, i), or_nothing(says, i))};
    const std::string verdicts = said.empty() ? "" : fmt::format(" and the same {}", base::count_of(said.size(), "verdict"));
    return {true, fmt::format("the replay reached the same tree {}{}", after, verdicts)};
}

Result<int> replay(const CommonFlags& common, const std::string& directory_text) {
    const std::filesystem::path directory = std::filesystem::absolute(directory_text);
    PROFFER_TRY(const std::string text, os::read_file(directory / "journal.jsonl", 1024ULL * 1024 * 1024));
    PROFFER_TRY(const report::Journal journal, report::parse_journal(text));
    const report::RunSummary recorded = report::summarise(journal);
    PROFFER_TRY(Project project, open_project(common));
    PROFFER_TRY(const run::TaskRequest request, recorded_request(project, recorded));
    const std::filesystem::path scratch = project.run_directory.path() / "replay";
    PROFFER_TRY(const auto artifact, DirectoryArtifact::open(scratch, DirectoryArtifact::Journal::fresh));
    SystemClock clock;
    Progress progress(common.quiet, common.verbose);
    AdapterChoices choices;
    choices.provider.model = request.task.settings.model;
    choices.provider.replay_directory = directory;
    choices.provider.environment = project.environment;
    choices.artifact_directory = scratch;
    run::Ports ports = make_ports(project, choices, *artifact, clock, progress);
    PROFFER_TRY(const run::TaskOutcome outcome, run::run_task(request, ports));
    const auto [is_same, message] = compare(recorded, outcome);
    print_conclusion(is_same ? domain::Conclusion::success : domain::Conclusion::checks_failed, message, common.json,
                     is_same ? "nothing to do: the record holds" : "compare the journal with the code and configuration of that run");
    return is_same ? 0 : domain::exit_status(domain::Conclusion::checks_failed);
}

}  // namespace

Run define_replay(CLI::App& app, CommonFlags& common) {
    auto directory = std::make_shared<std::string>();
    app.add_option("dir", *directory, "The artifact directory of the recorded run")->required()->type_name("DIR");
    return [directory, &common] { return replay(common, *directory); };
}

}  // namespace proffer::cmd
