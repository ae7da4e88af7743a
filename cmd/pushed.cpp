// Between the job on disk and a run.
#include "cmd/pushed.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/log.hpp"
#include "cmd/remote_access.hpp"
#include "hook/push_values.hpp"
#include "os/clock.hpp"
#include "os/signals.hpp"

namespace proffer::cmd {
namespace {

constexpr std::chrono::hours k_longest_push{6};
constexpr int k_looks = 10;
constexpr std::chrono::milliseconds k_look_every{500};

bool has_pusher(const PushedRun& pushed) {
    return pushed.job.pusher.pid != 0;
}

Result<std::optional<domain::Oid>> remote_tip(const Project& project, const PushedRun& pushed) {
    PROFFER_TRY(const RemoteAccess access, reach_remote(project));
    if (access.url.empty()) return std::optional<domain::Oid>();
    return project.repository->remote_branch(access.push, pushed.ref().branch());
}

/// Worst of all tasks.
const TaskResult& gravest(const std::vector<TaskResult>& results) {
    const auto grave = [](const TaskResult& result) { return domain::exit_status(result.outcome.conclusion, result.outcome.signal); };
    return *std::max_element(results.begin(), results.end(), [&](const TaskResult& a, const TaskResult& b) { return grave(a) < grave(b); });
}

}  // namespace

Result<std::optional<PushedRun>> read_pushed(const RunFlags& flags, const Project& project) {
    if (flags.pushed.empty()) return std::optional<PushedRun>();
    PushedRun pushed;
    PROFFER_TRY(pushed.job, hook::read_job(flags.pushed));
    pushed.index = flags.pushed_branch;
    if (pushed.index >= pushed.job.branches.size()) return Error{ErrorCode::usage, "the job has no such branch", "", {}};
    if (!pushed.job.remote.empty()) project.repository->choose_remote(pushed.job.remote, pushed.job.url);
    return std::optional(std::move(pushed));
}

std::vector<domain::Task> tasks_of_push(const domain::Config& config) {
    std::vector<domain::Task> tasks;
    std::copy_if(config.tasks.begin(), config.tasks.end(), std::back_inserter(tasks), [](const domain::Task& task) {
        return std::any_of(task.on.begin(), task.on.end(),
                           [](const domain::TriggerRule& rule) { return rule.kind == domain::TriggerKind::pre_push; });
    });
    return tasks;
}

void name_after_push(domain::Task& task, const PushedRun& pushed) {
    std::string& branch = task.settings.pull_request.branch;
    if (branch.find("push.") != std::string::npos) return;
    const std::string slug = hook::branch_slug(pushed.ref().branch());
    if (!slug.empty()) branch += "-" + slug;
}

Result<domain::Trigger> trigger_of_push(const Project& project, const PushedRun& pushed, const domain::Trigger& trigger) {
    const ci::PushedRef& ref = pushed.ref();
    PROFFER_TRY(domain::Oid commit, domain::Oid::parse(ref.commit));
    git::PushedTip tip{std::move(commit), {}, pushed.job.remote, {}};
    if (!ref.is_new()) {
        PROFFER_TRY(tip.before, domain::Oid::parse(ref.before));
    }
    for (const ci::PushedRef& other : pushed.job.branches) tip.branches.push_back(other.branch());
    PROFFER_TRY(const git::PushedRange range, project.repository->pushed_range(tip));
    domain::Trigger made = ci::push_trigger(ref, git::displayed_url(pushed.job.remote), trigger);
    hook::add_push_values(made, range);
    return made;
}

Result<std::string> await_push(const Project& project, const PushedRun& pushed) {
    if (has_pusher(pushed) && !hook::wait_for_end(pushed.job.pusher, k_longest_push) && os::stop_signal() == 0)
        return std::string("the push does not end");
    // A remote may take a moment to show what it was given; without a git to wait for, the push may only just begin.
    for (int look = 0; look < k_looks && os::stop_signal() == 0; ++look) {
        PROFFER_TRY(const auto tip, remote_tip(project, pushed));
        if (tip && tip->text() == pushed.ref().commit) return std::string();
        if (has_pusher(pushed) && tip && tip->text() != pushed.ref().before) return pushed.ref().branch() + " has moved on";
        if (has_pusher(pushed) && look > 0) break;
        os::sleep_for(k_look_every);
    }
    if (!has_pusher(pushed)) return std::string();
    return fmt::format("the push of {} did not arrive", pushed.ref().branch());
}

Result<void> tell_verdict(const PushedRun& pushed, const std::vector<TaskResult>& results) {
    if (results.empty()) return {};
    const TaskResult& worst = gravest(results);
    const auto& finish = worst.outcome.summary.finish;
    return hook::write_verdict(pushed.job, pushed.index,
                               {std::string(domain::name(worst.outcome.conclusion)), finish ? finish->message : "",
                                domain::exit_status(worst.outcome.conclusion, worst.outcome.signal)});
}

}  // namespace proffer::cmd
