// Payloads of GitHub, and of Gitea and Forgejo, which follow them.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "ci/event_parts.hpp"

namespace proffer::ci {
namespace {

using json::Value;
using Read = Result<std::optional<Event>>;

constexpr std::size_t k_hunk_bytes = 16 * 1024;

Read nothing() {
    return std::optional<Event>();
}

Result<Subject> subject_of(const Value& item, bool is_pull_request) {
    Subject subject;
    PROFFER_TRY(subject.number, positive_at(item, "number"));
    subject.is_pull_request = is_pull_request;
    subject.title = text_at(item, "title");
    subject.body = text_at(item, "body");
    // Null when the account is gone.
    subject.author = text_below(item, "user", "login");
    subject.url = text_at(item, "html_url");
    return subject;
}

/// A head without a repository is a fork that was deleted.
Branches branches_of(const Value& pull_request, const Value& payload) {
    Branches branches;
    const auto head = pull_request.find("head");
    const auto base = pull_request.find("base");
    if (!head || !base) return branches;
    branches = {text_at(*head, "ref"), commit_at(*head, "sha"), text_at(*base, "ref"), commit_at(*base, "sha"), false};
    const auto from = head->find("repo");
    const auto here = payload.find("repository");
    branches.is_fork = !from || !here || from->integer_or("id", -1) != here->integer_or("id", -2);
    return branches;
}

Result<SentComment> comment_of(const Value& comment, std::string_view time_key) {
    SentComment sent;
    PROFFER_TRY(sent.id, positive_at(comment, "id"));
    sent.body = text_at(comment, "body");
    sent.updated_at = text_at(comment, time_key);
    PROFFER_TRY(sent.author, actor_at(comment, "user", "login"));
    return sent;
}

Read read_issues(const Value& payload) {
    const std::string action = text_at(payload, "action");
    const auto issue = payload.find("issue");
    if (!issue || issue->find("pull_request")) return nothing();
    std::vector<std::string> labels;
    if (action == "labeled") {
        if (const auto label = payload.find("label")) labels = names_of({*label}, "name");
    }
    // Gitea tells of new labels without saying which.
    if (labels.empty() && (action == "labeled" || action == "label_updated" || action == "opened" || action == "edited"))
        labels = names_of(elements_at(*issue, "labels"), "name");
    if (labels.empty()) return nothing();
    PROFFER_TRY(Subject subject, subject_of(*issue, false));
    PROFFER_TRY(Actor sender, actor_at(payload, "sender", "login"));
    return std::optional(label_event(std::move(subject), std::move(labels), std::move(sender)));
}

Read read_issue_comment(const Value& payload) {
    const auto issue = payload.find("issue");
    const auto comment = payload.find("comment");
    if (!issue || !comment || text_at(payload, "action") != "created") return nothing();
    const bool is_pull_request = issue->find("pull_request") || payload.boolean_or("is_pull", false);
    PROFFER_TRY(Subject subject, subject_of(*issue, is_pull_request));
    PROFFER_TRY(Actor sender, actor_at(payload, "sender", "login"));
    PROFFER_TRY(SentComment sent, comment_of(*comment, "updated_at"));
    return comment_event(std::move(subject), std::move(sent), std::move(sender));
}

Read read_review_comment(const Value& payload) {
    const auto pull_request = payload.find("pull_request");
    const auto comment = payload.find("comment");
    if (!pull_request || !comment || text_at(payload, "action") != "created") return nothing();
    PROFFER_TRY(Subject subject, subject_of(*pull_request, true));
    PROFFER_TRY(Actor sender, actor_at(payload, "sender", "login"));
    PROFFER_TRY(SentComment sent, comment_of(*comment, "updated_at"));
    auto event = comment_event(std::move(subject), std::move(sent), std::move(sender));
    if (!event) return nothing();
    event->branches = branches_of(*pull_request, payload);
    auto& values = event->trigger.values;
    values["comment.path"] = text_at(*comment, "path");
    values["comment.diff_hunk"] = last_lines(text_at(*comment, "diff_hunk"), k_hunk_bytes);
    if (const auto line = comment->integer_or("line", comment->integer_or("original_line", 0)); line > 0)
        values["comment.line"] = std::to_string(line);
    return event;
}

/// One without a text is only the frame of its comments, which are events of their own. Gitea's has no id by which it could be looked up.
Read read_review(const Value& payload) {
    const auto pull_request = payload.find("pull_request");
    const auto review = payload.find("review");
    if (!pull_request || !review || text_at(payload, "action") != "submitted" || text_at(*review, "body").empty()) return nothing();
    PROFFER_TRY(Subject subject, subject_of(*pull_request, true));
    PROFFER_TRY(Actor sender, actor_at(payload, "sender", "login"));
    PROFFER_TRY(SentComment sent, comment_of(*review, "submitted_at"));
    auto event = comment_event(std::move(subject), std::move(sent), std::move(sender));
    if (!event) return nothing();
    event->branches = branches_of(*pull_request, payload);
    event->trigger.values["review.body"] = event->trigger.values["comment.body"];
    event->trigger.values["review.state"] = text_at(*review, "state");
    return event;
}

Read read_pull_request(const Value& payload) {
    const auto pull_request = payload.find("pull_request");
    if (!pull_request) return nothing();
    PROFFER_TRY(Subject subject, subject_of(*pull_request, true));
    PROFFER_TRY(Actor sender, actor_at(payload, "sender", "login"));
    return std::optional(pull_request_event(std::move(subject), branches_of(*pull_request, payload), std::move(sender)));
}

std::vector<Input> inputs_of(const Value& payload, std::string_view key) {
    std::vector<Input> inputs;
    const auto found = payload.find(key);
    if (!found) return inputs;
    for (const std::string& name : found->keys()) {
        const auto value = found->find(name);
        if (!value) continue;
        const auto text = value->string();
        inputs.push_back({name, text ? *text : value->text()});
    }
    return inputs;
}

/// Older Gitea tells of no sender here; only who may write can dispatch.
Read read_dispatch(const Value& payload, std::string_view key) {
    return std::optional(dispatch_event(inputs_of(payload, key), actor_at(payload, "sender", "login").value_or(Actor())));
}

Read read_push(const Value& payload) {
    const std::string ref = text_at(payload, "ref");
    if (!ref.starts_with("refs/heads/") || payload.boolean_or("deleted", false)) return nothing();
    std::vector<std::string> log;
    for (const Value& commit : elements_at(payload, "commits")) {
        const std::string message = text_at(commit, "message");
        log.push_back(fmt::format("{} {}", text_at(commit, "id").substr(0, 12), message.substr(0, message.find('\n'))));
    }
    return std::optional(push_event(ref, log, actor_at(payload, "sender", "login").value_or(Actor())));
}

/// What can start a run only for people with write access, or for a pull request of the repository's own. A run that a comment started
/// may have printed what its author liked.
bool is_trusted_start(const std::string& event) {
    constexpr std::array k_trusted = {"push",        "pull_request", "schedule", "workflow_dispatch", "repository_dispatch",
                                      "merge_group", "release"};
    return std::find(k_trusted.begin(), k_trusted.end(), event) != k_trusted.end();
}

Read read_workflow_run(const Value& payload) {
    const auto run = payload.find("workflow_run");
    if (!run || text_at(payload, "action") != "completed") return nothing();
    const std::string conclusion = text_at(*run, "conclusion");
    if ((conclusion != "failure" && conclusion != "timed_out") || !is_trusted_start(text_at(*run, "event"))) return nothing();
    FailedRun failed;
    PROFFER_TRY(failed.id, positive_at(*run, "id"));
    failed.name = text_at(*run, "name");
    failed.branch = text_at(*run, "head_branch");
    failed.head_commit = commit_at(*run, "head_sha");
    failed.url = text_at(*run, "html_url");
    const auto head = run->find("head_repository");
    const auto here = payload.find("repository");
    Branches branches{failed.branch, failed.head_commit, text_below(payload, "repository", "default_branch"), "", true};
    branches.is_fork = !head || !here || head->integer_or("id", -1) != here->integer_or("id", -2);
    Event event = failure_event(std::move(failed));
    event.branches = std::move(branches);
    event.sender = actor_at(payload, "sender", "login").value_or(Actor());
    return std::optional(std::move(event));
}

/// Only the event's name is certain; without it the shape tells.
std::string_view name_by_shape(const Value& payload) {
    const auto has = [&payload](const char* key) { return payload.find(key).has_value(); };
    if (has("issue")) return has("comment") ? "issue_comment" : "issues";
    if (has("pull_request")) return has("comment") ? "pull_request_review_comment" : has("review") ? "pull_request_review" : "pull_request";
    if (has("workflow_run")) return "workflow_run";
    if (has("client_payload")) return "repository_dispatch";
    if (has("inputs") || (has("workflow") && has("ref"))) return "workflow_dispatch";
    if (has("schedule")) return "schedule";
    return has("pusher") && has("commits") ? "push" : "";
}

Read read_by_name(const Value& payload, std::string_view name) {
    if (name == "issues" || name == "issue_label") return read_issues(payload);
    if (name == "issue_comment" || name == "pull_request_comment") return read_issue_comment(payload);
    if (name == "pull_request_review_comment") return read_review_comment(payload);
    if (name == "pull_request_review") return read_review(payload);
    if (name == "pull_request" || name == "pull_request_target") return read_pull_request(payload);
    if (name == "workflow_dispatch") return read_dispatch(payload, "inputs");
    if (name == "repository_dispatch") return read_dispatch(payload, "client_payload");
    if (name == "schedule") return std::optional(schedule_event());
    if (name == "push") return read_push(payload);
    if (name == "workflow_run") return read_workflow_run(payload);
    return nothing();
}

}  // namespace

Read parse_github_event(const Value& payload, std::string_view given_name) {
    const std::string name(given_name.empty() ? name_by_shape(payload) : given_name);
    PROFFER_TRY(auto event, read_by_name(payload, name));
    if (!event) return event;
    const std::string action = text_at(payload, "action");
    event->name = base::visible_line(base::prefix(action.empty() ? name : name + "." + action, 100));
    return event;
}

}  // namespace proffer::ci
