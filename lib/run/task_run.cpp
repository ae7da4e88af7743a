// The order of a run's parts; each part lives in its own file.
#include "run/task_run.hpp"

#include <algorithm>
#include <mutex>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "domain/repo_path.hpp"
#include "prompt/template.hpp"
#include "run/command_task.hpp"
#include "run/context.hpp"
#include "run/finish.hpp"
#include "run/in_place.hpp"
#include "run/loop.hpp"
#include "run/minimise.hpp"
#include "run/proposal.hpp"
#include "run/publish.hpp"
#include "run/recorder.hpp"
#include "run/rerank.hpp"
#include "run/seen_text.hpp"
#include "run/unit_runs.hpp"

namespace proffer::run {
namespace {

std::vector<std::string> warnings_for(const domain::Settings& settings) {
    std::vector<std::string> warnings;
    if (settings.checks.empty()) warnings.push_back("no check is configured: nothing will be proved");
    return warnings;
}

/// Which checks see more than the walls say.
domain::Isolation told_isolation(domain::Isolation isolation, const domain::Task& task) {
    if (edits_in_place(task.settings.model) && isolation.network.starts_with("none")) isolation.network += ", host for the agent";
    if (task.network && isolation.network.starts_with("none")) isolation.network += ", host for the command";
    for (const domain::CheckSettings& check : task.settings.checks)
        if (check.network && isolation.network.starts_with("none")) isolation.network += fmt::format(", host for check '{}'", check.name);
    return isolation;
}

Result<void> check_isolation(const domain::Isolation& isolation, int minimum) {
    if (isolation.level >= minimum) return {};
    std::string message = fmt::format("checks need isolation L{} here, and this machine gives L{}", minimum, isolation.level);
    if (!isolation.reason.empty()) message += ": " + isolation.reason;
    Error error{ErrorCode::denied,
                std::move(message),
                fmt::format("run on a machine that grants namespaces, or allow less with '--isolation L{}'", std::max(isolation.level, 1)),
                {}};
    return std::move(error).while_doing(std::string(k_isolating_checks));
}

using MakeProvider = std::function<Result<std::unique_ptr<provider::Provider>>(const domain::ModelSettings& model)>;

class TaskRun {
 public:
    TaskRun(const TaskRequest& request, const Ports& ports)
        : request_(request),
          ports_(ports),
          recorder_(ports.artifact, ports.clock, ports.redactor),
          seen_(seen_by_people(request.trigger)),
          models_(request_.task.settings.model, ports_) {
        request_.trigger = seen_.trigger;
        ports_.make_provider = [this, make = ports_.make_provider](const domain::ModelSettings& model) {
            return make_provider(model, make);
        };
    }

    Result<TaskOutcome> run() {
        const std::chrono::milliseconds start = ports_.clock.monotonic();
        auto result = propose_and_publish();
        const Ending ending = result ? *std::move(result) : ending_of(result.error());
        const int signal = ending.conclusion == domain::Conclusion::cancelled ? ports_.clock.stop_signal() : 0;
        if (recorder_.summary().started_ms == 0) PROFFER_CHECK(record_start("", ""));
        PROFFER_CHECK(finish(recorder_, ending, ports_.clock.monotonic() - start, signal, settings().report.formats));
        return TaskOutcome{ending.conclusion, signal, recorder_.summary()};
    }

 private:
    [[nodiscard]] const domain::Settings& settings() const { return request_.task.settings; }

    Result<void> record_start(std::string provider, std::string model) {
        report::RunStarted started;
        started.proffer_version = request_.version;
        started.task = request_.task.name;
        started.trigger = request_.trigger.summary;
        started.trigger_kind = domain::name(request_.trigger.kind);
        started.trigger_time = request_.trigger.time_seconds;
        started.issue = request_.trigger.issue;
        started.instruction = instruction_;
        started.repository = request_.repository;
        started.base_ref = request_.base_ref;
        started.base_commit = request_.base.text();
        started.config_source = request_.config_source;
        started.config = request_.config_text;
        started.provider = std::move(provider);
        started.model = std::move(model);
        started.command = request_.task.command;
        started.dry_run = request_.dry_run;
        started.retries = settings().retries;
        started.cycles = settings().cycles;
        started.explicit_files = request_.files;
        for (const Unit& unit : request_.units) started.units.push_back(unit.name);
        if (!request_.task.each.empty()) started.unit_instruction = request_.task.instruction;
        started.branch_suffix = request_.branch_suffix;
        started.event_key = request_.event_key;
        for (const auto& [name, value] : request_.trigger.values)
            if (name != "instruction") started.trigger_values.push_back({name, value});
        if (const auto& follow_up = request_.follow_up) {
            started.follow_up_branch = follow_up->branch;
            started.follow_up_title = follow_up->title;
            started.follow_up_reference = follow_up->reference;
        }
        started.minimum_isolation = request_.minimum_isolation;
        return recorder_.record(std::move(started));
    }

    Result<void> warn(const std::string& message) {
        ports_.watcher.on_event("warning: " + message);
        return recorder_.record(report::Warned{message});
    }

    /// What nobody could see is told before anything else, and refused where the configuration says so.
    Result<void> record_hidden_text() {
        for (const report::HiddenTextFound& part : seen_.hidden) PROFFER_CHECK(recorder_.record(part));
        if (seen_.has_hidden()) ports_.watcher.on_event("warning: " + seen_.warning());
        return {};
    }

    [[nodiscard]] bool refuses_hidden_text() const { return settings().hidden_text == domain::HiddenText::refuse && seen_.has_hidden(); }

    Result<Ending> refuse_hidden_text() {
        PROFFER_CHECK(record_start("", ""));
        PROFFER_CHECK(record_hidden_text());
        return Ending{domain::Conclusion::not_authorized, seen_.warning(), "",
                      "take the hidden parts out of the text, or set 'hidden_text: show' in '.proffer.yml'"};
    }

    Result<void> record_context(const Context& context) {
        for (const locate::Target& target : context.targets) PROFFER_CHECK(recorder_.record(report::TargetChosen{target.path, target.why}));
        for (const std::string& warning : warnings_for(settings())) PROFFER_CHECK(warn(warning));
        for (const std::string& warning : context.warnings) PROFFER_CHECK(warn(warning));
        return {};
    }

    [[nodiscard]] Rank rank_at_base() const {
        if (!ports_.rank) return {};
        return [this](std::string_view text, std::size_t most) { return ports_.rank(request_.base, text, most); };
    }

    /// The factory is made, and its walls told, once; before the model is asked, so that nothing is spent where no check may run.
    Result<workspace::WorkspaceFactory*> workspaces() {
        const std::lock_guard lock(workspaces_mutex_);
        if (!workspaces_) {
            PROFFER_TRY(workspaces_, ports_.make_workspaces(request_.base));
            const domain::Isolation isolation = told_isolation(workspaces_->isolation(), request_.task);
            ports_.watcher.on_event("isolation " + isolation.text());
            PROFFER_CHECK(recorder_.record(report::IsolationChosen{isolation}));
            PROFFER_CHECK(check_isolation(isolation, request_.minimum_isolation));
            if (isolation.level == 1) PROFFER_CHECK(warn("checks run with isolation L1: they can read and write what you can"));
        }
        return workspaces_.get();
    }

    /// An agent that edits in place needs workspaces, which only a run has.
    Result<std::unique_ptr<provider::Provider>> make_provider(const domain::ModelSettings& model, const MakeProvider& make) {
        if (!edits_in_place(model)) return make(model);
        PROFFER_TRY(auto base, ports_.repository.snapshot(request_.base));
        return make_in_place({model, settings().limits, std::move(base), [this] { return workspaces(); }, ports_.redactor});
    }

    Result<Ending> propose_and_publish() {
        PROFFER_TRY(instruction_, prompt::render_template(request_.task.instruction, template_values(request_)));
        if (!request_.enabled)
            return Ending{domain::Conclusion::disabled, "proffer is switched off by 'enabled' or PROFFER_ENABLED", "", ""};
        if (refuses_hidden_text()) return refuse_hidden_text();
        if (!request_.task.command.empty()) return request_.task.each.empty() ? propose_by_command() : propose_units();
        if (base::trim(instruction_).empty()) {
            if (!seen_.hidden.empty()) {
                PROFFER_CHECK(record_start("", ""));
                PROFFER_CHECK(record_hidden_text());
            }
            return Error{
                ErrorCode::usage, fmt::format("the instruction of task '{}' is empty", request_.task.name), "say what is to be done", {}};
        }
        if (request_.refused) return *request_.refused;
        const auto provider = models_.at(0);
        PROFFER_CHECK(record_start(provider ? std::string((*provider)->name()) : settings().model.provider,
                                   provider ? (*provider)->model() : settings().model.name));
        PROFFER_CHECK(record_hidden_text());
        if (!provider) {
            if (provider.error().code == ErrorCode::unauthorized || provider.error().code == ErrorCode::not_found)
                return provider.error().while_doing(std::string(k_asking_the_model));
            return provider.error();
        }
        if (!(*provider)->price())
            PROFFER_CHECK(
                warn(fmt::format("the price of model '{}' is not known: 'limits.cost' cannot be held, 'limits.tokens' is; tell it with "
                                 "'model.price'",
                                 (*provider)->model())));
        return request_.task.each.empty() ? propose(**provider) : propose_from_units(**provider);
    }

    /// Of a command, which no model is asked beside.
    Result<Ending> propose_units() {
        PROFFER_CHECK(record_start("", ""));
        PROFFER_CHECK(record_hidden_text());
        NoModel nobody;
        return propose_from_units(nobody);
    }

    /// `provider` is only named; every thread has its own.
    Result<Ending> propose_from_units(provider::Provider& provider) {
        for (const std::string& warning : warnings_for(settings())) PROFFER_CHECK(warn(warning));
        if (request_.units.empty())
            return Ending{domain::Conclusion::no_change, fmt::format("no file of the base commit matches 'each: {}'", request_.task.each),
                          "", ""};
        PROFFER_TRY(const auto snapshot, ports_.repository.snapshot(request_.base));
        Budget budget(limits_together(settings().limits, request_.units.size()), ports_.clock);
        const bool runs_commands = (!request_.dry_run && !settings().checks.empty()) || !request_.task.command.empty();
        if (runs_commands) PROFFER_CHECK(workspaces());
        PROFFER_TRY(const UnitsOutcome outcome, run_units({ports_, recorder_, budget, request_, *snapshot, trials_, shared_checks_, slots_,
                                                           models_, [this] { return workspaces(); }}));
        if (outcome.included == 0) return outcome.without;
        const guard::Scope allowed = scope();
        AttemptScene scene = make_scene(budget, provider, *snapshot, allowed);
        PROFFER_TRY(Ending ending, conclude(scene, outcome.joined, *snapshot, provider));
        if (outcome.failed > 0)
            ending.message += fmt::format("; {} of {} failed", outcome.failed, base::count_of(request_.units.size(), "unit"));
        return ending;
    }

    [[nodiscard]] guard::Scope scope() const { return scope_of(request_.task); }

    /// No model is asked, and none is needed.
    Result<Ending> propose_by_command() {
        PROFFER_CHECK(record_start("", ""));
        PROFFER_CHECK(record_hidden_text());
        for (const std::string& warning : warnings_for(settings())) PROFFER_CHECK(warn(warning));
        PROFFER_TRY(const auto snapshot, ports_.repository.snapshot(request_.base));
        const guard::Scope allowed = scope();
        PROFFER_TRY(const std::vector<std::string> files, files_of_command(request_, *snapshot, allowed));
        if (files.empty() && names_files(request_.task))
            return Ending{domain::Conclusion::no_change, "there is no file for the command", "", ""};
        NoModel nobody;
        Budget budget(settings().limits, ports_.clock);
        AttemptScene scene = make_scene(budget, nobody, *snapshot, allowed);
        PROFFER_TRY(const LoopOutcome outcome, run_command(scene, files));
        return conclude(scene, outcome, *snapshot, nobody);
    }

    AttemptScene make_scene(Budget& budget, provider::Provider& provider, const domain::Snapshot& snapshot, const guard::Scope& allowed) {
        return {ports_,
                LaneRecorder(recorder_),
                budget,
                provider,
                request_.task,
                snapshot,
                allowed,
                targets_,
                request_.nonce,
                request_.base,
                trials_,
                shared_checks_,
                slots_,
                models_,
                request_.winners,
                !request_.dry_run,
                [this] { return workspaces(); },
                rank_at_base()};
    }

    Result<Ending> propose(provider::Provider& provider) {
        const guard::Scope allowed = scope();
        PROFFER_TRY(const auto snapshot, ports_.repository.snapshot(request_.base));
        const std::vector<std::string>& files = request_.files.empty() ? request_.task.files : request_.files;
        Budget budget(settings().limits, ports_.clock);
        Choose choose;
        if (settings().locate.rerank)
            choose = [&](std::vector<locate::Guess>& guesses, std::vector<std::string>& warnings) {
                return rerank({ports_, recorder_, budget, provider, *snapshot, allowed, settings().limits, request_.nonce}, instruction_,
                              guesses, warnings);
            };
        PROFFER_TRY(const Context context, gather_context(*snapshot, request_.task, allowed, files, instruction_, rank_at_base(), choose));
        PROFFER_CHECK(record_context(context));
        for (const locate::Target& target : context.targets)
            if (auto path = domain::RepoPath::parse(target.path)) targets_.push_back(*std::move(path));
        AttemptScene scene = make_scene(budget, provider, *snapshot, allowed);
        if (scene.runs_checks && !settings().checks.empty()) PROFFER_CHECK(workspaces());
        PROFFER_TRY(LoopOutcome outcome, run_loop(scene, context, instruction_));
        if (outcome.passed && settings().minimise && request_.task.command.empty())
            PROFFER_CHECK(minimise(scene, instruction_, request_.minimising_trials, outcome));
        return conclude(scene, outcome, *snapshot, *outcome.provider);
    }

    /// The block that every report and the pull request show; none without checks.
    Result<void> record_proof(AttemptScene& scene, const LoopOutcome& outcome) {
        if (!scene.runs_checks || settings().checks.empty() || outcome.edits.empty()) return {};
        PROFFER_TRY(const report::Proved proof, take_proof(scene, outcome.edits, outcome.checks, outcome.passed));
        ports_.watcher.on_event("proof: " + proof.statement);
        return recorder_.record(proof);
    }

    Result<Ending> conclude(AttemptScene& scene, const LoopOutcome& outcome, const domain::Snapshot& snapshot,
                            const provider::Provider& provider) {
        if (outcome.passed && outcome.edits.empty())
            return Ending{domain::Conclusion::no_change,
                          fmt::format("the {} changes nothing", request_.task.command.empty() ? "reply" : "command"), "", ""};
        const bool shows_failure = settings().pull_request.draft != domain::Draft::never && !outcome.edits.empty();
        if (!outcome.passed && !shows_failure) return failure_of(outcome);
        PROFFER_CHECK(record_proof(scene, outcome));
        PROFFER_TRY(const report::ProposalMade made,
                    make_proposal(request_, outcome.edits, snapshot, outcome.passed, instruction_, provider, ports_, recorder_));
        Ending ending = outcome.passed ? Ending{domain::Conclusion::success, "", "", ""} : failure_of(outcome);
        if (request_.dry_run || request_.publish == Publish::none) {
            if (outcome.passed) ending.message = fmt::format("proposal {} is ready", made.commit.substr(0, 12));
            if (outcome.passed) ending.next_step = request_.dry_run ? "run again without --dry-run" : "publish it with 'proffer publish'";
            return ending;
        }
        PROFFER_TRY(const Ending published, publish_proposal(made, recorder_.summary().start, ports_, recorder_));
        return outcome.passed ? published : ending;
    }

    static Ending failure_of(const LoopOutcome& outcome) {
        Ending ending;
        ending.conclusion = conclusion_of_phase(outcome.last_phase);
        ending.message = outcome.last_phase + ": " + outcome.last_summary;
        return ending;
    }

    TaskRequest request_;  // with the trigger as people saw it
    Ports ports_;
    Recorder recorder_;
    SeenTrigger seen_;
    std::string instruction_;
    std::vector<domain::RepoPath> targets_;
    std::mutex workspaces_mutex_;
    std::unique_ptr<workspace::WorkspaceFactory> workspaces_;
    Models models_;
    TrialCache trials_;
    SharedChecks shared_checks_;
    CheckSlots slots_{std::max(std::thread::hardware_concurrency(), 1U)};
};

}  // namespace

Result<TaskOutcome> run_task(const TaskRequest& request, Ports& ports) {
    return TaskRun(request, ports).run();
}

}  // namespace proffer::run
