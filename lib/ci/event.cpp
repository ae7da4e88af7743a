// From the forges' JSON to one value.
#include "ci/event.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "json/json.hpp"

namespace proffer::ci {
namespace {

using domain::TriggerKind;
using json::Value;

std::string text_at(const Value& value, std::string_view key) {
    return value.string_or(key, "");
}

Result<std::int64_t> positive_at(const Value& value, std::string_view key) {
    const std::int64_t number = value.integer_or(key, 0);
    if (number > 0) return number;
    return Error{ErrorCode::protocol, fmt::format("the event has no valid '{}'", key), "is it the payload of a webhook, unchanged?", {}};
}

Result<Actor> actor_at(const Value& value, std::string_view key, std::string_view name_key) {
    PROFFER_TRY(const Value actor, value.at(key));
    PROFFER_TRY(const std::int64_t id, positive_at(actor, "id"));
    std::string login = text_at(actor, name_key);
    if (login.empty()) return Error{ErrorCode::protocol, "the event does not say who sent it", "", {}};
    return Actor{id, std::move(login)};
}

std::vector<std::string> names_of(const std::vector<Value>& labels, std::string_view key) {
    std::vector<std::string> names;
    for (const Value& label : labels)
        if (std::string name = text_at(label, key); !name.empty()) names.push_back(std::move(name));
    return names;
}

std::vector<Value> elements_at(const Value& value, std::string_view key) {
    const auto found = value.find(key);
    return found ? found->elements() : std::vector<Value>();
}

std::string command_of(const std::string& comment) {
    if (!comment.starts_with('/')) return {};
    return comment.substr(0, comment.find_first_of(" \t\r\n"));
}

struct Subject {
    std::int64_t number = 0;
    std::string title, body, author, url;
};

void describe(Event& event, const Subject& subject) {
    event.trigger.issue = subject.number;
    event.trigger.values["issue.number"] = std::to_string(subject.number);
    event.trigger.values["issue.title"] = subject.title;
    event.trigger.values["issue.body"] = subject.body;
    event.trigger.values["issue.author"] = subject.author;
    event.trigger.values["issue.url"] = subject.url;
}

Event label_event(const Subject& subject, std::vector<std::string> labels, Actor sender) {
    Event event{{}, std::move(labels), "", std::move(sender)};
    event.trigger.kind = TriggerKind::issue_label;
    event.trigger.summary = fmt::format("issue {} labelled by {}", subject.number, base::visible_line(event.sender.login));
    describe(event, subject);
    return event;
}

Event comment_event(const Subject& subject, const std::string& text, Actor sender) {
    Event event{{}, {}, command_of(text), std::move(sender)};
    event.trigger.kind = TriggerKind::comment;
    event.trigger.summary = fmt::format("comment of {} on issue {}", base::visible_line(event.sender.login), subject.number);
    describe(event, subject);
    event.trigger.values["comment.body"] = std::string(base::trim(text.substr(event.command.size())));
    event.trigger.values["comment.author"] = event.sender.login;
    return event;
}

// --- GitHub, Gitea, Forgejo ---

Result<Subject> github_subject(const Value& issue) {
    PROFFER_TRY(const std::int64_t number, positive_at(issue, "number"));
    PROFFER_TRY(const Value user, issue.at("user"));
    return Subject{number, text_at(issue, "title"), text_at(issue, "body"), text_at(user, "login"), text_at(issue, "html_url")};
}

Result<std::optional<Event>> github_event(const Value& payload, const Value& issue) {
    const std::string action = text_at(payload, "action");
    // Pull requests have labels and comments as well: other events.
    if (issue.find("pull_request") || payload.boolean_or("is_pull", false)) return std::optional<Event>();
    PROFFER_TRY(const Subject subject, github_subject(issue));
    PROFFER_TRY(Actor sender, actor_at(payload, "sender", "login"));
    if (const auto comment = payload.find("comment")) {
        if (action != "created") return std::optional<Event>();
        return std::optional(comment_event(subject, text_at(*comment, "body"), std::move(sender)));
    }
    std::vector<std::string> labels;
    if (action == "labeled") {
        if (const auto label = payload.find("label")) labels = names_of({*label}, "name");
    }
    // Gitea tells of new labels without saying which.
    if (labels.empty() && (action == "labeled" || action == "label_updated" || action == "opened" || action == "edited"))
        labels = names_of(elements_at(issue, "labels"), "name");
    if (labels.empty()) return std::optional<Event>();
    return std::optional(label_event(subject, std::move(labels), std::move(sender)));
}

// --- GitLab ---

Result<Subject> gitlab_subject(const Value& attributes) {
    PROFFER_TRY(const std::int64_t number, positive_at(attributes, "iid"));
    return Subject{number, text_at(attributes, "title"), text_at(attributes, "description"), "", text_at(attributes, "url")};
}

std::vector<std::string> added_labels(const Value& payload) {
    const auto changes = payload.find("changes");
    const auto labels = changes ? changes->find("labels") : std::nullopt;
    if (!labels) return {};
    std::vector<std::string> added = names_of(elements_at(*labels, "current"), "title");
    for (const std::string& before : names_of(elements_at(*labels, "previous"), "title")) std::erase(added, before);
    return added;
}

Result<std::optional<Event>> gitlab_event(const Value& payload, const std::string& kind) {
    if (kind != "note" && kind != "issue") return std::optional<Event>();
    PROFFER_TRY(const Value attributes, payload.at("object_attributes"));
    if (kind == "note") {
        const auto issue = payload.find("issue");
        if (!issue || text_at(attributes, "noteable_type") != "Issue" || text_at(attributes, "action") == "update")
            return std::optional<Event>();
        PROFFER_TRY(const Subject subject, gitlab_subject(*issue));
        PROFFER_TRY(Actor sender, actor_at(payload, "user", "username"));
        return std::optional(comment_event(subject, text_at(attributes, "note"), std::move(sender)));
    }
    PROFFER_TRY(const Subject subject, gitlab_subject(attributes));
    const std::string action = text_at(attributes, "action");
    std::vector<std::string> labels;
    if (action == "open") labels = names_of(elements_at(payload, "labels"), "title");
    if (action == "update") labels = added_labels(payload);
    if (labels.empty()) return std::optional<Event>();
    PROFFER_TRY(Actor sender, actor_at(payload, "user", "username"));
    return std::optional(label_event(subject, std::move(labels), std::move(sender)));
}

}  // namespace

Result<std::optional<Event>> parse_event(std::string_view payload) {
    PROFFER_TRY(const Value document, Value::parse(payload));
    if (!document.is_object()) return Error{ErrorCode::protocol, "the event is no JSON object", "", {}};
    if (const std::string kind = text_at(document, "object_kind"); !kind.empty()) return gitlab_event(document, kind);
    const auto issue = document.find("issue");
    if (!issue || !issue->is_object()) return std::optional<Event>();
    return github_event(document, *issue);
}

std::string event_file(const os::Environment& environment) {
    if (environment.value_or("GITLAB_CI", "") == "true") return environment.value_or("TRIGGER_PAYLOAD", "");
    const std::string name = environment.value_or("GITHUB_EVENT_NAME", "");
    if (name != "issues" && name != "issue_comment") return {};
    return environment.value_or("GITHUB_EVENT_PATH", "");
}

bool is_for(const Event& event, const domain::Task& task) {
    return std::any_of(task.on.begin(), task.on.end(), [&](const domain::TriggerRule& rule) {
        if (rule.kind != event.trigger.kind) return false;
        if (rule.kind == TriggerKind::comment) return !event.command.empty() && rule.argument == event.command;
        return std::find(event.labels.begin(), event.labels.end(), rule.argument) != event.labels.end();
    });
}

}  // namespace proffer::ci
