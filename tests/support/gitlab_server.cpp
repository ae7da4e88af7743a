// The fake GitLab: who asks, what is allowed, and what changes.
#include "support/gitlab_server.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "support/gitlab_wire.hpp"

namespace proffer::support {

using namespace gitlab_wire;

namespace {

constexpr std::size_t k_title_length = 255;
constexpr std::size_t k_description_length = 1'048'576;

}  // namespace

std::string GitlabServer::Call::text(const std::string& key) const {
    return body ? body->string_or(key, "") : "";
}

GitlabServer::GitlabServer(std::string sub_path) : sub_path_(std::move(sub_path)) {
    users = {{7, "proffer-bot", 30, true, "active"}, {101, "alice", 30, false, "active"}, {102, "bob", 10, false, "active"}};
    users.push_back({103, "mallory", 0, false, "active"});
    tokens[k_token] = {7, {"api", "write_repository"}, false};
    branches["main"] = std::string(40, 'a');
    server_ = std::make_unique<HttpServer>([this](const HttpRequest& request) { return answer(request); });
}

void GitlabServer::meddle(Meddler meddler) {
    meddler_ = std::move(meddler);
}

const GitlabUser* GitlabServer::user(const std::string& username) const {
    const auto found = std::find_if(users.begin(), users.end(),
                                    [&](const GitlabUser& one) { return base::to_lower(one.username) == base::to_lower(username); });
    return found == users.end() ? nullptr : &*found;
}

int GitlabServer::level_of(std::int64_t user) const {
    const auto found = std::find_if(users.begin(), users.end(), [&](const GitlabUser& one) { return one.id == user; });
    return found == users.end() ? 0 : found->access_level;
}

std::string GitlabServer::next_time() {
    const int seconds = ++clock_;
    const std::string minute = std::to_string(100 + seconds / 60 % 60).substr(1);
    return "2026-01-01T" + std::to_string(100 + seconds / 3600 % 24).substr(1) + ":" + minute + ":" +
           std::to_string(100 + seconds % 60).substr(1) + ".000Z";
}

std::int64_t GitlabServer::add_issue(GitlabItem issue) {
    issue.iid = static_cast<std::int64_t>(issues.size()) + 1;
    issue.created_at = next_time();
    labels.insert(issue.labels.begin(), issue.labels.end());
    issues.push_back(std::move(issue));
    return issues.back().iid;
}

std::int64_t GitlabServer::add_merge_request(GitlabItem merge_request) {
    merge_request.iid = static_cast<std::int64_t>(merge_requests.size()) + 1;
    merge_request.created_at = next_time();
    merge_request.sha = branches[merge_request.source];
    merge_requests.push_back(std::move(merge_request));
    return merge_requests.back().iid;
}

std::int64_t GitlabServer::add_note(bool is_merge_request, std::int64_t iid, GitlabNote note) {
    GitlabItem* item = find(is_merge_request, iid);
    note.id = ++next_id_;
    note.created_at = next_time();
    item->notes.push_back(std::move(note));
    return item->notes.back().id;
}

GitlabItem* GitlabServer::find(bool is_merge_request, std::int64_t iid) {
    auto& items = is_merge_request ? merge_requests : issues;
    const auto found = std::find_if(items.begin(), items.end(), [&](const GitlabItem& item) { return item.iid == iid; });
    return found == items.end() ? nullptr : &*found;
}

HttpAnswer GitlabServer::answer(const HttpRequest& request) {
    const auto really = [&]() -> HttpAnswer {
        const std::string prefix = sub_path_ + "/api/v4/";
        if (!request.target.starts_with(prefix))
            return HttpAnswer{302, {{"Location", web_url() + "/users/sign_in"}}, "<html>", 0, {}, false, false, false, {}, {}};
        const std::string path = request.path();
        Call call;
        call.request = &request;
        call.query = query_of(request.target);
        for (const std::string_view part : base::split(std::string_view(path).substr(prefix.size()), '/'))
            call.parts.push_back(decoded(part));
        if (!request.body.empty()) {
            auto body = json::Value::parse(request.body);
            if (!body || request.header("content-type") != "application/json") return parameter_error("The body is not valid JSON");
            call.body = *body;
        }
        if (auto refused = authenticate(call)) return *refused;
        if (auto refused = hold_to_description(call)) return *refused;
        return route(call);
    };
    return meddler_ ? meddler_(request, really) : really();
}

std::optional<HttpAnswer> GitlabServer::authenticate(Call& call) {
    const std::string job = call.request->header("job-token");
    std::string token = call.request->header("private-token");
    if (const std::string bearer = call.request->header("authorization"); bearer.starts_with("Bearer ")) token = bearer.substr(7);
    if (!job.empty()) token = job;
    const bool is_of_project = call.parts.front() == "projects";
    if (token.empty())
        return is_of_project && call.request->method == "GET" ? message(404, "404 Project Not Found") : message(401, "401 Unauthorized");
    const auto row = tokens.find(token);
    if (row == tokens.end() || row->second.is_job != !job.empty()) return message(401, "401 Unauthorized");
    call.token = &row->second;
    call.user = row->second.user;
    if (row->second.is_job && call.parts.front() != "job")
        return is_of_project ? message(404, "404 Project Not Found") : message(401, "401 Unauthorized");
    const auto& scopes = row->second.scopes;
    const bool may = std::any_of(scopes.begin(), scopes.end(), [&](const std::string& scope) {
        return scope == "api" || (scope == "read_api" && call.request->method == "GET");
    });
    if (may || row->second.is_job || call.parts.front() == "personal_access_tokens") return {};
    return json_answer(403, R"({"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by )"
                            R"(the access token.","scope":"api"})");
}

std::optional<HttpAnswer> GitlabServer::hold_to_description(const Call& call) {
    const auto broken = breach_of_description(call.request->method, call.parts, call.query, call.body);
    if (!broken) return {};
    violations_.push_back(call.request->method + " " + call.request->target + ": " + broken->what);
    return broken->answer;
}

HttpAnswer GitlabServer::route(const Call& call) {
    const std::string& first = call.parts.front();
    if (first == "user") return json_answer(200, user_json(call.user, true));
    if (first == "job") return call.token->is_job ? json_answer(200, job_json(call.user)) : message(404, "404 Not Found");
    if (first == "personal_access_tokens") return json_answer(200, token_json(*call.token));
    if (first == "users") return list_users(call);
    if (first == "groups")
        return call.parts[1] == project_path.substr(0, project_path.rfind('/')) ? list_milestones(call, true)
                                                                                : message(404, "404 Group Not Found");
    if (call.parts[1] != project_path || level_of(call.user) == 0) return message(404, "404 Project Not Found");
    return route_project(call);
}

HttpAnswer GitlabServer::route_project(const Call& call) {
    if (call.parts.size() == 2) return json_answer(200, project_json(call.user));
    const std::string& area = call.parts[2];
    if (area == "members") return show_member(call);
    if (area == "milestones") return list_milestones(call, false);
    if (call.parts.size() > 3) return route_item(call, area == "merge_requests");
    return call.request->method == "GET" ? list_merge_requests(call) : create_merge_request(call);
}

HttpAnswer GitlabServer::route_item(const Call& call, bool is_merge_request) {
    GitlabItem* item = find(is_merge_request, number_of(call.parts[3]).value_or(0));
    if (item == nullptr) return message(404, "404 Not found");
    const bool is_reading = call.request->method == "GET";
    if (call.parts.size() == 4) {
        if (!is_reading) return change_merge_request(call, *item);
        HttpAnswer shown = json_answer(200, item_json(*item));
        item->checks_left = std::max(0, item->checks_left - 1);
        return shown;
    }
    if (call.parts[4] == "merge") return merge(call, *item);
    if (call.parts[4] == "award_emoji") return award(call, item->awards);
    if (call.parts.size() == 5) return is_reading ? list_notes(call, *item) : create_note(call, *item);
    for (GitlabNote& note : item->notes)
        if (std::to_string(note.id) == call.parts[5]) return call.parts.size() == 6 ? change_note(call, note) : award(call, note.awards);
    return message(404, "404 Not found");
}

HttpAnswer GitlabServer::page_of(const Call& call, const std::vector<std::string>& elements) const {
    const auto asked = [&](const std::string& key, std::int64_t usual) {
        const auto found = call.query.find(key);
        return static_cast<std::size_t>(found == call.query.end() ? usual : number_of(found->second).value_or(usual));
    };
    const std::size_t size = std::clamp<std::size_t>(asked("per_page", 20), 1, 100);
    const std::size_t page = std::max<std::size_t>(asked("page", 1), 1);
    std::string body;
    for (std::size_t i = (page - 1) * size; i < std::min(elements.size(), page * size); ++i)
        body += (body.empty() ? "" : ",") + elements[i];
    HttpAnswer answer = json_answer(200, "[" + body + "]");
    if (page * size >= elements.size()) return answer;
    std::string target = call.request->target;
    if (const std::size_t old = target.find("&page="); old != target.npos) target.resize(old);
    const std::string next = server_->url() + target + (target.find('?') == target.npos ? "?page=" : "&page=") + std::to_string(page + 1);
    answer.headers.push_back({"Link", "<" + next + ">; rel=\"next\", <" + server_->url() + target + ">; rel=\"first\""});
    answer.headers.push_back({"X-Next-Page", std::to_string(page + 1)});
    return answer;
}

HttpAnswer GitlabServer::list_users(const Call& call) {
    const auto wanted = call.query.find("username");
    std::vector<std::string> found;
    for (const GitlabUser& one : users)
        if (wanted == call.query.end() || base::to_lower(one.username) == base::to_lower(wanted->second))
            found.push_back(user_json(one.id, false));
    return page_of(call, found);
}

HttpAnswer GitlabServer::show_member(const Call& call) {
    for (const GitlabUser& one : users)
        if (std::to_string(one.id) == call.parts[4] && one.access_level > 0) return json_answer(200, member_json(one));
    return message(404, "404 Not found");
}

HttpAnswer GitlabServer::list_milestones(const Call& call, bool of_group) {
    const auto title = call.query.find("title");
    const auto ancestors = call.query.find("include_ancestors");
    const bool has_ancestors = knows_include_ancestors && ancestors != call.query.end() && ancestors->second == "true";
    std::vector<std::string> found;
    for (const GitlabMilestone& milestone : milestones) {
        if (milestone.is_of_group != of_group && !(milestone.is_of_group && has_ancestors)) continue;
        if (title == call.query.end() || title->second == milestone.title) found.push_back(milestone_json(milestone));
    }
    return page_of(call, found);
}

HttpAnswer GitlabServer::list_merge_requests(const Call& call) {
    const auto is_wanted = [&](const std::string& key, const std::string& value) {
        const auto found = call.query.find(key);
        return found == call.query.end() || found->second == value;
    };
    std::vector<std::string> found;
    for (const GitlabItem& item : merge_requests) {
        const bool has_state = is_wanted("state", item.state) || is_wanted("state", "all");
        if (has_state && is_wanted("source_branch", item.source) && is_wanted("target_branch", item.target) &&
            is_wanted("author_id", std::to_string(item.author)))
            found.push_back(item_json(item));
    }
    if (is_wanted("sort", "desc")) std::reverse(found.begin(), found.end());
    return page_of(call, found);
}

HttpAnswer GitlabServer::create_merge_request(const Call& call) {
    if (level_of(call.user) < 30 || is_archived || !has_merge_requests) return message(403, "403 Forbidden");
    GitlabItem made;
    made.title = call.text("title");
    made.description = call.text("description");
    made.source = call.text("source_branch");
    made.target = call.text("target_branch");
    made.author = call.user;
    if (base::trim(made.title).empty()) return field_error("title", "can't be blank");
    if (made.title.size() > k_title_length) return field_error("title", "is too long (maximum is 255 characters)");
    if (made.description.size() > k_description_length) return field_error("description", "is too long (maximum is 1048576 characters)");
    if (made.source == made.target) return list_of_messages(422, "You can't use same project/branch for source and target");
    if (!branches.contains(made.source)) return list_of_messages(400, "Source branch \"" + made.source + "\" does not exist");
    for (const GitlabItem& item : merge_requests)
        if (item.state == "opened" && item.source == made.source && item.target == made.target && item.source_project == 1)
            return list_of_messages(409, "Another open merge request already exists for this source branch: !" + std::to_string(item.iid));
    return json_answer(201, item_json(*find(true, add_merge_request(std::move(made)))));
}

void GitlabServer::set_people(const Call& call, const char* parameter, std::vector<std::int64_t>& people) {
    const auto ids = call.body->find(parameter);
    if (!ids) return;
    people.clear();
    for (const json::Value& id : ids->elements())
        if (level_of(*id.integer()) > 0 && (!has_one_place || people.empty())) people.push_back(*id.integer());
}

HttpAnswer GitlabServer::change_merge_request(const Call& call, GitlabItem& item) {
    if (is_archived || (level_of(call.user) < 30 && item.author != call.user)) return message(403, "403 Forbidden");
    const std::string title = call.text("title");
    if (call.body->find("title") && base::trim(title).empty()) return parameter_error("title is empty");
    if (title.size() > k_title_length) return field_error("title", "is too long (maximum is 255 characters)");
    if (!title.empty()) item.title = title;
    if (call.body->find("description")) item.description = call.text("description");
    if (const std::string event = call.text("state_event"); !event.empty()) item.state = event == "close" ? "closed" : "opened";
    const std::string added = call.text("add_labels");
    for (const std::string_view part : base::split(added, ',')) {
        const std::string label(base::trim(part));
        if (label.empty() || (!labels.contains(label) && level_of(call.user) < 15)) continue;
        labels.insert(label);
        if (std::find(item.labels.begin(), item.labels.end(), label) == item.labels.end()) item.labels.push_back(label);
    }
    set_people(call, "assignee_ids", item.assignees);
    set_people(call, "reviewer_ids", item.reviewers);
    if (call.body->find("milestone_id")) item.milestone = call.body->integer_or("milestone_id", 0);
    return json_answer(200, item_json(item));
}

HttpAnswer GitlabServer::merge(const Call& call, GitlabItem& item) {
    if (level_of(call.user) < may_merge_from) return message(401, "401 Unauthorized");
    if (item.title.starts_with("Draft:") || item.checks_left > 0 || item.state != "opened") return message(405, "405 Method Not Allowed");
    if (item.has_conflict) return message(422, "Branch cannot be merged");
    if (const std::string sha = call.text("sha"); !sha.empty() && sha != item.sha)
        return message(409, "SHA does not match HEAD of source branch: " + item.sha);
    const bool waits = call.body->boolean_or("auto_merge", false) || call.body->boolean_or("merge_when_pipeline_succeeds", false);
    if (waits && !item.has_pipeline) return message(405, "405 Method Not Allowed");
    item.merges_automatically = waits;
    if (!waits) item.state = "merged";
    return json_answer(200, item_json(item));
}

HttpAnswer GitlabServer::list_notes(const Call& call, const GitlabItem& item) {
    const auto filter = call.query.find("activity_filter");
    std::vector<std::string> found;
    for (const GitlabNote& note : item.notes)
        if (!note.is_system || filter == call.query.end() || filter->second != "only_comments") found.push_back(note_json(item, note));
    const auto sort = call.query.find("sort");
    if (sort == call.query.end() || sort->second == "desc") std::reverse(found.begin(), found.end());
    return page_of(call, found);
}

HttpAnswer GitlabServer::create_note(const Call& call, GitlabItem& item) {
    if (is_archived) return message(403, "403 Forbidden");
    const std::string body = call.text("body");
    if (base::trim(body).empty()) return message(400, "400 Bad request - Note {:note=>[\"can't be blank\"]}");
    GitlabNote note;
    note.author = call.user;
    note.body = body;
    add_note(!item.source.empty(), item.iid, std::move(note));
    return json_answer(201, note_json(item, item.notes.back()));
}

HttpAnswer GitlabServer::change_note(const Call& call, GitlabNote& note) {
    if (call.user != note.author && level_of(call.user) < 40) return message(403, "403 Forbidden");
    if (call.text("body").empty()) return parameter_error("body is empty");
    note.body = call.text("body");
    return json_answer(200, note_json(GitlabItem(), note));
}

HttpAnswer GitlabServer::award(const Call& call, std::vector<std::pair<std::int64_t, std::string>>& awards) {
    const std::string name = call.text("name");
    constexpr std::string_view k_known = "eyes|rocket|confused|thumbsup|thumbsdown|heart|tada|laughing";
    if (!is_value_of(k_known, name)) return message(404, "404 Award Emoji Name is not a valid emoji name Not Found");
    for (const auto& [who, what] : awards)
        if (who == call.user && what == name) return message(404, "404 Award Emoji Name has already been taken Not Found");
    awards.emplace_back(call.user, name);
    json::Writer out;
    out.begin_object().member("id", ++next_id_).member("name", name).key("user");
    write_user(out, call.user, false);
    out.member("created_at", next_time()).member("awardable_id", 1).member("awardable_type", "Issue").end_object();
    return json_answer(201, out.text());
}

}  // namespace proffer::support
