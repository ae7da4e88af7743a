// What the fake GitLab answers: its entities as JSON.
#include "support/gitlab_server.hpp"

namespace proffer::support {
namespace {

constexpr const char* k_time = "2026-01-01T00:00:00.000Z";

bool is_draft(const std::string& title) {
    return title.starts_with("Draft:") || title.starts_with("[Draft]") || title.starts_with("(Draft)");
}

std::string merge_status(const GitlabItem& item) {
    if (item.checks_left > 0) return "checking";
    if (is_draft(item.title)) return "draft_status";
    return item.has_conflict ? "conflict" : "mergeable";
}

}  // namespace

void GitlabServer::write_user(json::Writer& out, std::int64_t id, bool is_whole) const {
    for (const GitlabUser& user : users) {
        if (user.id != id) continue;
        out.begin_object().member("id", user.id).member("username", user.username).member("name", "Name of " + user.username);
        out.member("state", user.state).member("locked", false).key("avatar_url").null();
        out.member("web_url", web_url() + "/" + user.username);
        // Lists of people do not say it.
        if (is_whole) out.member("bot", user.is_bot);
        out.end_object();
        return;
    }
    out.null();
}

std::string GitlabServer::user_json(std::int64_t id, bool is_whole) const {
    json::Writer out;
    write_user(out, id, is_whole);
    return out.text();
}

std::string GitlabServer::job_json(std::int64_t id) const {
    json::Writer out;
    out.begin_object().member("id", 8).member("status", "running").member("stage", "test").member("name", "proffer").key("user");
    write_user(out, id, true);
    out.end_object();
    return out.text();
}

std::string GitlabServer::token_json(const GitlabTokenRow& token) const {
    json::Writer out;
    out.begin_object().member("id", 5).member("name", "proffer").member("revoked", false).member("created_at", k_time);
    out.key("scopes").begin_array();
    for (const std::string& scope : token.scopes) out.value(scope);
    out.end_array().member("user_id", token.user).member("active", true).key("expires_at").null().end_object();
    return out.text();
}

std::string GitlabServer::member_json(const GitlabUser& user) const {
    json::Writer out;
    out.begin_object().member("id", user.id).member("username", user.username).member("name", "Name of " + user.username);
    out.member("state", user.state).member("web_url", web_url() + "/" + user.username);
    out.member("access_level", user.access_level).member("membership_state", "active").key("expires_at").null().end_object();
    return out.text();
}

std::string GitlabServer::project_json(std::int64_t user) const {
    json::Writer out;
    out.begin_object().member("id", 1).member("path_with_namespace", project_path).member("default_branch", "main");
    out.member("web_url", web_url() + "/" + project_path).member("archived", is_archived).member("issues_enabled", true);
    out.member("merge_requests_enabled", has_merge_requests).member("issues_access_level", "enabled");
    out.member("merge_requests_access_level", has_merge_requests ? "enabled" : "disabled");
    out.key("permissions").begin_object().key("project_access");
    if (level_of(user) > 0)
        out.begin_object().member("access_level", level_of(user)).member("notification_level", 3).end_object();
    else
        out.null();
    out.key("group_access").null().end_object().end_object();
    return out.text();
}

std::string GitlabServer::milestone_json(const GitlabMilestone& milestone) const {
    json::Writer out;
    out.begin_object().member("id", milestone.id).member("iid", milestone.id).member(milestone.is_of_group ? "group_id" : "project_id", 1);
    out.member("title", milestone.title).member("state", milestone.state).end_object();
    return out.text();
}

void GitlabServer::write_people(json::Writer& out, const char* key, const std::vector<std::int64_t>& people) const {
    out.key(key).begin_array();
    for (const std::int64_t id : people) write_user(out, id, false);
    out.end_array();
}

std::string GitlabServer::item_json(const GitlabItem& item) const {
    const bool is_merge_request = !item.source.empty();
    json::Writer out;
    out.begin_object().member("id", 1000 + item.iid).member("iid", item.iid).member("project_id", 1).member("title", item.title);
    out.member("description", item.description).member("state", item.state).member("created_at", item.created_at);
    out.member("updated_at", item.created_at).key("author");
    write_user(out, item.author, false);
    write_people(out, "assignees", item.assignees);
    out.key("labels").begin_array();
    for (const std::string& label : item.labels) out.value(label);
    out.end_array().key("milestone");
    if (item.milestone == 0) out.null();
    if (item.milestone != 0) out.begin_object().member("id", item.milestone).end_object();
    const std::string folder = is_merge_request ? "merge_requests/" : "issues/";
    out.member("web_url", web_url() + "/" + project_path + "/-/" + folder + std::to_string(item.iid));
    if (is_merge_request) {
        write_people(out, "reviewers", item.reviewers);
        out.member("source_branch", item.source).member("target_branch", item.target).member("target_project_id", 1);
        out.member("source_project_id", item.source_project).member("sha", item.sha).member("draft", is_draft(item.title));
        out.member("work_in_progress", is_draft(item.title)).member("merge_when_pipeline_succeeds", item.merges_automatically);
        out.member("merge_status", item.checks_left > 0 ? "checking" : "can_be_merged");
        out.member("detailed_merge_status", merge_status(item));
    }
    out.end_object();
    return out.text();
}

std::string GitlabServer::note_json(const GitlabItem& item, const GitlabNote& note) const {
    json::Writer out;
    out.begin_object().member("id", note.id).key("type");
    if (note.path.empty())
        out.null();
    else
        out.value("DiffNote");
    out.member("body", note.body).key("author");
    write_user(out, note.author, false);
    out.member("created_at", note.created_at).member("updated_at", note.created_at).member("system", note.is_system);
    out.member("noteable_type", item.source.empty() ? "Issue" : "MergeRequest").member("noteable_iid", item.iid).member("internal", false);
    if (!note.path.empty()) {
        out.key("position").begin_object().member("position_type", "text").member("old_path", note.path).member("new_path", note.path);
        out.key("old_line").null().member("new_line", note.line).end_object();
    }
    out.end_object();
    return out.text();
}

}  // namespace proffer::support
