// The fake GitHub: who may ask, where a request goes, and everything that is only read.
#include "support/github_server.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "base/text.hpp"

namespace proffer::support {
namespace {

bool is_number(const std::string& text) {
    return !text.empty() && text.size() < 18 && text.find_first_not_of("0123456789") == std::string::npos;
}

std::string decoded(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%' || i + 2 >= text.size()) {
            plain += text[i];
            continue;
        }
        plain += static_cast<char>(std::strtol(std::string(text.substr(i + 1, 2)).c_str(), nullptr, 16));
        i += 2;
    }
    return plain;
}

std::vector<std::string> parts_of(const std::string& path) {
    std::vector<std::string> parts;
    for (const std::string_view part : base::split(path, '/'))
        if (!part.empty()) parts.push_back(decoded(part));
    return parts;
}

std::size_t number_or(const std::string& text, std::size_t fallback) {
    return is_number(text) ? std::stoul(text) : fallback;
}

HttpAnswer not_found() {
    return github_refusal_answer(404, "Not Found");
}

/// The answer that every request gets which is not made as GitHub asks for; nothing when it is.
std::optional<HttpAnswer> refuse_form(const HttpRequest& request, const GithubOptions& options) {
    if (request.header("user-agent").empty())
        return github_refusal_answer(403,
                                     "Request forbidden by administrative rules. Please make sure your request has a User-Agent header");
    if (request.header("x-github-api-version") != "2022-11-28") return github_refusal_answer(400, "Invalid API version");
    if (request.header("accept") != "application/vnd.github+json") return github_refusal_answer(415, "Unsupported 'Accept' header");
    if (!request.body.empty() && request.header("content-type") != "application/json")
        return github_refusal_answer(415, "Unsupported 'Content-Type' header");
    if (request.header("authorization").empty()) return github_refusal_answer(401, "Requires authentication");
    if (request.header("authorization") != "Bearer " + options.token) return github_refusal_answer(401, "Bad credentials");
    return {};
}

}  // namespace

HttpAnswer github_answer(int status, std::string body) {
    return {.status = status, .headers = {{"Content-Type", "application/json; charset=utf-8"}}, .body = std::move(body)};
}

HttpAnswer github_refusal_answer(int status, const std::string& message, const std::string& errors) {
    json::Writer writer;
    writer.begin_object().member("message", message).member("documentation_url", "https://docs.github.com/rest");
    writer.member("status", std::to_string(status)).end_object();
    std::string body = writer.text();
    if (!errors.empty()) {
        body.pop_back();
        body += ",\"errors\":" + errors + "}";
    }
    return github_answer(status, body);
}

std::string query_value(const std::string& target, const std::string& name) {
    const std::size_t question = target.find('?');
    if (question == std::string::npos) return {};
    for (const std::string_view pair : base::split(std::string_view(target).substr(question + 1), '&'))
        if (pair.starts_with(name + "=")) return decoded(pair.substr(name.size() + 1));
    return {};
}

GithubServer::GithubServer(GithubOptions options)
    : accounts{{"acme", {5, "acme", "admin", "admin", "Organization"}},
               {"proffer-bot", {7, "proffer-bot", "write", "write", "User"}},
               {"alice", {101, "alice", "write", "write", "User"}},
               {"bob", {102, "bob", "read", "read", "User"}},
               {"mallory", {103, "mallory", "none", "none", "User"}},
               {"github-actions[bot]", {41898282, "github-actions[bot]", "none", "none", "Bot"}}},
      branches{{"main", std::string(40, '1')}},
      options_(std::move(options)),
      own_login_(options_.is_workflow_token ? "github-actions[bot]" : "proffer-bot"),
      server_([this](const HttpRequest& request) { return handle(request); }) {}

GithubItem& GithubServer::item(std::int64_t number) {
    const auto found = std::find_if(items.begin(), items.end(), [&](const GithubItem& item) { return item.number == number; });
    if (found == items.end()) throw std::out_of_range("the fake has no item of that number");
    return *found;
}

std::int64_t GithubServer::add(GithubItem item) {
    item.number = static_cast<std::int64_t>(items.size()) + 1;
    items.push_back(std::move(item));
    return items.back().number;
}

void GithubServer::meddle(Meddler meddler) {
    const std::lock_guard lock(mutex_);
    meddler_ = std::move(meddler);
}

HttpAnswer GithubServer::handle(const HttpRequest& request) {
    const std::lock_guard lock(mutex_);
    const auto really = [&] {
        HttpAnswer made = answer(request);
        record(request, made);
        return made;
    };
    return meddler_ ? meddler_(request, really) : really();
}

void GithubServer::record(const HttpRequest& request, const HttpAnswer& answer) const {
    const char* path = std::getenv("PROFFER_TEST_EXCHANGES");
    if (path == nullptr) return;
    json::Writer writer;
    writer.begin_object().member("method", request.method).member("target", request.target).key("requestHeaders").begin_object();
    // The token is no part of what is looked at.
    for (const auto& [name, value] : request.headers)
        writer.member(base::to_lower(name), base::to_lower(name) == "authorization" ? "Bearer" : value);
    writer.end_object().member("requestBody", request.body).member("status", answer.status).key("headers").begin_object();
    for (const auto& [name, value] : answer.headers) writer.member(base::to_lower(name), value);
    writer.end_object().member("body", answer.body).end_object();
    std::ofstream(path, std::ios::app) << writer.text() << '\n';
}

HttpAnswer GithubServer::answer(const HttpRequest& request) {
    if (request.target.starts_with("/logs/")) {
        for (const GithubJob& job : jobs)
            if (request.path() == "/logs/" + std::to_string(job.id)) return {.headers = {{"Content-Type", "text/plain"}}, .body = job.log};
        return {.status = 404};
    }
    if (const auto refused = refuse_form(request, options_)) return *refused;
    std::string path = request.path();
    if (path == (options_.is_enterprise ? "/api/graphql" : "/graphql")) return route_graphql(request);
    if (options_.is_enterprise) {
        if (!path.starts_with("/api/v3/")) return not_found();
        path.erase(0, 7);
    }
    Call call{request, parts_of(path), json::Value::parse("{}").value()};
    if (!request.body.empty()) {
        auto body = json::Value::parse(request.body);
        if (!body) return github_refusal_answer(400, "Problems parsing JSON");
        call.body = *std::move(body);
    }
    if (call.parts == Parts{"user"}) {
        if (options_.is_workflow_token) return github_refusal_answer(403, "Resource not accessible by integration");
        return github_answer(200, user_json(own_login_));
    }
    if (call.parts.size() == 2 && call.parts[0] == "users" && accounts.contains(call.parts[1]))
        return github_answer(200, user_json(call.parts[1]));
    if (call.parts.size() < 3 || call.parts[0] != "repos" || call.parts[1] != "acme" || call.parts[2] != "widgets") return not_found();
    call.parts.erase(call.parts.begin(), call.parts.begin() + 3);
    return route_repository(call);
}

HttpAnswer GithubServer::route_repository(const Call& call) {
    if (call.request.method == "GET") return route_read(call);
    if (options_.is_archived) return github_refusal_answer(403, "Repository was archived so is read-only.");
    if (!options_.may_write)
        return github_refusal_answer(403, options_.is_workflow_token ? "Resource not accessible by integration"
                                                                     : "Resource not accessible by personal access token");
    return route_write(call);
}

HttpAnswer GithubServer::route_read(const Call& call) {
    const Parts& parts = call.parts;
    if (parts.empty()) {
        HttpAnswer found = github_answer(200, repository_json());
        found.headers.emplace_back("X-OAuth-Scopes", "repo, workflow");
        return found;
    }
    if (parts == Parts{"pulls"}) return list_pull_requests(call);
    if (parts == Parts{"milestones"}) {
        std::vector<std::string> all;
        for (std::size_t i = 1; i <= milestones.size(); ++i) all.push_back(milestone_json(static_cast<std::int64_t>(i)));
        return paged(call.request, all);
    }
    if (parts == Parts{"actions", "permissions", "workflow"}) {
        const std::string flag = options_.workflows_may_open ? "true" : "false";
        return github_answer(200, R"({"default_workflow_permissions":"read","can_approve_pull_request_reviews":)" + flag + "}");
    }
    if (parts.size() == 3 && parts[0] == "collaborators" && parts[2] == "permission") return read_permission(parts[1]);
    if (parts.size() == 4 && parts[0] == "actions" && parts[1] == "runs" && parts[3] == "jobs") return read_jobs(call);
    if (parts.size() == 4 && parts[0] == "actions" && parts[1] == "jobs" && parts[3] == "logs")
        return {.status = 302, .headers = {{"Location", web_url() + "/logs/" + parts[2]}}};
    if (parts.size() == 3 && parts[0] == "git" && parts[1] == "commits") return read_commit(parts[2]);
    if (parts.size() > 3 && parts[0] == "git" && parts[1] == "ref" && parts[2] == "heads")
        return read_ref(base::join(std::span(parts).subspan(3), "/"));
    if (parts.size() < 2 || (parts[0] != "issues" && parts[0] != "pulls") || !is_number(parts[1])) return not_found();
    const std::int64_t number = std::stoll(parts[1]);
    if (number < 1 || number > static_cast<std::int64_t>(items.size())) return not_found();
    const GithubItem& found = item(number);
    if (parts[0] == "pulls" && !found.is_pull_request) return not_found();
    return route_issue_read(call, found);
}

HttpAnswer GithubServer::route_issue_read(const Call& call, const GithubItem& found) {
    const Parts& parts = call.parts;
    const bool as_pull = parts[0] == "pulls";
    if (parts.size() == 2) return github_answer(200, as_pull ? pull_request_json(found, true) : issue_json(found));
    if (parts.size() != 3) return not_found();
    std::vector<std::string> all;
    if (parts[2] == "comments" && !as_pull)
        for (const GithubComment& comment : found.comments) all.push_back(comment_json(found, comment));
    else if (parts[2] == "comments")
        for (const GithubComment& comment : found.review_comments) all.push_back(review_comment_json(found, comment));
    else if (parts[2] == "reviews" && as_pull)
        for (const GithubComment& review : found.reviews) all.push_back(review_json(found, review));
    else
        return not_found();
    return paged(call.request, all);
}

HttpAnswer GithubServer::list_pull_requests(const Call& call) {
    const std::string state = query_value(call.request.target, "state"), base = query_value(call.request.target, "base");
    std::string head = query_value(call.request.target, "head");
    // A filter without an owner is ignored.
    const bool filters_head = head.find(':') != std::string::npos;
    if (filters_head && !head.starts_with("acme:")) return github_answer(200, "[]");
    if (filters_head) head.erase(0, 5);
    std::vector<std::string> all;
    for (auto it = items.rbegin(); it != items.rend(); ++it) {
        if (!it->is_pull_request || (filters_head && it->head != head) || (!base.empty() && it->base != base)) continue;
        if (state == "all" || it->state == (state.empty() ? "open" : state)) all.push_back(pull_request_json(*it, false));
    }
    return paged(call.request, all);
}

HttpAnswer GithubServer::read_permission(const std::string& login) {
    const auto found = accounts.find(login);
    if (found == accounts.end()) return github_refusal_answer(404, login + " is not a user");
    json::Writer writer;
    writer.begin_object().member("permission", found->second.permission).member("role_name", found->second.role).key("user");
    // This one has a field more than other users.
    auto user = json::Value::parse(user_json(login)).value();
    writer.begin_object();
    for (const char* key :
         {"login", "node_id", "avatar_url", "gravatar_id", "url", "html_url", "followers_url", "following_url", "gists_url", "starred_url",
          "subscriptions_url", "organizations_url", "repos_url", "events_url", "received_events_url", "type"})
        writer.member(key, user.string_or(key, ""));
    writer.member("id", found->second.id).member("site_admin", false).member("role_name", found->second.role);
    return github_answer(200, writer.end_object().end_object().text());
}

HttpAnswer GithubServer::read_jobs(const Call& call) {
    std::vector<std::string> all;
    for (const GithubJob& job : jobs) all.push_back(job_json(job));
    HttpAnswer page = paged(call.request, all);
    page.body = "{\"total_count\":" + std::to_string(jobs.size()) + ",\"jobs\":" + page.body + "}";
    return page;
}

HttpAnswer GithubServer::read_commit(const std::string& commit) {
    return messages.contains(commit) ? github_answer(200, commit_json(commit)) : not_found();
}

HttpAnswer GithubServer::read_ref(const std::string& branch) {
    return branches.contains(branch) ? github_answer(200, ref_json(branch)) : not_found();
}

HttpAnswer GithubServer::paged(const HttpRequest& request, const std::vector<std::string>& elements) const {
    const std::size_t size = std::min(options_.page_limit, number_or(query_value(request.target, "per_page"), 30));
    const std::size_t page = std::max<std::size_t>(1, number_or(query_value(request.target, "page"), 1));
    const std::size_t begin = std::min(elements.size(), (page - 1) * size), end = std::min(elements.size(), begin + size);
    const std::vector<std::string> here(elements.begin() + static_cast<std::ptrdiff_t>(begin),
                                        elements.begin() + static_cast<std::ptrdiff_t>(end));
    HttpAnswer found = github_answer(200, "[" + base::join(here, ",") + "]");
    if (end == elements.size()) return found;
    std::string next = request.target;
    if (const std::size_t old = next.find("&page="); old != std::string::npos) next.resize(old);
    next += "&page=" + std::to_string(page + 1);
    found.headers.emplace_back("Link", "<" + web_url() + next + ">; rel=\"next\", <" + web_url() + next + ">; rel=\"last\"");
    return found;
}

}  // namespace proffer::support
