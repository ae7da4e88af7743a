// From flags to task requests: which tasks, which instruction, which settings win.
#include "cmd/run_flags.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "ci/trigger.hpp"
#include "cmd/accounting.hpp"
#include "cmd/admission.hpp"
#include "cmd/earlier_answers.hpp"
#include "cmd/event_gate.hpp"
#include "cmd/progress.hpp"
#include "cmd/proposing_half.hpp"
#include "cmd/publish.hpp"
#include "cmd/pushed.hpp"
#include "cmd/result_output.hpp"
#include "cmd/resume.hpp"
#include "cmd/task_choice.hpp"
#include "cmd/wiring.hpp"
#include "config/config.hpp"
#include "domain/isolation.hpp"
#include "os/clock.hpp"
#include "run/event_key.hpp"

namespace proffer::cmd {
namespace {

constexpr std::size_t k_nonce_bytes = 16;

Result<std::string> read_instruction(const RunFlags& flags) {
    if (flags.instruction_file.empty()) return flags.instruction;
    if (!flags.instruction.empty())
        return Error{ErrorCode::usage, "--instruction and --instruction-file exclude each other", "give one of them", {}};
    if (flags.instruction_file == "-") return os::read_standard_input(1024 * 1024);
    return os::read_file(flags.instruction_file, 1024 * 1024);
}

/// Text typed by the operator is no template: with a `{{` in it, it is passed as a value instead.
std::string as_literal(const std::string& text) {
    return text.find("{{") == std::string::npos ? text : "{{instruction}}";
}

/// Flags win over the file.
void lay_over(domain::Task& task, const RunFlags& flags, const std::string& instruction) {
    if (!instruction.empty()) {
        task.instruction = as_literal(instruction);
        task.command.clear();
    }
    if (!flags.provider.empty()) {
        if (flags.provider != task.settings.model.provider) {
            task.settings.model.name.clear();
            task.settings.model.forget_of_name();
        }
        task.settings.model.provider = flags.provider;
    }
    if (!flags.replay.empty()) task.settings.model.provider = "replay";
    if (!flags.model.empty() && flags.model != task.settings.model.name) task.settings.model.forget_of_name();
    if (!flags.model.empty()) task.settings.model.name = flags.model;
    if (!flags.base_url.empty()) task.settings.model.base_url = flags.base_url;
}

provider::ProviderRequest provider_request(const Project& project, const domain::Task& task, const RunFlags& flags) {
    provider::ProviderRequest request;
    request.model = task.settings.model;
    request.base_url_from_operator = !flags.base_url.empty();
    request.allowed_hosts = allowed_hosts(project, flags.allowed_hosts);
    if (!flags.replay.empty()) request.replay_directory = std::filesystem::absolute(flags.replay);
    request.environment = project.environment;
    request.user_agent = k_user_agent;
    return request;
}

/// What the trigger asks for, raised by the configuration; the operator's word stands above both.
int minimum_isolation(const Project& project, const domain::Task& task, const RunFlags& flags, const StartedBy& job, const Work& work) {
    if (!flags.isolation.empty()) return domain::parse_level(flags.isolation);
    const domain::Trust without_event = ci::is_ci(project.environment) ? domain::Trust::configuration : domain::Trust::own;
    const domain::Trust trust = work.trust ? *work.trust : job.event && job.event->is_open_to_all ? domain::Trust::writer : without_event;
    return std::max(domain::minimum_level(trust), task.settings.isolation);
}

run::Publish publish_mode(const std::string& word) {
    if (word == "none") return run::Publish::none;
    return word == "branch" ? run::Publish::branch : run::Publish::pull_request;
}

/// What all tasks of one command share.
struct Scene {
    const CommonFlags& common;
    const RunFlags& flags;
    Project& project;
    const LoadedConfig& loaded;
    domain::Oid base;
    std::string instruction;
    bool several;
    const StartedBy& job;
    const Work& work;
    const std::optional<PushedRun>& pushed;
    const std::optional<Resumed>& resumed;
};

/// A person started the job over, or says so.
std::string again_of(const Scene& scene) {
    if (scene.flags.again) return os::random_hex(k_nonce_bytes);
    const std::string attempt = scene.project.environment.value_or("GITHUB_RUN_ATTEMPT", "1");
    return attempt == "1" ? "" : attempt;
}

Result<domain::Trigger> trigger_of(const Scene& scene) {
    domain::Trigger trigger = ci::manual_trigger(scene.project.environment, os::now_ms() / 1000);
    if (scene.pushed) return trigger_of_push(scene.project, *scene.pushed, trigger);
    if (!scene.job.event) return trigger;
    const domain::Trigger& event = scene.job.event->trigger;
    trigger.kind = event.kind;
    trigger.values = event.values;
    trigger.issue = event.issue;
    trigger.summary = event.summary;
    trigger.again = again_of(scene);
    for (const auto& [name, value] : scene.work.values) trigger.values[name] = value;
    // It is told there by an answer of its own, and the text keeps the issue it has.
    if (scene.work.follow_up) trigger.issue = 0;
    return trigger;
}

Result<run::TaskRequest> make_request(const Scene& scene, const domain::Task& task) {
    run::TaskRequest request(scene.base);
    request.task = task;
    PROFFER_TRY(request.trigger, trigger_of(scene));
    request.files = scene.flags.files;
    request.trigger.values["instruction"] = scene.instruction;
    request.base_ref = scene.flags.base.empty() ? scene.project.repository->head_branch() : scene.flags.base;
    if (scene.pushed) request.base_ref = scene.pushed->ref().branch();
    if (!scene.work.base_ref.empty()) request.base_ref = scene.work.base_ref;
    request.follow_up = scene.work.follow_up;
    PROFFER_TRY(const std::string url, scene.project.repository->remote_url());
    request.repository = url.empty() ? scene.project.root().string() : git::displayed_url(url);
    request.config_source = scene.loaded.source;
    domain::Config effective{task.settings, {task}};
    request.config_text = config::render_config(effective);
    request.enabled = is_enabled(scene.project.environment) && scene.loaded.config.settings.enabled && task.settings.enabled;
    request.dry_run = scene.flags.dry_run;
    request.minimum_isolation = minimum_isolation(scene.project, task, scene.flags, scene.job, scene.work);
    request.publish = scene.flags.handover.empty() ? publish_mode(scene.flags.publish) : run::Publish::none;
    PROFFER_TRY(request.author, identity_from(scene.flags.author, scene.project));
    PROFFER_TRY(request.committer,
                identity_from(scene.flags.committer.empty() ? scene.flags.author : scene.flags.committer, scene.project));
    request.version = PROFFER_VERSION;
    request.nonce = os::random_hex(k_nonce_bytes);
    request.event_key = run::event_key(request);
    if (scene.resumed) lay_over(request, *scene.resumed);
    lay_over(request, scene.work.accounts);
    return request;
}

/// A run and the directory of its own below the task's, where there are several.
struct PlannedRequest {
    run::TaskRequest request;
    std::string directory;
};

/// Those of the command line, else those that the push brings; empty: all.
std::vector<std::string> files_for_units(const Scene& scene, const run::TaskRequest& request) {
    if (!scene.flags.files.empty() || !scene.pushed) return scene.flags.files;
    std::vector<std::string> files = domain::pushed_files(request.trigger);
    if (files.empty()) files.emplace_back("/");  // no file, so no unit
    return files;
}

/// One for each pull request.
Result<std::vector<PlannedRequest>> make_requests(const Scene& scene, const domain::Task& task) {
    PROFFER_TRY(run::TaskRequest whole, make_request(scene, task));
    std::vector<PlannedRequest> requests;
    if (task.each.empty()) {
        requests.push_back({std::move(whole), ""});
        return requests;
    }
    if (scene.resumed) {
        PROFFER_TRY(whole.units, recorded_units(scene.project, scene.resumed->recorded.start, task.each));
        whole.branch_suffix = scene.resumed->recorded.start.branch_suffix;
        requests.push_back({std::move(whole), ""});
        return requests;
    }
    PROFFER_TRY(const run::Share share, run::parse_share(scene.flags.shard.empty() ? "1/1" : scene.flags.shard));
    PROFFER_TRY(const auto snapshot, scene.project.repository->snapshot(scene.base));
    PROFFER_TRY(const std::vector<run::Unit> units, run::list_units(*snapshot, task.each, files_for_units(scene, whole)));
    auto groups = run::in_groups(run::share_of(units, share), task.group);
    const bool is_grouped = task.group.by_directory || task.group.size > 0;
    if (groups.empty()) groups.emplace_back();
    for (std::size_t i = 0; i < groups.size(); ++i) {
        run::TaskRequest& request = requests.emplace_back(PlannedRequest{whole, ""}).request;
        request.units = std::move(groups[i]);
        if (!share.is_whole()) request.branch_suffix = fmt::format("-{}-of-{}", share.index, share.count);
        if (is_grouped) request.branch_suffix += fmt::format("-group-{}", i + 1);
        if (is_grouped) requests.back().directory = fmt::format("group-{}", i + 1);
        request.event_key = run::event_key(request);
    }
    return requests;
}

Result<TaskResult> run_one(const Scene& scene, const domain::Task& task, const PlannedRequest& planned) {
    const run::TaskRequest& request = planned.request;
    std::filesystem::path directory =
        scene.resumed ? scene.resumed->directory : artifact_directory(scene.project, scene.flags.report, task.settings.report);
    if (!scene.resumed && (scene.several || !planned.directory.empty())) directory /= task.name;
    if (!scene.resumed && !planned.directory.empty()) directory /= planned.directory;
    const auto journal = scene.resumed ? DirectoryArtifact::Journal::resumed : DirectoryArtifact::Journal::fresh;
    PROFFER_TRY(const auto artifact, DirectoryArtifact::open(directory, journal));
    SystemClock clock;
    Progress progress(scene.common.quiet, scene.common.verbose);
    AdapterChoices choices;
    choices.provider = provider_request(scene.project, task, scene.flags);
    choices.around_provider = [&](std::unique_ptr<provider::Provider> made) {
        auto paid = counted(scene.project, std::move(made), scene.work.accounts, task.name);
        return scene.resumed ? provider::make_resuming(scene.resumed->replies, std::move(paid)) : std::move(paid);
    };
    choices.artifact_directory = directory;
    choices.shown = scene.flags.shown;
    choices.pins_base = scene.pushed.has_value();
    run::Ports ports = make_ports(scene.project, choices, *artifact, clock, progress);
    PROFFER_TRY(run::TaskOutcome outcome, run::run_task(request, ports));
    return TaskResult{directory, std::move(outcome)};
}

std::string no_task_for(const StartedBy& job) {
    return job.name.empty() ? "no task is for this event" : fmt::format("no task is for the event '{}'", base::visible_line(job.name));
}

int print_skipped(const CommonFlags& common, const Project& project, const domain::Config& config, const StartedBy& job) {
    const std::string why = job.is_there           ? no_task_for(job)
                            : config.tasks.empty() ? "no task is declared; give one with --instruction"
                                                   : "no declared task is 'on: manual'; name one to run it anyway";
    return end_without_task(common, project.environment, domain::Conclusion::skipped, why);
}

/// Nothing is spent on a push that the remote refused.
int print_not_arrived(const CommonFlags& common, const std::string& why) {
    print_conclusion(domain::Conclusion::skipped, why, common.json, "push again");
    return domain::exit_status(domain::Conclusion::skipped);
}

Result<std::vector<TaskResult>> propose_all(const Scene& scene, const std::vector<domain::Task>& tasks) {
    std::vector<TaskResult> results;
    for (const domain::Task& task : tasks) {
        PROFFER_TRY(const std::vector<PlannedRequest> requests, make_requests(scene, task));
        for (const PlannedRequest& request : requests) {
            PROFFER_TRY(TaskResult result, run_one(scene, task, request));
            results.push_back(std::move(result));
            if (results.back().outcome.conclusion == domain::Conclusion::cancelled) return results;
        }
    }
    return results;
}

/// Before a model is asked: whether a task is for the event, and whether its sender may start it.
Result<Admission> answer_event(const CommonFlags& common, const RunFlags& flags, Project& project, const std::string& instruction,
                               const StartedBy& job) {
    PROFFER_TRY(const domain::Oid base, project.repository->resolve(flags.base));
    PROFFER_TRY(const LoadedConfig loaded, load_config(project, common, base));
    PROFFER_TRY(const auto tasks, choose_tasks(loaded.config, {flags.tasks, instruction}, job));
    if (tasks.empty()) return Admission{print_skipped(common, project, loaded.config, job), {}};
    if (!job.event) return Admission();
    return admit(common, flags, project, loaded.config, *job.event);
}

bool is_among(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Those that `work` leaves, with the flags laid over them.
Result<void> prepare(std::vector<domain::Task>& tasks, const RunFlags& flags, const std::string& instruction, const Work& work,
                     const std::optional<PushedRun>& pushed) {
    if (!work.tasks.empty()) std::erase_if(tasks, [&](const domain::Task& task) { return !is_among(work.tasks, task.name); });
    for (domain::Task& task : tasks) {
        lay_over(task, flags, instruction);
        PROFFER_CHECK(lay_over(task.settings, flags.pull_request));
        if (pushed) name_after_push(task, *pushed);
    }
    if (!work.follow_up || tasks.size() < 2) return {};
    // Each would start from the same head, and the last one would replace what the others pushed.
    base::log_warning(fmt::format("several tasks are for this event; only '{}' follows it up", tasks.front().name));
    tasks.resize(1);
    return {};
}

/// Takes away the tasks that have answered this event; the exit status when none is left, with everything printed.
Result<std::optional<int>> leave_open_ones(const Scene& scene, std::vector<domain::Task>& tasks) {
    std::vector<run::TaskRequest> requests;
    for (const domain::Task& task : tasks) {
        PROFFER_TRY(std::vector<PlannedRequest> planned, make_requests(scene, task));
        for (PlannedRequest& one : planned) requests.push_back(std::move(one.request));
    }
    PROFFER_TRY(const OpenQuestions open, find_open_questions(scene.project, requests));
    std::erase_if(tasks, [&](const domain::Task& task) { return !is_among(open.tasks, task.name); });
    if (!tasks.empty()) return std::optional<int>();
    return std::optional(end_without_task(scene.common, scene.project.environment, domain::Conclusion::skipped, open.why,
                                          "nothing; --again makes another proposal"));
}

Result<int> run_in_halves(const Scene& scene, const std::vector<domain::Task>& tasks) {
    HalfRequest half{scene.instruction, scene.work, false};
    half.work.tasks.clear();
    for (const domain::Task& task : tasks) {
        half.work.tasks.push_back(task.name);
        half.uses_job_token = half.uses_job_token || task.settings.model.provider == "github";
    }
    return run_in_two_processes(scene.common, scene.flags, scene.project, half);
}

/// What started the run, as far as it is known before the configuration is read.
struct Start {
    std::string instruction;
    const StartedBy& job;
    const Work& work;
    const std::optional<PushedRun>& pushed;
    const std::optional<Resumed>& resumed;
};

/// A job that only proposes may have no way to the remote; but what anybody can send is asked of the forge all the same.
bool looks_for_answers(const RunFlags& flags, const StartedBy& job) {
    return job.event && (flags.publish != "none" || job.event->is_open_to_all);
}

/// The issue or pull request whose budget counts.
std::int64_t subject_issue(const Start& start) {
    if (start.resumed) return start.resumed->recorded.start.issue;
    return start.job.event ? start.job.event->trigger.issue : 0;
}

/// A job that only proposes has no token for the ledger on the remote.
bool may_push(const Project& project) {
    return !counts_on_remote(project) || !project.environment.value_or("PROFFER_TOKEN", "").empty();
}

Result<std::vector<domain::Task>> tasks_for(const Start& start, const RunFlags& flags, const domain::Config& config) {
    if (start.resumed) return std::vector<domain::Task>{declared_task(config, start.resumed->recorded.start.task)};
    if (start.pushed && flags.tasks.empty()) return tasks_of_push(config);
    return choose_tasks(config, {flags.tasks, start.instruction}, start.job);
}

/// A share of a task without units would be all of it, on every machine.
Result<void> check_share(const RunFlags& flags, const std::vector<domain::Task>& tasks) {
    if (flags.shard.empty()) return {};
    PROFFER_TRY(const run::Share share, run::parse_share(flags.shard));
    const auto whole = std::find_if(tasks.begin(), tasks.end(), [](const domain::Task& task) { return task.each.empty(); });
    if (share.is_whole() || whole == tasks.end()) return {};
    return Error{ErrorCode::usage, fmt::format("task '{}' has no 'each' and cannot be shared out", whole->name), "leave --shard out", {}};
}

/// The tasks, now that it is known what they work on.
Result<int> run_on(const CommonFlags& common, const RunFlags& flags, Project& project, const Start& start) {
    Work work = start.work;
    PROFFER_TRY(const domain::Oid head, work.base ? *work.base : project.repository->resolve(flags.base));
    // The configuration is that of this side, wherever the run started from.
    PROFFER_TRY(const LoadedConfig loaded, load_config(project, common, work.config.value_or(head)));
    const domain::Oid base = start.resumed ? start.resumed->base : head;
    PROFFER_TRY(std::vector<domain::Task> tasks, tasks_for(start, flags, loaded.config));
    if (tasks.empty()) return print_skipped(common, project, loaded.config, start.job);
    PROFFER_CHECK(check_share(flags, tasks));
    PROFFER_CHECK(prepare(tasks, flags, start.instruction, work, start.pushed));
    const Scene scene{common,           flags,     project, loaded,       base,         start.instruction,
                      tasks.size() > 1, start.job, work,    start.pushed, start.resumed};
    const bool is_half = !flags.handover.empty();
    if (!is_half && looks_for_answers(flags, start.job)) {
        PROFFER_TRY(const std::optional<int> ended, leave_open_ones(scene, tasks));
        if (ended) return *ended;
    }
    if (!is_half && start.pushed && !start.pushed->job.waits) {
        PROFFER_TRY(const std::string why, await_push(project, *start.pushed));
        if (!why.empty()) return print_not_arrived(common, why);
    }
    if (!is_half && flags.publish != "none" && !flags.dry_run) {
        if (start.job.event) acknowledge(project, *start.job.event);
        work.accounts = open_accounts(project, tasks, subject_issue(start), true);
        return run_in_halves(scene, tasks);
    }
    if (!is_half) work.accounts = open_accounts(project, tasks, subject_issue(start), may_push(project));
    const auto proposed = propose_all(scene, tasks);
    if (!is_half) settle_accounts(project, work.accounts, proposed ? *proposed : std::vector<TaskResult>());
    PROFFER_TRY(const std::vector<TaskResult> results, proposed);
    if (!is_half) return print_outcome(results, common.json);
    PROFFER_CHECK(hand_over(flags.handover, results));
    return exit_status_of(results);
}

/// The exit status when nothing is left to be proposed.
Result<std::optional<int>> end_of_resumed(const CommonFlags& common, const RunFlags& flags, Project& project, const Resumed& resumed) {
    if (resumed.is_published()) {
        const report::Published& published = *resumed.recorded.published;
        const std::string where = published.pull_request_url.empty() ? "branch " + published.branch : published.pull_request_url;
        print_conclusion(domain::Conclusion::success, "the run is published already: " + where, common.json, "nothing to do");
        return std::optional(0);
    }
    if (!resumed.has_proposal()) return std::optional<int>();
    const bool publishes = flags.publish != "none" && !flags.dry_run;
    TaskResult result = result_of(resumed);
    if (publishes) {
        AdapterChoices choices;
        choices.wants_pull_request = flags.publish != "branch";
        if (ci::is_ci(project.environment)) {
            PROFFER_TRY(choices.config, project.repository->resolve(""));
        }
        PROFFER_TRY(result, publish_directory(common, project, resumed.directory, flags.pull_request, choices));
    }
    return std::optional(print_outcome({std::move(result)}, common.json));
}

}  // namespace

void add_run_flags(CLI::App& app, RunFlags& flags) {
    app.add_option("task", flags.tasks, "Tasks of the configuration (default: every one that is 'on: manual')")->type_name("TASK");
    app.add_option("--instruction", flags.instruction, "What is to be done, instead of the task's own instruction")->type_name("TEXT");
    app.add_option("--instruction-file", flags.instruction_file, "The same from a file; - is standard input")->type_name("F");
    app.add_option("--file", flags.files, "Target file; may be given several times")->type_name("PATH");
    app.add_option("--event", flags.event, "Payload of the event to answer (default: that of the CI job)")->type_name("FILE");
    app.add_option("--allow-user", flags.allowed_users, "Who may start runs without the right to write, by name or id")
        ->type_name("WHO")
        ->allow_extra_args(false);
    app.add_option("--allow-bot", flags.allowed_bots, "A bot that may start runs, by name or id")
        ->type_name("WHO")
        ->allow_extra_args(false);
    app.add_flag("--again", flags.again, "Answer the event even when a proposal for it is there already");
    app.add_option("--base", flags.base, "Commit to start from (default: HEAD)")->type_name("REV");
    app.add_flag("--dry-run", flags.dry_run, "Run no checks, push nothing, show the difference");
    app.add_option("--provider", flags.provider, "auto, anthropic, openai, github, ollama, command or replay")->type_name("P");
    app.add_option("--model", flags.model, "The model's name")->type_name("M");
    app.add_option("--base-url", flags.base_url, "The provider's address; naming it here also lets the key go there")->type_name("URL");
    app.add_option("--allow-host", flags.allowed_hosts, "A host the provider's key may go to, as host or host:port")
        ->type_name("HOST")
        ->allow_extra_args(false);
    app.add_option("--report", flags.report, "Artifact directory (default: report.dir below the repository)")->type_name("DIR");
    app.add_option("--shard", flags.shard, "The share of this machine of the units of a task with 'each': 2/5 is the second of five")
        ->type_name("I/N");
    app.add_option("--replay", flags.replay, "Recorded replies to use instead of a model")->type_name("DIR");
    app.add_option("--resume", flags.resume, "Go on with the run of this artifact directory; no reply is paid for twice")->type_name("DIR");
    app.add_option("--isolation", flags.isolation, "The lowest level of isolation that checks may run with; only this may lower it")
        ->check(CLI::IsMember({"L1", "L2", "L3"}));
    app.add_option("--show", flags.shown, "A path that checks may see, read only; may be given several times")
        ->type_name("PATH")
        ->allow_extra_args(false);
    app.add_option("--author", flags.author, "Author of the commit, as 'Name <mail>'")->type_name("PERSON");
    app.add_option("--committer", flags.committer, "Committer (default: the author)")->type_name("PERSON");
    add_pull_request_flags(app, flags.pull_request);
}

Result<int> run_tasks(const CommonFlags& common, const RunFlags& flags) {
    const bool is_half = !flags.handover.empty();
    if (is_half || !flags.pushed.empty()) end_with_parent();
    PROFFER_TRY(std::string instruction, read_instruction(flags));
    PROFFER_TRY(Project project, open_project(common));
    PROFFER_TRY(const auto pushed, read_pushed(flags, project));
    PROFFER_TRY(const auto resumed, read_resumed(flags));
    if (resumed) instruction = resumed->recorded.start.instruction;
    PROFFER_TRY(const StartedBy job, pushed || resumed ? Result<StartedBy>(StartedBy()) : read_event(flags.event, project.environment));
    if (instruction.empty() && job.event) instruction = job.event->instruction;
    if (is_half) {
        PROFFER_TRY(const Work work, read_work(flags.work));
        if (!work.objects.empty()) PROFFER_CHECK(project.repository->read_also(work.objects));
        return run_on(common, flags, project, {instruction, job, work, pushed, resumed});
    }
    PROFFER_TRY(const os::DirectoryLock lock, os::DirectoryLock::take(project.repository->layout().common_dir));
    if (resumed) {
        PROFFER_CHECK(check_base(project, *resumed));
        PROFFER_TRY(const std::optional<int> ended, end_of_resumed(common, flags, project, *resumed));
        if (ended) return *ended;
    }
    Admission admission;
    if (job.is_there) {
        PROFFER_TRY(admission, answer_event(common, flags, project, instruction, job));
        if (admission.ended) return *admission.ended;
    }
    return run_on(common, flags, project, {instruction, job, admission.work, pushed, resumed});
}

}  // namespace proffer::cmd
