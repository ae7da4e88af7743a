// Whose payload it is, and which task it is for.
#include "ci/event.hpp"

#include <algorithm>

#include "ci/event_parts.hpp"
#include "json/json.hpp"

namespace proffer::ci {
namespace {

using domain::TriggerKind;

bool is_for_rule(const Event& event, const domain::TriggerRule& rule) {
    const TriggerKind kind = event.trigger.kind;
    switch (rule.kind) {
        case TriggerKind::issue_label:
            return kind == rule.kind && std::find(event.labels.begin(), event.labels.end(), rule.argument) != event.labels.end();
        case TriggerKind::comment:
            return (kind == TriggerKind::comment || kind == TriggerKind::review_comment) && !event.command.empty() &&
                   rule.argument == event.command;
        // A command that no task knows is meant for somebody else.
        case TriggerKind::review_comment: return kind == rule.kind && event.command.empty();
        // A person who dispatches a task by its name does what another does on the command line.
        case TriggerKind::manual: return kind == TriggerKind::dispatch && !event.tasks.empty();
        case TriggerKind::pre_push: return false;
        case TriggerKind::schedule:
        case TriggerKind::push:
        case TriggerKind::dispatch:
        case TriggerKind::workflow_failure: return kind == rule.kind;
    }
    return false;
}

}  // namespace

Result<std::optional<Event>> parse_event(std::string_view payload, std::string_view name) {
    PROFFER_TRY(const json::Value document, json::Value::parse(payload));
    if (!document.is_object()) return Error{ErrorCode::protocol, "the event is no JSON object", "", {}};
    if (name.empty())
        if (const std::string kind = text_at(document, "object_kind"); !kind.empty()) return parse_gitlab_event(document, kind);
    return parse_github_event(document, name);
}

bool is_for(const Event& event, const domain::Task& task) {
    if (!event.tasks.empty() && std::find(event.tasks.begin(), event.tasks.end(), task.name) == event.tasks.end()) return false;
    return std::any_of(task.on.begin(), task.on.end(), [&](const domain::TriggerRule& rule) { return is_for_rule(event, rule); });
}

}  // namespace proffer::ci
