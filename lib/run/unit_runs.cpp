// A thread takes the next unit when it has finished one; the results stand in the order of the units, whoever was first.
#include "run/unit_runs.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "prompt/template.hpp"
#include "run/command_task.hpp"
#include "run/context.hpp"
#include "run/proposal.hpp"

namespace proffer::run {
namespace {

/// What units say while they work would only tear each other's lines.
class NoWatcher : public Watcher {
 public:
    void on_event(const std::string&) override {}
    void on_reply_text(std::string_view) override {}
    void on_reply_restart() override {}
    void on_retry(std::string_view) override {}
    void on_check_start(std::string_view) override {}
    void on_check_output(std::string_view) override {}
};

struct UnitResult {
    LoopOutcome outcome;
    std::optional<Error> error;
    report::UnitFinished end;

    [[nodiscard]] bool has_edits() const { return !error && outcome.passed && !outcome.edits.empty(); }
    [[nodiscard]] bool is_unchanged() const { return !error && outcome.passed && outcome.edits.empty(); }
};

Ending ending_of_unit(const UnitResult& result) {
    if (result.error) return ending_of(*result.error);
    if (result.is_unchanged()) return {domain::Conclusion::no_change, "", "", ""};
    if (result.outcome.passed) return {domain::Conclusion::success, "", "", ""};
    return {conclusion_of_phase(result.outcome.last_phase), result.outcome.last_phase + ": " + result.outcome.last_summary, "", ""};
}

std::vector<std::string> paths_of(const domain::EditSet& edits) {
    std::vector<std::string> paths;
    for (const domain::Edit& edit : edits) paths.push_back(edit.path.text());
    return paths;
}

AttemptScene scene_for(const UnitsScene& units, Ports& ports, const LaneRecorder& recorder, provider::Provider& provider,
                       const domain::Task& task, const guard::Scope& scope, const std::vector<domain::RepoPath>& targets) {
    return {ports,
            recorder,
            units.budget,
            provider,
            task,
            units.snapshot,
            scope,
            targets,
            units.request.nonce,
            units.request.base,
            units.trials,
            units.shared_checks,
            units.slots,
            units.models,
            units.request.winners,
            !units.request.dry_run,
            units.workspaces};
}

/// One unit at work.
class UnitRun {
 public:
    UnitRun(const UnitsScene& scene, Ports& ports, const Unit& unit, provider::Provider& provider)
        : scene_(scene),
          ports_(ports),
          unit_(unit),
          provider_(provider),
          task_(scene.request.task),
          scope_(scope_of(scene.request.task)),
          recorder_(scene.recorder, {unit.number, 0}) {
        scope_.files.insert(scope_.files.end(), unit.files.begin(), unit.files.end());
    }

    Result<LoopOutcome> run() {
        if (const int signal = ports_.clock.stop_signal(); signal != 0)
            return Error{ErrorCode::interrupted, fmt::format("stopped by signal {}", signal), "", {}};
        if (!task_.command.empty()) {
            AttemptScene attempts = attempt_scene();
            return run_command(attempts, unit_.files);
        }
        auto values = template_values(scene_.request);
        values["unit"] = unit_.name;
        PROFFER_TRY(const std::string instruction, prompt::render_template(task_.instruction, values));
        PROFFER_TRY(const Context context, gather_context(scene_.snapshot, task_, scope_, unit_.files, instruction));
        PROFFER_CHECK(record(context));
        AttemptScene attempts = attempt_scene();
        return run_loop(attempts, context, instruction);
    }

 private:
    Result<void> record(const Context& context) {
        for (const locate::Target& target : context.targets) {
            PROFFER_CHECK(recorder_.record(report::TargetChosen{target.path, target.why}));
            if (auto path = domain::RepoPath::parse(target.path)) targets_.push_back(*std::move(path));
        }
        for (const std::string& warning : context.warnings)
            PROFFER_CHECK(recorder_.record(report::Warned{fmt::format("unit '{}': {}", base::visible_line(unit_.name), warning)}));
        return {};
    }

    AttemptScene attempt_scene() { return scene_for(scene_, ports_, recorder_, provider_, task_, scope_, targets_); }

    const UnitsScene& scene_;
    Ports& ports_;
    const Unit& unit_;
    provider::Provider& provider_;
    const domain::Task& task_;
    guard::Scope scope_;
    LaneRecorder recorder_;
    std::vector<domain::RepoPath> targets_;
};

/// All units of the run.
class UnitsAtWork {
 public:
    explicit UnitsAtWork(const UnitsScene& scene)
        : scene_(scene),
          units_(scene.request.units),
          results_(units_.size()),
          ports_{scene.ports.repository,
                 scene.ports.make_provider,
                 scene.ports.make_workspaces,
                 scene.ports.make_forge,
                 scene.ports.artifact,
                 scene.ports.clock,
                 silence_,
                 scene.ports.redactor},
          start_(scene.ports.clock.monotonic()) {}

    Result<std::vector<UnitResult>> run() {
        const std::size_t most = static_cast<std::size_t>(std::max(1, scene_.request.task.settings.limits.concurrency));
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < std::min(most, units_.size()); ++i) threads.emplace_back([this] { work(); });
        for (std::thread& thread : threads) thread.join();
        if (stopped_by_) return *std::move(stopped_by_);
        if (const int signal = scene_.ports.clock.stop_signal(); signal != 0)
            return Error{ErrorCode::interrupted, fmt::format("stopped by signal {}", signal), "", {}};
        return std::move(results_);
    }

 private:
    /// A thread; exceptions (memory) must not leave it.
    void work() try {
        NoModel nobody;
        const bool asks = scene_.request.task.command.empty();
        const Result<provider::Provider*> provider = asks ? scene_.models.at(0) : Result<provider::Provider*>(&nobody);
        for (std::size_t i = next_++; i < units_.size() && !is_stopped(); i = next_++) {
            const auto begun = scene_.ports.clock.monotonic();
            UnitResult& result = results_[i];
            if (provider) {
                auto outcome = UnitRun(scene_, ports_, units_[i], **provider).run();
                if (outcome)
                    result.outcome = *std::move(outcome);
                else
                    result.error = std::move(outcome).error();
            } else {
                result.error = provider.error();
            }
            finish(units_[i], result, scene_.ports.clock.monotonic() - begun);
        }
    } catch (const std::exception& problem) {
        stop_with({ErrorCode::internal, fmt::format("a unit ended with '{}'", base::visible_line(problem.what())), "", {}});
    }

    bool is_stopped() {
        const std::lock_guard lock(mutex_);
        return stopped_by_.has_value() || scene_.ports.clock.stop_signal() != 0;
    }

    void stop_with(Error error) {
        const std::lock_guard lock(mutex_);
        if (!stopped_by_) stopped_by_ = std::move(error);
    }

    void finish(const Unit& unit, UnitResult& result, std::chrono::milliseconds duration) {
        const Ending ending = ending_of_unit(result);
        result.end = {unit.name, std::string(domain::name(ending.conclusion)), ending.message, paths_of(result.outcome.edits),
                      duration.count()};
        // What was stopped has not failed.
        if (ending.conclusion == domain::Conclusion::cancelled) return;
        if (auto recorded = scene_.recorder.record(result.end, {unit.number, 0}); !recorded) return stop_with(std::move(recorded).error());
        const std::lock_guard lock(mutex_);
        ++done_.done;
        if (!result.has_edits() && !result.is_unchanged()) ++done_.failed;
        done_.all = units_.size();
        done_.elapsed = scene_.ports.clock.monotonic() - start_;
        scene_.ports.watcher.on_unit(done_, line_of(result.end));
    }

    [[nodiscard]] std::string line_of(const report::UnitFinished& end) const {
        return fmt::format("unit {}/{} '{}': {} in {:.1f} s{}", done_.done, done_.all, end.name, end.conclusion,
                           static_cast<double>(end.duration_ms) / 1000, end.message.empty() ? "" : " (" + end.message + ")");
    }

    const UnitsScene& scene_;
    const std::vector<Unit>& units_;
    std::vector<UnitResult> results_;
    NoWatcher silence_;
    Ports ports_;
    std::chrono::milliseconds start_;
    std::atomic<std::size_t> next_{0};
    std::mutex mutex_;
    std::optional<Error> stopped_by_;
    UnitsDone done_;
};

/// Puts together what passed.
class Joining {
 public:
    Joining(const UnitsScene& scene, std::vector<UnitResult> results)
        : scene_(scene), units_(scene.request.units), results_(std::move(results)), task_(scene.request.task), scope_(scope_of(task_)) {
        task_.settings.limits = limits_together(task_.settings.limits, units_.size());
    }

    Result<UnitsOutcome> run() {
        PROFFER_TRY(const std::vector<std::size_t> agreeing, leave_out_conflicts());
        if (!agreeing.empty()) PROFFER_CHECK(include(agreeing));
        UnitsOutcome outcome;
        outcome.joined = std::move(joined_);
        outcome.joined.passed = !included_.empty();
        outcome.included = included_.size();
        for (const UnitResult& result : results_) outcome.unchanged += result.is_unchanged() ? 1 : 0;
        outcome.failed = results_.size() - outcome.included - outcome.unchanged;
        outcome.without = ending_without();
        return outcome;
    }

 private:
    Result<std::vector<std::size_t>> leave_out_conflicts() {
        std::vector<std::size_t> agreeing;
        Join join;
        for (std::size_t i = 0; i < results_.size(); ++i) {
            if (!results_[i].has_edits()) continue;
            const auto conflict = join.add(units_[i].number, results_[i].outcome.edits);
            if (!conflict) {
                agreeing.push_back(i);
                continue;
            }
            PROFFER_CHECK(leave_out(i, "conflict", fmt::format("unit {} makes another change to '{}'", conflict->other, conflict->path)));
        }
        return agreeing;
    }

    Result<void> leave_out(std::size_t i, const char* conclusion, std::string why) {
        report::UnitFinished& end = results_[i].end;
        end.conclusion = conclusion;
        end.message = std::move(why);
        scene_.ports.watcher.on_event(fmt::format("unit '{}': {} ({})", end.name, end.conclusion, end.message));
        return scene_.recorder.record(end, {units_[i].number, 0});
    }

    /// The block comes to what is included if the checks pass with it; else its halves are tried, one after the other.
    Result<void> include(const std::vector<std::size_t>& block) {
        if (scene_.budget.time_left().count() <= 0) return leave_out_all(block, "no time was left to find out whether it fits the others");
        PROFFER_TRY(std::string why, try_with(block));
        if (why.empty()) return {};
        if (block.size() == 1) return leave_out(block.front(), "left-out", "with the other units: " + why);
        const auto middle = block.begin() + static_cast<std::ptrdiff_t>((block.size() + 1) / 2);
        PROFFER_CHECK(include({block.begin(), middle}));
        return include({middle, block.end()});
    }

    Result<void> leave_out_all(const std::vector<std::size_t>& block, const std::string& why) {
        for (const std::size_t i : block) PROFFER_CHECK(leave_out(i, "left-out", why));
        return {};
    }

    /// Why they do not pass together; empty: they do, and are included.
    Result<std::string> try_with(const std::vector<std::size_t>& block) {
        std::vector<std::size_t> together = included_;
        together.insert(together.end(), block.begin(), block.end());
        std::sort(together.begin(), together.end());
        Join join;
        for (const std::size_t i : together) (void)join.add(units_[i].number, results_[i].outcome.edits);
        PROFFER_TRY(AttemptOutcome outcome, attempt(join.edits(), together.size()));
        if (auto* failed = std::get_if<Failed>(&outcome)) return failed->phase + ": " + failed->summary;
        auto& passed = std::get<Passed>(outcome);
        joined_.edits = std::move(passed.edits);
        joined_.checks = std::move(passed.checks);
        included_ = std::move(together);
        return std::string();
    }

    Result<AttemptOutcome> attempt(domain::EditSet edits, std::size_t count) {
        const LaneRecorder recorder(scene_.recorder);
        Ports ports = scene_.ports;
        AttemptScene scene = scene_for(scene_, ports, recorder, nobody_, task_, scope_, targets_);
        PROFFER_CHECK(recorder.record(report::AttemptStarted{0, ++attempts_, attempts_}));
        ports.watcher.on_event("joining " + base::count_of(count, "unit"));
        domain::Changes changes;
        changes.edits = std::move(edits);
        return try_changes(scene, domain::Reply{}, std::move(changes), "joined");
    }

    /// As the first unit that failed; nothing to do where none did.
    [[nodiscard]] Ending ending_without() const {
        const auto failed = std::find_if(results_.begin(), results_.end(), [](const UnitResult& result) { return !result.is_unchanged(); });
        if (failed == results_.end()) return {domain::Conclusion::no_change, "no unit has anything to change", "", ""};
        Ending ending = ending_of_unit(*failed);
        if (ending.conclusion == domain::Conclusion::success) ending.conclusion = domain::Conclusion::checks_failed;
        ending.message = fmt::format("no unit of {} passed; the first: '{}': {}", results_.size(), failed->end.name, failed->end.message);
        return ending;
    }

    const UnitsScene& scene_;
    const std::vector<Unit>& units_;
    std::vector<UnitResult> results_;
    domain::Task task_;
    guard::Scope scope_;
    std::vector<domain::RepoPath> targets_;
    NoModel nobody_;
    LoopOutcome joined_;
    std::vector<std::size_t> included_;
    int attempts_ = 0;
};

}  // namespace

Result<UnitsOutcome> run_units(const UnitsScene& scene) {
    PROFFER_TRY(std::vector<UnitResult> results, UnitsAtWork(scene).run());
    return Joining(scene, std::move(results)).run();
}

}  // namespace proffer::run
