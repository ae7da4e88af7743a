// The fake Gitea: who asks, what is allowed, and what changes.
#include "support/gitea_server.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

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
    json::Writer out;
    out.begin_object().key("errors").null().member("message", message).member("url", "http://localhost/api/swagger").end_object();
    return json_answer(404, out.text());
}

/// As the API answers when an account lacks rights: no body.
HttpAnswer forbidden() {
    HttpAnswer answer;
    answer.status = 403;
    return answer;
}

std::string decoded(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_escape = text[i] == '%' && i + 2 < text.size();
        plain += is_escape ? static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16)) : text[i];
        if (is_escape) i += 2;
    }
    return plain;
}

std::string joined(const std::vector<std::string>& elements) {
    return "[" + base::join(elements, ",") + "]";
}

std::string quoted(std::string_view text) {
    json::Writer out;
    return out.value(text).text();
}

/// What Go says of a field of another type; empty when all are right. `kinds`: s string, i integer, b boolean, S and I lists of them.
std::string wrong_field(const json::Value& body, const std::map<std::string, char>& kinds) {
    for (const auto& [name, kind] : kinds) {
        const auto value = body.find(name);
        if (!value) continue;
        const bool is_list = kind == 'S' || kind == 'I';
        if (is_list && !value->is_array()) return name;
        for (const json::Value& one : is_list ? value->elements() : std::vector<json::Value>{*value}) {
            const bool is_right = kind == 's' || kind == 'S' ? one.is_string()
                                  : kind == 'b'              ? one.boolean().has_value()
                                                             : one.integer().has_value();
            if (!is_right) return name;
        }
    }
    return {};
}

std::optional<HttpAnswer> check_body(const std::optional<json::Value>& body, const std::map<std::string, char>& kinds,
                                     const std::vector<std::string>& required) {
    if (!body || !body->is_object()) return refusal(422, "[]: EOF");
    const std::string wrong = wrong_field(*body, kinds);
    if (!wrong.empty()) return refusal(422, "[]: json: cannot unmarshal into Go struct field " + wrong);
    for (const std::string& key : body->keys())
        if (kinds.count(key) == 0) return refusal(422, "the fake knows no field '" + key + "'");
    for (const std::string& name : required)
        if (body->string_or(name, "").empty()) return refusal(422, "[" + name + "]: Required");
    return {};
}

std::vector<std::string> strings_of(const json::Value& body, const char* key) {
    std::vector<std::string> strings;
    if (const auto list = body.find(key))
        for (const json::Value& one : list->elements()) strings.push_back(one.string().value_or(""));
    return strings;
}

}  // namespace

GiteaServer::GiteaServer()
    : users{{1, "acme", "owner"}, {7, "proffer-bot", "write"}, {101, "alice", "write"}, {102, "bob", "read"}, {103, "mallory", "none"}},
      branches{{"main", "1111111111111111111111111111111111111111"}} {
    server_ = std::make_unique<HttpServer>([this](const HttpRequest& request) {
        const auto really = [&] { return answer(request); };
        return meddler_ ? meddler_(request, really) : really();
    });
}

std::int64_t GiteaServer::add_item(GiteaItem item) {
    item.number = static_cast<std::int64_t>(items.size()) + 1;
    if (!item.head_branch.empty() && !item.is_agit) branches.emplace(item.head_branch, k_commit);
    items.push_back(std::move(item));
    return items.back().number;
}

std::int64_t GiteaServer::add_label(const std::string& name, bool of_organisation) {
    labels.push_back({++next_id_, name, of_organisation});
    return next_id_;
}

std::int64_t GiteaServer::add_comment(std::int64_t number, const std::string& author, const std::string& body) {
    find(number)->comments.push_back({++next_id_, author, body, {}, 0, {}});
    return next_id_;
}

GiteaItem* GiteaServer::find(std::int64_t number) {
    for (GiteaItem& item : items)
        if (item.number == number) return &item;
    return nullptr;
}

std::string GiteaServer::label_name(std::int64_t id) const {
    for (const GiteaLabel& label : labels)
        if (label.id == id) return label.name;
    return {};
}

const GiteaUser* GiteaServer::user(const std::string& login) const {
    for (const GiteaUser& one : users)
        if (base::to_lower(one.login) == base::to_lower(login)) return &one;
    return nullptr;
}

std::string GiteaServer::root() const {
    return root_url.empty() ? server_->url() : root_url;
}

bool GiteaServer::may_write() const {
    const std::string access = user(own_login)->access;
    return access == "write" || access == "admin" || access == "owner";
}

HttpAnswer GiteaServer::answer(const HttpRequest& request) {
    if (request.header("authorization") != std::string("token ") + k_token) return refusal(401, "token is required");
    const std::string path = request.path();
    if (!path.starts_with("/api/v1/")) return not_found();
    Call call;
    call.request = &request;
    call.writes = request.method != "GET";
    for (const std::string_view part : base::split(std::string_view(path).substr(8), '/')) call.parts.push_back(decoded(part));
    const std::size_t mark = request.target.find('?');
    if (mark != std::string::npos)
        for (const std::string_view pair : base::split(std::string_view(request.target).substr(mark + 1), '&'))
            call.query[decoded(pair.substr(0, pair.find('=')))] = decoded(pair.substr(pair.find('=') + 1));
    if (!request.body.empty()) {
        auto body = json::Value::parse(request.body);
        if (!body) return refusal(422, "[]: invalid character");
        call.body = *body;
    }
    if (auto refused = check_scope(call)) return *refused;
    return route(call);
}

std::optional<HttpAnswer> GiteaServer::check_scope(const Call& call) const {
    if (scopes.count("all") != 0) return {};
    std::string category = "repository";
    if (call.parts[0] == "user" || call.parts[0] == "users") category = "user";
    if (call.parts[0] == "orgs") category = "organization";
    if (call.parts.size() > 3 && (call.parts[3] == "issues" || call.parts[3] == "labels" || call.parts[3] == "milestones"))
        category = "issue";
    const std::string wanted = (call.writes ? "write:" : "read:") + category;
    if (scopes.count(wanted) != 0 || scopes.count("write:" + category) != 0) return {};
    return refusal(403, "token does not have at least one of required scope(s): [" + wanted + "]");
}

HttpAnswer GiteaServer::route(const Call& call) {
    const auto& parts = call.parts;
    if (parts[0] == "user" && parts.size() == 1) return json_answer(200, user_json(own_login));
    if (parts[0] == "users" && parts.size() == 2) return user(parts[1]) ? json_answer(200, user_json(parts[1])) : not_found();
    if (parts[0] == "orgs" && parts.size() >= 2) {
        if (!is_organisation || parts[1] != "acme") return not_found();
        if (parts.size() == 3 && parts[2] == "labels") return list_labels(call, true);
        return json_answer(200, R"({"id":1,"name":"acme","username":"acme"})");
    }
    if (parts.size() < 3 || parts[0] != "repos" || parts[1] != "acme" || parts[2] != "widgets") return not_found();
    if (user(own_login)->access == "none") return not_found();
    return route_repository(call);
}

HttpAnswer GiteaServer::route_repository(const Call& call) {
    const auto& parts = call.parts;
    if (parts.size() == 3) return json_answer(200, repository_json());
    if (parts[3] == "collaborators") return route_collaborator(call);
    if (parts[3] == "labels") return call.writes ? create_label(call) : list_labels(call, false);
    if (parts[3] == "issues") return route_issue(call);
    if (parts[3] == "pulls") return has_pull_requests ? route_pull(call) : not_found();
    if (parts[3] == "assignees") {
        std::vector<std::string> able;
        for (const GiteaUser& one : users)
            if (one.access == "write" || one.access == "admin" || one.access == "owner") able.push_back(user_json(one.login));
        return json_answer(200, joined(able));
    }
    if (parts[3] == "branches" && parts.size() == 5) {
        if (branches.count(parts[4]) == 0) return not_found();
        return json_answer(200, fmt::format(R"({{"name":{},"protected":{},"enable_status_check":{},"required_approvals":0}})",
                                            quoted(parts[4]), is_protected, is_protected));
    }
    if (parts[3] == "milestones") {
        std::vector<std::string> found;
        const std::string wanted = call.query.count("name") != 0 ? base::to_lower(call.query.at("name")) : "";
        for (const auto& [id, title] : milestones)
            if (base::to_lower(title).find(wanted) != std::string::npos)
                found.push_back(fmt::format(R"({{"id":{},"title":{},"state":"open"}})", id, quoted(title)));
        return page_of(call, found);
    }
    return not_found();
}

HttpAnswer GiteaServer::route_collaborator(const Call& call) {
    if (call.parts.size() < 5) return not_found();
    const GiteaUser* asked = user(call.parts[4]);
    if (call.parts.size() == 5) {
        if (asked == nullptr) return refusal(422, "user does not exist [uid: 0, name: " + call.parts[4] + "]");
        if (asked->access == "none" || asked->access == "owner") return not_found();
        HttpAnswer yes;
        yes.status = 204;
        return yes;
    }
    const std::string own = user(own_login)->access;
    if (!tells_permission) return not_found();
    if (own != "admin" && own != "owner")
        return refusal(
            403,
            "Only admins can query all permissions, repo admins can query all repo permissions, collaborators can query only their own");
    if (asked == nullptr) return refusal(404, "user does not exist [uid: 0, name: " + call.parts[4] + "]");
    return json_answer(200, fmt::format(R"({{"permission":"{0}","role_name":"{0}","user":{1}}})", asked->access, user_json(asked->login)));
}

HttpAnswer GiteaServer::page_of(const Call& call, const std::vector<std::string>& elements) const {
    const auto asked = [&](const char* key, std::size_t fallback) {
        return call.query.count(key) != 0 ? static_cast<std::size_t>(std::stoul(call.query.at(key))) : fallback;
    };
    const std::size_t limit = std::max<std::size_t>(1, std::min(asked("limit", page_size), page_size));
    const std::size_t first = (std::max<std::size_t>(1, asked("page", 1)) - 1) * limit;
    std::vector<std::string> page;
    for (std::size_t i = first; i < elements.size() && i < first + limit; ++i) page.push_back(elements[i]);
    HttpAnswer answer = json_answer(200, joined(page));
    if (counts_totals) answer.headers.emplace_back("X-Total-Count", std::to_string(elements.size()));
    return answer;
}

HttpAnswer GiteaServer::list_labels(const Call& call, bool of_organisation) {
    std::vector<std::string> found;
    for (const GiteaLabel& label : labels)
        if (label.of_organisation == of_organisation) found.push_back(label_json(label));
    return page_of(call, found);
}

HttpAnswer GiteaServer::create_label(const Call& call) {
    if (!may_write()) return refusal(403, "user should have a permission to write to a repo");
    if (auto bad = check_body(call.body, {{"name", 's'}, {"color", 's'}, {"description", 's'}}, {"name", "color"})) return *bad;
    add_label(call.body->string_or("name", ""));
    return json_answer(201, label_json(labels.back()));
}

HttpAnswer GiteaServer::route_issue(const Call& call) {
    const auto& parts = call.parts;
    if (parts.size() > 5 && parts[4] == "comments") return change_comment(call);
    GiteaItem* item = parts.size() > 4 ? find(std::atoll(parts[4].c_str())) : nullptr;
    if (item == nullptr) return not_found();
    if (parts.size() == 5) return call.writes ? change_issue(call, *item) : json_answer(200, issue_json(*item));
    if (parts[5] == "labels" && call.writes) return set_labels(call, *item);
    if (parts[5] == "reactions" && call.writes) return react(call, item->reactions);
    if (parts[5] != "comments") return not_found();
    if (call.writes) return comment(call, *item);
    // The server tells all of them, whatever page is asked for.
    std::vector<std::string> all;
    for (const GiteaComment& one : item->comments)
        if (one.path.empty()) all.push_back(comment_json(*item, one));
    HttpAnswer answer = json_answer(200, joined(all));
    if (counts_totals) answer.headers.emplace_back("X-Total-Count", std::to_string(all.size()));
    return answer;
}

HttpAnswer GiteaServer::change_issue(const Call& call, GiteaItem& item) {
    if (auto bad = check_body(call.body, {{"title", 's'}, {"body", 's'}, {"assignees", 'S'}, {"milestone", 'i'}, {"state", 's'}}, {}))
        return *bad;
    if (!may_write() && item.author != own_login) return forbidden();
    // An author without write access gets 201, and nothing of this is done.
    if (may_write()) {
        for (const std::string& login : strings_of(*call.body, "assignees"))
            if (user(login) == nullptr) return refusal(500, "");
        if (call.body->find("assignees")) item.assignees = strings_of(*call.body, "assignees");
        item.milestone = call.body->integer_or("milestone", item.milestone);
    }
    return json_answer(201, issue_json(item));
}

HttpAnswer GiteaServer::set_labels(const Call& call, GiteaItem& item) {
    if (auto bad = check_body(call.body, {{"labels", 'I'}}, {})) return *bad;
    if (!may_write()) return forbidden();
    for (const json::Value& id : call.body->find("labels")->elements()) {
        const std::int64_t number = *id.integer();
        if (!label_name(number).empty() && std::find(item.labels.begin(), item.labels.end(), number) == item.labels.end())
            item.labels.push_back(number);
    }
    return json_answer(200, labels_json(item));
}

HttpAnswer GiteaServer::comment(const Call& call, GiteaItem& item) {
    if (is_archived) return refusal(423, "acme/widgets is archived");
    if (auto bad = check_body(call.body, {{"body", 's'}}, {"body"})) return *bad;
    item.comments.push_back({++next_id_, own_login, call.body->string_or("body", ""), {}, 0, {}});
    return json_answer(201, comment_json(item, item.comments.back()));
}

HttpAnswer GiteaServer::change_comment(const Call& call) {
    for (GiteaItem& item : items) {
        for (GiteaComment& one : item.comments) {
            if (std::to_string(one.id) != call.parts[5]) continue;
            if (call.parts.size() > 6) return react(call, one.reactions);
            if (auto bad = check_body(call.body, {{"body", 's'}}, {"body"})) return *bad;
            if (one.author != own_login && !may_write()) return forbidden();
            one.body = call.body->string_or("body", "");
            return json_answer(200, comment_json(item, one));
        }
    }
    return not_found();
}

HttpAnswer GiteaServer::react(const Call& call, std::vector<std::string>& reactions) {
    if (auto bad = check_body(call.body, {{"content", 's'}}, {})) return *bad;
    const std::string content = call.body->string_or("content", "");
    static const std::set<std::string> k_allowed{"+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"};
    if (k_allowed.count(content) == 0) return refusal(403, "'" + content + "' is not an allowed reaction");
    const bool is_new = std::find(reactions.begin(), reactions.end(), content) == reactions.end();
    if (is_new) reactions.push_back(content);
    return json_answer(is_new ? 201 : 200, fmt::format(R"({{"user":{},"content":{},"created_at":"2026-11-23T12:00:00Z"}})",
                                                       user_json(own_login), quoted(content)));
}

}  // namespace proffer::support
