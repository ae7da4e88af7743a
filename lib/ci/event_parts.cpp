// Typed reading of payloads, and the values that templates get of each kind of event.
#include "ci/event_parts.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "domain/oid.hpp"

namespace proffer::ci {
namespace {

using domain::TriggerKind;
using json::Value;

constexpr std::size_t k_most_inputs = 50;
constexpr std::size_t k_most_commits = 100;
constexpr std::size_t k_shown_bytes = 100;

std::string shown(const std::string& text) {
    return base::visible_line(base::prefix(text, k_shown_bytes));
}

std::string command_of(const std::string& comment) {
    if (!comment.starts_with('/')) return {};
    return comment.substr(0, comment.find_first_of(" \t\r\n"));
}

/// Pull requests have the values of issues too, so that one instruction serves both.
void describe(Event& event, const Subject& subject) {
    auto& values = event.trigger.values;
    const std::string number = std::to_string(subject.number);
    std::vector<std::string> kinds = {"issue"};
    if (subject.is_pull_request) kinds.emplace_back("pull_request");
    for (const std::string& kind : kinds) {
        values[kind + ".number"] = number;
        values[kind + ".title"] = subject.title;
        values[kind + ".body"] = subject.body;
        values[kind + ".author"] = subject.author;
        values[kind + ".url"] = subject.url;
    }
    event.trigger.issue = subject.number;
    event.subject = subject;
}

std::string_view noun_of(const Subject& subject) {
    return subject.is_pull_request ? "pull request" : "issue";
}

}  // namespace

std::string text_at(const Value& value, std::string_view key) {
    return value.string_or(key, "");
}

std::string text_below(const Value& value, std::string_view object, std::string_view key) {
    const auto found = value.find(object);
    return found ? text_at(*found, key) : std::string();
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

std::string commit_at(const Value& value, std::string_view key) {
    const auto oid = domain::Oid::parse(text_at(value, key));
    return oid ? oid->text() : std::string();
}

std::string last_lines(const std::string& text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    const std::string end = text.substr(text.size() - bytes);
    const auto line_end = end.find('\n');
    return line_end == std::string::npos ? std::string() : end.substr(line_end + 1);
}

Event label_event(Subject subject, std::vector<std::string> labels, Actor sender) {
    Event event;
    event.labels = std::move(labels);
    event.sender = std::move(sender);
    event.is_open_to_all = true;
    event.trigger.kind = TriggerKind::issue_label;
    event.trigger.summary = fmt::format("issue {} labelled by {}", subject.number, shown(event.sender.login));
    describe(event, subject);
    return event;
}

std::optional<Event> comment_event(Subject subject, SentComment comment, Actor sender) {
    if (base::trim(comment.body).starts_with(k_own_mark)) return {};
    Event event;
    event.command = command_of(comment.body);
    event.sender = std::move(sender);
    event.is_open_to_all = true;
    event.trigger.kind = subject.is_pull_request ? TriggerKind::review_comment : TriggerKind::comment;
    event.trigger.summary = fmt::format("comment of {} on {} {}", shown(event.sender.login), noun_of(subject), subject.number);
    describe(event, subject);
    event.trigger.values["comment.body"] = std::string(base::trim(std::string_view(comment.body).substr(event.command.size())));
    event.trigger.values["comment.author"] = event.sender.login;
    event.comment = std::move(comment);
    return event;
}

Event push_event(const std::string& ref, const std::vector<std::string>& log, Actor sender) {
    constexpr std::string_view k_heads = "refs/heads/";
    Event event;
    const std::string branch = ref.starts_with(k_heads) ? ref.substr(k_heads.size()) : ref;
    event.sender = std::move(sender);
    event.trigger.kind = TriggerKind::push;
    event.trigger.summary = fmt::format("push to {}", shown(branch));
    event.trigger.values["push.branch"] = branch;
    std::string lines;
    for (std::size_t i = 0; i < log.size() && i < k_most_commits; ++i) lines += log[i] + "\n";
    event.trigger.values["push.log"] = std::string(base::trim(lines));
    return event;
}

Event schedule_event() {
    Event event;
    event.trigger.kind = TriggerKind::schedule;
    event.trigger.summary = "schedule";
    return event;
}

Event dispatch_event(const std::vector<Input>& inputs, Actor sender) {
    Event event;
    event.sender = std::move(sender);
    event.trigger.kind = TriggerKind::dispatch;
    event.trigger.summary = event.sender.login.empty() ? "dispatch" : fmt::format("dispatch by {}", shown(event.sender.login));
    for (std::size_t i = 0; i < inputs.size() && i < k_most_inputs; ++i) {
        const auto& [name, value] = inputs[i];
        event.trigger.values["inputs." + name] = value;
        if (name == "instruction") event.instruction = base::trim(value);
        if (name != "task") continue;
        for (const std::string_view task : base::split(value, ','))
            if (const auto trimmed = base::trim(task); !trimmed.empty()) event.tasks.emplace_back(trimmed);
    }
    return event;
}

Event failure_event(FailedRun run) {
    Event event;
    event.trigger.kind = TriggerKind::workflow_failure;
    event.trigger.summary = fmt::format("run {} of '{}' failed", run.id, shown(run.name));
    event.trigger.values["workflow.name"] = run.name;
    event.trigger.values["workflow.branch"] = run.branch;
    event.trigger.values["workflow.url"] = run.url;
    event.failed_run = std::move(run);
    return event;
}

Event pull_request_event(Subject subject, Branches branches, Actor sender) {
    Event event;
    event.sender = std::move(sender);
    event.trigger.summary = fmt::format("pull request {}", subject.number);
    describe(event, subject);
    event.trigger.values["pull_request.branch"] = branches.head_branch;
    event.branches = std::move(branches);
    return event;
}

}  // namespace proffer::ci
