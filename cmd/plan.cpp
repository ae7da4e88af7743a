// `proffer plan`: which runs an event calls for, for the matrix of a CI system. Asks nobody: each run does that itself.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "base/log.hpp"
#include "cmd/command.hpp"
#include "cmd/plain_output.hpp"
#include "cmd/task_choice.hpp"
#include "cmd/wiring.hpp"
#include "json/json.hpp"
#include "run/units.hpp"

namespace proffer::cmd {
namespace {

constexpr int k_most_shards = 256;  // of a matrix on GitHub

struct PlanFlags {
    std::vector<std::string> tasks;
    std::string event;
    std::string base;
    int shards = 0;  ///< 0: as the number of units suggests
    bool gitlab = false;
};

struct PlannedRun {
    std::string task;
    int shard = 1, shards = 1;

    [[nodiscard]] std::string share() const { return fmt::format("{}/{}", shard, shards); }
};

/// Never more than there are units; unless told, as many as one after the other would take, so that each machine is busy once.
int shards_for(std::size_t units, const domain::Task& task, int wanted) {
    const auto at_once = static_cast<std::size_t>(std::max(1, task.settings.limits.concurrency));
    const std::size_t most = std::min<std::size_t>(units, k_most_shards);
    const std::size_t count = wanted > 0 ? static_cast<std::size_t>(wanted) : (units + at_once - 1) / at_once;
    return static_cast<int>(std::clamp<std::size_t>(count, 1, std::max<std::size_t>(1, most)));
}

/// Only a task with units of work can be shared out.
Result<std::vector<PlannedRun>> runs_of(const std::vector<domain::Task>& tasks, const domain::Config& config, const domain::Snapshot& base,
                                        int shards) {
    std::vector<PlannedRun> runs;
    for (const domain::Task& task : tasks) {
        // An instruction without a task has no name to be run by.
        if (config.find(task.name) == nullptr) continue;
        int count = 1;
        if (!task.each.empty()) {
            PROFFER_TRY(const auto units, run::list_units(base, task.each));
            count = shards_for(units.size(), task, shards);
        }
        for (int i = 1; i <= count; ++i) runs.push_back({task.name, i, count});
    }
    return runs;
}

std::string as_matrix(const std::vector<PlannedRun>& runs) {
    json::Writer writer;
    writer.begin_object().key("include").begin_array();
    for (const PlannedRun& run : runs) writer.begin_object().member("task", run.task).member("shard", run.share()).end_object();
    return writer.end_array().end_object().text();
}

/// Names of tasks are letters, digits, '-' and '_' only (config/tasks.cpp), so nothing needs quotes. A pipeline without a job is an error
/// to GitLab.
std::string as_child_pipeline(const std::vector<PlannedRun>& runs) {
    std::string yaml = "stages: [proffer]\n";
    if (runs.empty())
        yaml +=
            "\nproffer nothing:\n  stage: proffer\n  variables: {GIT_STRATEGY: none}\n  script:\n    - echo no task is for this event\n";
    for (const PlannedRun& run : runs) {
        const bool is_shared = run.shards > 1;
        yaml += fmt::format("\nproffer {}{}:\n  stage: proffer\n", run.task, is_shared ? " " + run.share() : "");
        yaml += fmt::format("  resource_group: proffer-{}{}\n", run.task, is_shared ? "-" + std::to_string(run.shard) : "");
        yaml += fmt::format("  script:\n    - proffer run {}{}\n", run.task, is_shared ? " --shard " + run.share() : "");
        yaml += "  artifacts:\n    when: always\n    paths: [proffer-report/]\n";
    }
    return yaml;
}

Result<int> plan(const CommonFlags& common, const PlanFlags& flags) {
    PROFFER_TRY(const Project project, open_project(common));
    PROFFER_TRY(const StartedBy start, read_event(flags.event, project.environment));
    PROFFER_TRY(const domain::Oid base, project.repository->resolve(flags.base));
    PROFFER_TRY(const LoadedConfig loaded, load_config(project, common, base));
    const std::string instruction = start.event ? start.event->instruction : "";
    PROFFER_TRY(const auto tasks, choose_tasks(loaded.config, {flags.tasks, instruction}, start));
    PROFFER_TRY(const auto snapshot, project.repository->snapshot(base));
    PROFFER_TRY(const std::vector<PlannedRun> runs, runs_of(tasks, loaded.config, *snapshot, flags.shards));
    if (runs.empty()) base::log_info("no task is for this event");
    if (flags.gitlab)
        print_text(as_child_pipeline(runs));
    else
        print_json(as_matrix(runs));
    return 0;
}

}  // namespace

Run define_plan(CLI::App& app, CommonFlags& common) {
    auto flags = std::make_shared<PlanFlags>();
    app.add_option("task", flags->tasks, "Only these tasks")->type_name("TASK");
    app.add_option("--event", flags->event, "Payload of the event (default: that of the CI job)")->type_name("FILE");
    app.add_option("--base", flags->base, "Commit whose configuration is read in CI (default: HEAD)")->type_name("REV");
    app.add_option("--shards", flags->shards, "Into how many runs a task with 'each' is shared out (default: as many as it keeps busy)")
        ->check(CLI::Range(1, k_most_shards));
    app.add_flag("--gitlab", flags->gitlab, "Print a child pipeline for GitLab instead of a matrix");
    return [flags, &common] { return plan(common, *flags); };
}

}  // namespace proffer::cmd
