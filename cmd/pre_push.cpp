// From git's lines to a job and its worker. Nothing here is slow: a push waits for it.
#include "cmd/pre_push.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "ci/pre_push.hpp"
#include "config/config.hpp"
#include "config/glance.hpp"
#include "domain/conclusion.hpp"
#include "git/repository.hpp"
#include "hook/earlier_hook.hpp"
#include "hook/job.hpp"
#include "hook/place.hpp"
#include "hook/start.hpp"
#include "hook/state_directory.hpp"
#include "os/clock.hpp"
#include "os/files.hpp"
#include "os/signals.hpp"

namespace proffer::cmd {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t k_config_bytes = 1024 * 1024;
constexpr std::uint64_t k_input_bytes = 512ULL * 1024 * 1024;
constexpr std::size_t k_most_branches = 5;
constexpr std::size_t k_first_bytes = 512;
constexpr std::chrono::milliseconds k_look_every{20};
constexpr const char* k_config_name = ".proffer.yml";

/// One line on stderr, where git shows it between its own. Not the log: that would have to be set up first.
void say(const std::string& text) {
    const std::string line = "proffer: " + base::inert_log_text(base::visible_line(text)) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
}

bool is_off(const os::Environment& environment) {
    for (const char* name : {"PROFFER", "PROFFER_ENABLED"}) {
        const std::string word = base::to_lower(environment.value_or(name, ""));
        if (word == "0" || word == "false" || word == "no" || word == "off") return true;
    }
    return false;
}

/// The hook that was there before: first in turn, with everything that git gave us.
class EarlierHook {
 public:
    explicit EarlierHook(const PrePushArguments& arguments) {
        const std::string& file = arguments.earlier;
        if (file.empty() || ::access(file.c_str(), X_OK) != 0) return;
        std::string beginning;
        if (FILE* opened = std::fopen(file.c_str(), "re")) {
            beginning.resize(k_first_bytes);
            beginning.resize(std::fread(beginning.data(), 1, beginning.size(), opened));
            std::fclose(opened);
        }
        command_ = hook::earlier_hook_command(file, beginning, {arguments.remote, arguments.url});
    }

    /// For when we have nothing to do ourselves; standard input is still unread.
    [[nodiscard]] int become() const {
        if (command_.empty()) return 0;
        return failed(hook::become(command_));
    }
    [[nodiscard]] int run(std::string_view input) const {
        if (command_.empty()) return 0;
        const auto status = hook::run_with_input(command_, input);
        return status ? *status : failed(status.error());
    }

 private:
    /// A hook that cannot be started stops the push, as it does with git.
    static int failed(const Error& error) {
        say(error.text());
        return 1;
    }

    std::vector<std::string> command_;
};

struct Push {
    hook::Place place;
    std::string remote, url;
    std::vector<ci::PushedRef> refs;
};

/// Nothing when the file is not there or has no task for pushes.
std::optional<std::string> config_of_checkout(const hook::Place& place) {
    auto text = os::read_file(place.work_dir + "/" + k_config_name, k_config_bytes);
    if (!text || !config::may_hold_pre_push(*text)) return {};
    return *std::move(text);
}

/// A bare repository has the file only in its commits.
std::optional<std::string> config_of_commit(const hook::Place& place, const os::Environment& environment, const std::string& commit) {
    const auto oid = domain::Oid::parse(commit);
    const auto directory = os::RunDirectory::create(environment.value_or("TMPDIR", "/tmp"));
    if (!oid || !directory) return {};
    const auto repository = git::open_repository(place.git_dir, directory->path() / "store");
    if (!repository) return {};
    const auto snapshot = (*repository)->snapshot(*oid);
    if (!snapshot) return {};
    auto text = (*snapshot)->read(k_config_name);
    if (!text || !config::may_hold_pre_push(*text)) return {};
    return *std::move(text);
}

bool is_for_pushes(const domain::Task& task) {
    const bool is_on = std::any_of(task.on.begin(), task.on.end(),
                                   [](const domain::TriggerRule& rule) { return rule.kind == domain::TriggerKind::pre_push; });
    return is_on && task.settings.enabled;
}

struct Tasks {
    std::vector<std::string> names;
    domain::HookSettings hook;  ///< the most patient of them
};

Result<Tasks> tasks_for_pushes(const std::string& text) {
    config::Parsed parsed = config::parse_config(text, k_config_name);
    if (!parsed.config) {
        for (const domain::Diagnostic& diagnostic : parsed.diagnostics) say(diagnostic.text());
        return Error{ErrorCode::config, "nothing runs for this push: correct the lines named above", "", {}};
    }
    Tasks tasks;
    tasks.hook.time = std::chrono::milliseconds(0);
    if (!parsed.config->settings.enabled) return tasks;
    for (const domain::Task& task : parsed.config->tasks) {
        if (!is_for_pushes(task)) continue;
        const domain::HookSettings& hook = task.settings.hook;
        tasks.names.push_back(task.name);
        tasks.hook.wait = tasks.hook.wait || hook.wait;
        tasks.hook.block = tasks.hook.block || hook.block;
        if (hook.waits()) tasks.hook.time = std::max(tasks.hook.time, hook.time);
    }
    return tasks;
}

std::string listed(const std::vector<std::string>& names) {
    return base::join(names, ", ");
}

std::vector<std::string> branch_names(const hook::Job& job) {
    std::vector<std::string> names;
    for (const ci::PushedRef& ref : job.branches) names.push_back(ref.branch());
    return names;
}

int end_of_wait(const hook::Job& job, bool blocks) {
    int status = 0;
    for (std::size_t i = 0; i < job.branches.size(); ++i) {
        const auto verdict = hook::read_verdict(job, i);
        if (!verdict) continue;
        const bool stops = blocks && verdict->conclusion == domain::name(domain::Conclusion::checks_failed);
        say(fmt::format("{}: {}{}{}", job.branches[i].branch(), verdict->conclusion, verdict->message.empty() ? "" : ": ",
                        verdict->message));
        if (!stops) continue;
        say(fmt::format("the push is stopped; report: {}, without proffer: git push --no-verify",
                        (job.report_directory(i) / "report.html").string()));
        status = 1;
    }
    return status;
}

bool has_all_verdicts(const hook::Job& job) {
    for (std::size_t i = 0; i < job.branches.size(); ++i)
        if (!hook::read_verdict(job, i)) return false;
    return true;
}

int wait_for_verdicts(const hook::Job& job, pid_t worker, const domain::HookSettings& settings) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(settings.time).count();
    say(fmt::format("the push of {} waits for {}, at most {} s; log: {}", listed(branch_names(job)), listed(job.tasks), seconds,
                    job.log_file().string()));
    const auto end = os::monotonic() + settings.time;
    while (!has_all_verdicts(job) && ::waitpid(worker, nullptr, WNOHANG) == 0) {
        if (const int signal = os::stop_signal(); signal != 0) {
            ::kill(worker, SIGTERM);
            say("stopped");
            return 128 + signal;
        }
        if (os::monotonic() >= end) {
            say("the time for it is over; the push goes on, and so does the run, in the background");
            return 0;
        }
        os::sleep_for(k_look_every);
    }
    return end_of_wait(job, settings.block);
}

hook::Job make_job(const Push& push, std::vector<ci::PushedRef> branches, const Tasks& tasks) {
    hook::Job job;
    job.time_ms = os::now_ms();
    job.root = push.place.root();
    // With GIT_DIR elsewhere, the working tree does not lead to it.
    const auto found = hook::find_place(job.root, "");
    if (!found || found->git_dir != push.place.git_dir) job.root = push.place.git_dir;
    job.remote = push.remote;
    job.url = push.url;
    job.branches = std::move(branches);
    job.tasks = tasks.names;
    job.pusher = hook::find_pusher();
    job.waits = tasks.hook.waits();
    return job;
}

Result<int> start_job(const Push& push, std::vector<ci::PushedRef> branches, const Tasks& tasks, const std::string& config,
                      const os::Environment& environment) {
    if (branches.size() > k_most_branches) {
        say(fmt::format("{} branches are pushed; tasks run for the first {}", branches.size(), k_most_branches));
        branches.erase(branches.begin() + k_most_branches, branches.end());
    }
    PROFFER_TRY(const std::string state, hook::make_state_directory(environment, push.place));
    hook::Job job = make_job(push, std::move(branches), tasks);
    if (hook::is_known(state, job.pusher)) return 0;
    PROFFER_TRY(hook::StoredJob stored, hook::store_job(state, std::move(job), config));
    if (tasks.hook.waits()) os::watch_signals();
    PROFFER_TRY(const pid_t worker, hook::start_worker(stored, hook::worker_environment(environment)));
    stored.lock.reset();
    if (tasks.hook.waits()) {
        os::hide_secrets_of_process(environment);
        return wait_for_verdicts(stored.job, worker, tasks.hook);
    }
    say(fmt::format("{} runs for {} in the background; 'proffer status' shows how it goes, log: {}", listed(stored.job.tasks),
                    listed(branch_names(stored.job)), stored.job.log_file().string()));
    return 0;
}

/// Which refs; from pre-commit's variables when there are no arguments of git's.
Result<Push> read_push(const PrePushArguments& arguments, const hook::Place& place, const os::Environment& environment,
                       std::string_view input) {
    Push push{place, arguments.remote, arguments.url, {}};
    if (arguments.remote.empty()) {
        PROFFER_TRY(auto by_variables, ci::parse_pre_commit(environment));
        if (by_variables) return Push{place, by_variables->remote, by_variables->url, {by_variables->ref}};
    }
    PROFFER_TRY(push.refs, ci::parse_pre_push(input));
    return push;
}

Result<int> answer(const Push& push, std::optional<std::string> config, const os::Environment& environment) {
    std::vector<ci::PushedRef> branches = ci::branches_to_run_for(push.refs);
    if (branches.empty()) return 0;
    if (!config) config = config_of_commit(push.place, environment, branches.front().commit);
    if (!config) return 0;
    PROFFER_TRY(const Tasks tasks, tasks_for_pushes(*config));
    if (tasks.names.empty()) return 0;
    return start_job(push, std::move(branches), tasks, *config, environment);
}

Result<std::string> read_input(const PrePushArguments& arguments, const os::Environment& environment) {
    if (arguments.remote.empty() && environment.find("PRE_COMMIT_TO_REF")) return std::string();
    if (::isatty(STDIN_FILENO) == 1)
        return Error{
            ErrorCode::usage, "the hook is started by git, which tells it what is pushed", "install it with 'proffer hook install'", {}};
    return os::read_standard_input(k_input_bytes);
}

}  // namespace

std::optional<PrePushArguments> quick_arguments(int argument_count, char** arguments) {
    if (argument_count < 3 || std::strcmp(arguments[1], "hook") != 0 || std::strcmp(arguments[2], "pre-push") != 0) return {};
    PrePushArguments found;
    int at = 3;
    if (at + 1 < argument_count && std::strcmp(arguments[at], "--earlier") == 0) {
        found.earlier = arguments[at + 1];
        at += 2;
    }
    if (at < argument_count && std::strcmp(arguments[at], "--") == 0)
        ++at;
    else if (std::any_of(arguments + at, arguments + argument_count, [](const char* argument) { return argument[0] == '-'; }))
        return {};
    if (argument_count - at > 2) return {};
    if (at < argument_count) found.remote = arguments[at];
    if (at + 1 < argument_count) found.url = arguments[at + 1];
    return found;
}

int run_pre_push(const PrePushArguments& arguments) {
    const os::Environment environment = os::Environment::of_process();
    const EarlierHook earlier(arguments);
    if (is_off(environment)) return earlier.become();
    std::error_code problem;
    const std::string directory = fs::current_path(problem).string();
    const auto place = hook::find_place(directory, environment.value_or("GIT_DIR", ""));
    if (!place) return earlier.become();
    std::optional<std::string> config;
    if (!place->work_dir.empty()) {
        config = config_of_checkout(*place);
        if (!config) return earlier.become();
    }
    const auto input = read_input(arguments, environment);
    if (!input) {
        say(input.error().text());
        return input.error().code == ErrorCode::usage ? 2 : 0;
    }
    if (const int status = earlier.run(*input); status != 0) return status;
    const auto push = read_push(arguments, *place, environment, *input);
    const auto status = push ? answer(*push, std::move(config), environment) : Result<int>(push.error());
    if (status) return *status;
    say(status.error().text());
    return 0;
}

}  // namespace proffer::cmd
