// Payloads of GitLab's project webhooks, as a trigger hands them to a pipeline.
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "ci/event_parts.hpp"

namespace proffer::ci {
namespace {

using json::Value;
using Read = Result<std::optional<Event>>;

Read nothing() {
    return std::optional<Event>();
}

Result<Subject> subject_of(const Value& attributes, bool is_merge_request) {
    Subject subject;
    PROFFER_TRY(subject.number, positive_at(attributes, "iid"));
    subject.is_pull_request = is_merge_request;
    subject.title = text_at(attributes, "title");
    subject.body = text_at(attributes, "description");
    subject.url = text_at(attributes, "url");
    return subject;
}

/// Issues and merge requests have numbers of their own: what is said of the one must not be read of the other.
void set_apart(Event& event) {
    event.trigger.issue = 0;
    event.trigger.values["issue.number"] = "mr-" + event.trigger.values["issue.number"];
}

Branches branches_of(const Value& merge_request) {
    Branches branches;
    branches.head_branch = text_at(merge_request, "source_branch");
    branches.base_branch = text_at(merge_request, "target_branch");
    if (const auto last = merge_request.find("last_commit")) branches.head_commit = commit_at(*last, "id");
    branches.is_fork = merge_request.integer_or("source_project_id", -1) != merge_request.integer_or("target_project_id", -2);
    return branches;
}

std::vector<std::string> added_labels(const Value& payload) {
    const auto changes = payload.find("changes");
    const auto labels = changes ? changes->find("labels") : std::nullopt;
    if (!labels) return {};
    std::vector<std::string> added = names_of(elements_at(*labels, "current"), "title");
    for (const std::string& before : names_of(elements_at(*labels, "previous"), "title")) std::erase(added, before);
    return added;
}

Read read_issue(const Value& payload, const Value& attributes) {
    const std::string action = text_at(attributes, "action");
    std::vector<std::string> labels;
    if (action == "open") labels = names_of(elements_at(payload, "labels"), "title");
    if (action == "update") labels = added_labels(payload);
    if (labels.empty()) return nothing();
    PROFFER_TRY(Subject subject, subject_of(attributes, false));
    PROFFER_TRY(Actor sender, actor_at(payload, "user", "username"));
    return std::optional(label_event(std::move(subject), std::move(labels), std::move(sender)));
}

void add_place(Event& event, const Value& attributes) {
    const auto position = attributes.find("position");
    if (!position) return;
    event.trigger.values["comment.path"] = text_at(*position, "new_path");
    if (const auto line = position->integer_or("new_line", 0); line > 0) event.trigger.values["comment.line"] = std::to_string(line);
    event.trigger.values["comment.diff_hunk"] = text_below(attributes, "st_diff", "diff");
}

Read read_note(const Value& payload, const Value& attributes) {
    const std::string on = text_at(attributes, "noteable_type");
    const bool is_on_merge_request = on == "MergeRequest";
    const auto item = payload.find(is_on_merge_request ? "merge_request" : "issue");
    if (!item || (!is_on_merge_request && on != "Issue") || text_at(attributes, "action") == "update") return nothing();
    if (attributes.boolean_or("system", false)) return nothing();
    PROFFER_TRY(Subject subject, subject_of(*item, is_on_merge_request));
    PROFFER_TRY(Actor sender, actor_at(payload, "user", "username"));
    SentComment sent;
    PROFFER_TRY(sent.id, positive_at(attributes, "id"));
    sent.body = text_at(attributes, "note");
    sent.updated_at = text_at(attributes, "updated_at");
    sent.author = {attributes.integer_or("author_id", sender.id), ""};
    auto event = comment_event(std::move(subject), std::move(sent), std::move(sender));
    if (!event || !is_on_merge_request) return event;
    event->branches = branches_of(*item);
    set_apart(*event);
    add_place(*event, attributes);
    return event;
}

Read read_merge_request(const Value& payload, const Value& attributes) {
    PROFFER_TRY(Subject subject, subject_of(attributes, true));
    PROFFER_TRY(Actor sender, actor_at(payload, "user", "username"));
    Event event = pull_request_event(std::move(subject), branches_of(attributes), std::move(sender));
    set_apart(event);
    return std::optional(std::move(event));
}

/// By a webhook; the sender is told flat, in members of its own.
Read read_push(const Value& payload) {
    const std::string ref = text_at(payload, "ref");
    if (!ref.starts_with("refs/heads/") || !payload.find("checkout_sha")) return nothing();
    std::vector<std::string> log;
    for (const Value& commit : elements_at(payload, "commits"))
        log.push_back(fmt::format("{} {}", text_at(commit, "id").substr(0, 12), text_at(commit, "title")));
    return std::optional(push_event(ref, log, {payload.integer_or("user_id", 0), text_at(payload, "user_username")}));
}

}  // namespace

Read parse_gitlab_event(const Value& payload, const std::string& kind) {
    Read event = nothing();
    if (kind == "push") {
        event = read_push(payload);
    } else if (kind == "issue" || kind == "work_item" || kind == "note" || kind == "merge_request") {
        PROFFER_TRY(const Value attributes, payload.at("object_attributes"));
        event = kind == "note"            ? read_note(payload, attributes)
                : kind == "merge_request" ? read_merge_request(payload, attributes)
                                          : read_issue(payload, attributes);
    }
    if (event && *event) (*event)->name = kind;
    return event;
}

}  // namespace proffer::ci
