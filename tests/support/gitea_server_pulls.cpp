// The fake Gitea's pull requests, and the JSON of everything.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "support/gitea_server.hpp"

namespace proffer::support {
namespace {

HttpAnswer json_answer(int status, std::string body) {
    HttpAnswer answer;
    answer.status = status;
    answer.headers = {{"Content-Type", "application/json;charset=utf-8"}};
    answer.body = std::move(body);
    return answer;
}

HttpAnswer refusal(int status, const std::string& message) {
    json::Writer out;
    out.begin_object().member("message", message).member("url", "http://localhost/api/swagger").end_object();
    return json_answer(status, out.text());
}

HttpAnswer not_found(const std::string& message = "The target couldn't be found.") {
    return refusal(404, message);
}

std::string quoted(std::string_view text) {
    json::Writer out;
    return out.value(text).text();
}

bool is_draft(const std::string& title) {
    const std::string lower = base::to_lower(title);
    return lower.starts_with("wip:") || lower.starts_with("[wip]");
}

}  // namespace

HttpAnswer GiteaServer::route_pull(const Call& call) {
    const auto& parts = call.parts;
    if (parts.size() == 4) return call.writes ? create_pull(call) : list_pulls(call);
    GiteaItem* item = find(std::atoll(parts[4].c_str()));
    const bool is_pull = item != nullptr && !item->head_branch.empty();
    if (!is_pull && parts.size() == 6 && !call.writes && finds_by_branches) return find_pull(parts[4], parts[5]);
    if (!is_pull) return not_found();
    if (parts.size() == 5) return call.writes ? change_pull(call, *item) : json_answer(200, pull_json(*item));
    if (parts[5] == "merge" && call.writes) return merge_pull(call, *item);
    if (parts[5] == "requested_reviewers" && call.writes) return request_reviewers(call, *item);
    if (parts[5] == "reviews") return list_reviews(call, *item);
    return not_found();
}

HttpAnswer GiteaServer::list_pulls(const Call& call) {
    const std::string state = call.query.count("state") != 0 ? call.query.at("state") : "open";
    std::vector<std::string> found;
    for (auto item = items.rbegin(); item != items.rend(); ++item)
        if (!item->head_branch.empty() && (state == "all" || item->is_open == (state == "open"))) found.push_back(pull_json(*item));
    return page_of(call, found);
}

/// The oldest one, open or not, as the server does.
HttpAnswer GiteaServer::find_pull(const std::string& base_branch, const std::string& head_branch) {
    for (const GiteaItem& item : items)
        if (item.base_branch == base_branch && item.head_branch == head_branch && !item.is_from_fork)
            return json_answer(200, pull_json(item));
    return not_found();
}

HttpAnswer GiteaServer::create_pull(const Call& call) {
    if (is_archived) return refusal(423, "acme/widgets is archived");
    if (!call.body || !call.body->is_object()) return refusal(422, "[]: EOF");
    for (const char* field : {"head", "base", "title"}) {
        const auto value = call.body->find(field);
        if (value && !value->is_string())
            return refusal(422, fmt::format("[]: json: cannot unmarshal number into field {} of type string", field));
        if (call.body->string_or(field, "").empty()) return refusal(422, fmt::format("[{}]: Required", field));
    }
    GiteaItem item;
    item.head_branch = call.body->string_or("head", "");
    item.base_branch = call.body->string_or("base", "");
    item.title = call.body->string_or("title", "");
    item.body = call.body->string_or("body", "");
    item.author = own_login;
    if (item.head_branch == item.base_branch)
        return refusal(422, "Invalid PullRequest: There are no changes between the head and the base");
    if (branches.count(item.base_branch) == 0) return not_found("BaseNotExist");
    if (branches.count(item.head_branch) == 0) return not_found();
    for (const GiteaItem& other : items) {
        if (!other.is_open || other.is_from_fork || other.head_branch != item.head_branch || other.base_branch != item.base_branch)
            continue;
        return refusal(
            409, fmt::format("pull request already exists for these targets [id: {0}, issue_id: {0}, head_repo_id: 1, base_repo_id: 1, "
                             "head_branch: {1}, base_branch: {2}]",
                             other.number, other.head_branch, other.base_branch));
    }
    return json_answer(201, pull_json(*find(add_item(std::move(item)))));
}

HttpAnswer GiteaServer::change_pull(const Call& call, GiteaItem& item) {
    if (!may_write() && item.author != own_login) {
        HttpAnswer forbidden;
        forbidden.status = 403;
        return forbidden;
    }
    if (!call.body) return refusal(422, "[]: EOF");
    if (!call.body->string_or("title", "").empty()) item.title = call.body->string_or("title", "");
    item.body = call.body->string_or("body", item.body);
    return json_answer(201, pull_json(item));
}

HttpAnswer GiteaServer::merge_pull(const Call& call, GiteaItem& item) {
    if (!call.body || call.body->string_or("Do", "").empty()) return refusal(422, "[Do]: Required");
    if (!may_write()) return refusal(405, "User not allowed to merge PR");
    if (is_draft(item.title)) return refusal(405, "Work in progress PRs cannot be merged");
    if (item.merges_automatically) return refusal(409, "pull request is already scheduled to auto merge when checks succeed [pull_id: 1]");
    HttpAnswer done;
    done.status = is_protected ? 201 : 200;
    item.merges_automatically = is_protected;
    item.is_merged = !is_protected;
    return done;
}

HttpAnswer GiteaServer::request_reviewers(const Call& call, GiteaItem& item) {
    std::vector<std::string> wanted;
    if (call.body && call.body->find("reviewers"))
        for (const json::Value& one : call.body->find("reviewers")->elements()) wanted.push_back(one.string().value_or(""));
    for (const std::string& login : wanted) {
        const GiteaUser* one = user(login);
        if (one == nullptr) return not_found("User '" + login + "' not exist");
        if (login == item.author) return refusal(422, "poster of pr can't be reviewer [user_id: 7, repo_id: 1]");
        if (one->access == "none") return refusal(422, "Reviewer can't read [user_id: 103, repo_id: 1]");
    }
    if (is_organisation && call.body && call.body->find("team_reviewers"))
        for (const json::Value& one : call.body->find("team_reviewers")->elements()) {
            if (one.string().value_or("") != "core") return not_found("Team '" + one.string().value_or("") + "' not exist");
            wanted.emplace_back("core");
        }
    for (const std::string& login : wanted)
        if (std::find(item.reviewers.begin(), item.reviewers.end(), login) == item.reviewers.end()) item.reviewers.push_back(login);
    return json_answer(201, "[]");
}

/// All comments on files as one review.
HttpAnswer GiteaServer::list_reviews(const Call& call, const GiteaItem& item) {
    std::vector<std::string> on_files;
    for (const GiteaComment& one : item.comments)
        if (!one.path.empty()) on_files.push_back(comment_json(item, one));
    if (call.parts.size() == 8) return json_answer(200, "[" + base::join(on_files, ",") + "]");
    if (on_files.empty()) return page_of(call, {});
    return page_of(call, {fmt::format(R"({{"id":1,"comments_count":{},"state":"COMMENT"}})", on_files.size())});
}

std::string GiteaServer::user_json(const std::string& login) const {
    const GiteaUser* one = user(login);
    // Who is gone is a user of the system.
    if (one == nullptr) return R"({"id":-1,"login":"Ghost","username":"Ghost"})";
    return fmt::format(R"({{"id":{},"login":{},"login_name":"","full_name":"","is_admin":false,"username":{}}})", one->id,
                       quoted(one->login), quoted(one->login));
}

std::string GiteaServer::label_json(const GiteaLabel& label) const {
    return fmt::format(R"({{"id":{},"name":{},"exclusive":false,"color":"ededed","description":"","url":"{}"}})", label.id,
                       quoted(label.name), root() + "/api/v1/labels");
}

std::string GiteaServer::labels_json(const GiteaItem& item) const {
    std::vector<std::string> all;
    for (const GiteaLabel& label : labels)
        if (std::find(item.labels.begin(), item.labels.end(), label.id) != item.labels.end()) all.push_back(label_json(label));
    return "[" + base::join(all, ",") + "]";
}

std::string GiteaServer::repository_json() const {
    return fmt::format(R"({{"id":1,"owner":{},"name":"widgets","full_name":"acme/widgets","fork":false,"empty":false,"private":true,)"
                       R"("default_branch":"main","archived":{},"has_issues":true,"has_pull_requests":{},"default_merge_style":"squash",)"
                       R"("permissions":{{"admin":false,"push":{},"pull":true}}}})",
                       user_json("acme"), is_archived, has_pull_requests, may_write());
}

std::string GiteaServer::issue_json(const GiteaItem& item) const {
    std::vector<std::string> people;
    for (const std::string& login : item.assignees) people.push_back(user_json(login));
    std::string milestone = "null";
    for (const auto& [id, title] : milestones)
        if (id == item.milestone) milestone = fmt::format(R"({{"id":{},"title":{}}})", id, quoted(title));
    const bool is_pull = !item.head_branch.empty();
    return fmt::format(R"({{"id":{0},"number":{0},"html_url":"{1}/acme/widgets/{2}/{0}","user":{3},"title":{4},"body":{5},"labels":{6},)"
                       R"("milestone":{7},"assignees":{8},"state":"{9}","created_at":"2026-11-23T12:00:00Z",)"
                       R"("updated_at":"2026-11-23T12:00:00Z","pull_request":{10}}})",
                       item.number, root(), is_pull ? "pulls" : "issues", user_json(item.author), quoted(item.title), quoted(item.body),
                       labels_json(item), milestone, people.empty() ? "null" : "[" + base::join(people, ",") + "]",
                       item.is_open ? "open" : "closed", is_pull ? R"({"merged":false,"merged_at":null})" : "null");
}

std::string GiteaServer::pull_json(const GiteaItem& item) const {
    const auto branch = branches.find(item.head_branch);
    const bool is_there = branch != branches.end() && !item.is_agit;
    const std::string commit = is_there ? branch->second : k_commit;
    const std::string ref = is_there ? item.head_branch : fmt::format("refs/pull/{}/head", item.number);
    return fmt::format(R"({{"id":{0},"number":{0},"url":"{1}/acme/widgets/pulls/{0}","html_url":"{1}/acme/widgets/pulls/{0}","user":{2},)"
                       R"("title":{3},"body":{4},"labels":{5},"state":"{6}",{7}"merged":{8},"requested_reviewers":null,)"
                       R"("base":{{"label":{9},"ref":{9},"sha":"1111111111111111111111111111111111111111","repo_id":1,"repo":{10}}},)"
                       R"("head":{{"label":{11},"ref":{12},"sha":"{13}","repo_id":{14},"repo":null}}}})",
                       item.number, root(), user_json(item.author), quoted(item.title), quoted(item.body), labels_json(item),
                       item.is_open && !item.is_merged ? "open" : "closed",
                       tells_drafts ? fmt::format(R"("draft":{},)", is_draft(item.title)) : "", item.is_merged, quoted(item.base_branch),
                       repository_json(), quoted(item.is_agit ? "" : item.head_branch), quoted(ref), commit, item.is_from_fork ? 2 : 1);
}

std::string GiteaServer::comment_json(const GiteaItem& item, const GiteaComment& comment) const {
    const std::string on_file =
        comment.path.empty() ? "" : fmt::format(R"(,"path":{},"position":{},"original_position":0)", quoted(comment.path), comment.line);
    return fmt::format(R"({{"id":{0},"html_url":"{1}/acme/widgets/{2}/{3}#issuecomment-{0}","user":{4},"body":{5},)"
                       R"("created_at":"2026-11-23T12:00:00Z","updated_at":"2026-11-23T12:00:00Z"{6}}})",
                       comment.id, root(), item.head_branch.empty() ? "issues" : "pulls", item.number, user_json(comment.author),
                       quoted(comment.body), on_file);
}

}  // namespace proffer::support
