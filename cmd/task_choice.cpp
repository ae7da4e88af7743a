// The choice, without asking anybody.
#include "cmd/task_choice.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/text.hpp"

namespace proffer::cmd {
namespace {

bool is_manual(const domain::Task& task) {
    return std::any_of(task.on.begin(), task.on.end(),
                       [](const domain::TriggerRule& rule) { return rule.kind == domain::TriggerKind::manual; });
}

Error unknown_task(const std::string& name, const domain::Config& config) {
    std::vector<std::string_view> names;
    for (const domain::Task& task : config.tasks) names.push_back(task.name);
    Error error{ErrorCode::usage, fmt::format("no task '{}' in the configuration", base::visible_line(name)), "", {}};
    if (const auto near = base::nearest(name, names))
        error.hint = fmt::format("did you mean '{}'?", *near);
    else
        error.hint = names.empty() ? "declare it under 'tasks'" : fmt::format("declared tasks: {}", fmt::join(names, ", "));
    return error;
}

Result<std::vector<domain::Task>> tasks_named(const domain::Config& config, const std::vector<std::string>& names) {
    std::vector<domain::Task> tasks;
    for (const std::string& name : names) {
        const domain::Task* task = config.find(name);
        if (task == nullptr) return unknown_task(name, config);
        tasks.push_back(*task);
    }
    return tasks;
}

/// Whether `task` may start when it is named, and when it is not.
bool is_meant(const StartedBy& start, const domain::Task& task, bool is_named) {
    if (!start.is_there) return is_named || is_manual(task);
    if (!start.event) return is_named && is_manual(task);
    return ci::is_for(*start.event, task) || (is_named && !start.event->is_open_to_all);
}

}  // namespace

Result<std::vector<domain::Task>> choose_tasks(const domain::Config& config, const Asked& asked, const StartedBy& start) {
    const bool is_named = !asked.tasks.empty();
    const bool is_dispatched = start.event && !start.event->tasks.empty();
    if (!is_named && !is_dispatched && !asked.instruction.empty()) {
        domain::Task task;
        task.name = domain::k_ad_hoc_task;
        task.settings = config.settings;
        return std::vector{std::move(task)};
    }
    if (is_dispatched) PROFFER_CHECK(tasks_named(config, start.event->tasks));
    PROFFER_TRY(const std::vector<domain::Task> candidates, is_named ? tasks_named(config, asked.tasks) : config.tasks);
    std::vector<domain::Task> tasks;
    std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(tasks),
                 [&](const domain::Task& task) { return is_meant(start, task, is_named); });
    return tasks;
}

}  // namespace proffer::cmd
