// What the fake GitHub lets be changed, and how it refuses.
#include <algorithm>

#include "base/text.hpp"
#include "support/github_server.hpp"

namespace proffer::support {
namespace {

constexpr std::size_t k_body_limit = 65536;

HttpAnswer not_found() {
    return github_refusal_answer(404, "Not Found");
}

/// As GitHub's schema check words it.
HttpAnswer wrong_type(const std::string& field, const std::string& type) {
    return github_refusal_answer(422, "Invalid request.\n\nFor 'properties/" + field + "', the value is not a " + type + ".");
}

HttpAnswer invalid(const std::string& resource, const std::string& field, const std::string& code) {
    return github_refusal_answer(422, "Validation Failed",
                                 R"([{"resource":")" + resource + R"(","field":")" + field + R"(","code":")" + code + R"("}])");
}

HttpAnswer custom(const std::string& resource, const std::string& message) {
    return github_refusal_answer(422, "Validation Failed",
                                 R"([{"resource":")" + resource + R"(","code":"custom","message":")" + message + R"("}])");
}

/// The strings of a list; nothing when it is no list of strings.
std::optional<std::vector<std::string>> strings(const json::Value& body, std::string_view key) {
    std::vector<std::string> all;
    const auto list = body.find(key);
    if (!list) return all;
    if (!list->is_array()) return {};
    for (const json::Value& element : list->elements()) {
        if (!element.is_string()) return {};
        all.push_back(element.string().value());
    }
    return all;
}

void add_once(std::vector<std::string>& all, const std::string& one) {
    if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
}

/// The first of these fields that is there and no string.
std::optional<HttpAnswer> refuse_strings(const json::Value& body, std::initializer_list<const char*> fields) {
    for (const char* field : fields)
        if (const auto value = body.find(field); value && !value->is_string()) return wrong_type(field, "string");
    return {};
}

}  // namespace

HttpAnswer GithubServer::route_write(const Call& call) {
    const Parts& parts = call.parts;
    const std::string& method = call.request.method;
    if (method == "POST" && parts == Parts{"pulls"}) return create_pull_request(call);
    if (method == "POST" && parts == Parts{"git", "refs"}) return create_ref(call);
    const bool on_comment = parts.size() >= 3 && parts[1] == "comments" && (parts[0] == "issues" || parts[0] == "pulls");
    if (on_comment && method == "PATCH" && parts.size() == 3) return change_comment(call);
    if (on_comment && method == "POST" && parts.size() == 4 && parts[3] == "reactions") {
        GithubComment* comment = find_comment(std::atoll(parts[2].c_str()), parts[0] == "pulls");
        return comment == nullptr ? not_found() : react(call, comment->reactions);
    }
    if (parts.size() < 2 || (parts[0] != "issues" && parts[0] != "pulls")) return not_found();
    const std::int64_t number = std::atoll(parts[1].c_str());
    if (number < 1 || number > static_cast<std::int64_t>(items.size())) return not_found();
    return route_item_write(call, item(number));
}

HttpAnswer GithubServer::route_item_write(const Call& call, GithubItem& found) {
    const Parts& parts = call.parts;
    const std::string place = parts[0] + (parts.size() > 2 ? "/" + parts[2] : "");
    const std::string key = call.request.method + " " + place;
    if (parts[0] == "pulls" && !found.is_pull_request) return not_found();
    if (key == "PATCH pulls") return change_pull_request(call, found);
    if (key == "PATCH issues") return change_issue(call, found);
    if (key == "POST issues/labels") return add_labels(call, found);
    if (key == "POST issues/assignees") return add_assignees(call, found);
    if (key == "POST issues/comments") return create_comment(call, found);
    if (key == "POST issues/reactions") return react(call, found.reactions);
    if (key == "POST pulls/requested_reviewers") return request_reviewers(call, found);
    return not_found();
}

HttpAnswer GithubServer::create_pull_request(const Call& call) {
    const json::Value& body = call.body;
    if (const auto refused = refuse_strings(body, {"title", "head", "base", "body"})) return *refused;
    if (const auto draft = body.find("draft"); draft && !draft->boolean()) return wrong_type("draft", "boolean");
    for (const char* field : {"title", "head", "base"})
        if (body.string_or(field, "").empty()) return invalid("PullRequest", field, "missing_field");
    const std::string head = body.string_or("head", ""), base = body.string_or("base", "");
    if (options_.is_workflow_token && !options_.workflows_may_open)
        return github_refusal_answer(403, "GitHub Actions is not permitted to create or approve pull requests.");
    if (body.boolean_or("draft", false) && !options_.has_drafts)
        return github_refusal_answer(422, "Draft pull requests are not supported in this repository.");
    if (!branches.contains(base)) return invalid("PullRequest", "base", "invalid");
    if (!branches.contains(head)) return invalid("PullRequest", "head", "invalid");
    if (body.string_or("body", "").size() > k_body_limit) return custom("PullRequest", "body is too long (maximum is 65536 characters)");
    for (const GithubItem& other : items)
        if (other.is_pull_request && other.state == "open" && other.head == head && other.base == base)
            return custom("PullRequest", "A pull request already exists for acme:" + head + ".");
    if (branches.at(head) == branches.at(base)) return custom("PullRequest", "No commits between " + base + " and " + head);
    GithubItem made;
    made.is_pull_request = true;
    made.title = body.string_or("title", "");
    made.body = body.string_or("body", "");
    made.author = own_login_;
    made.draft = body.boolean_or("draft", false);
    made.head = head;
    made.base = base;
    return github_answer(201, pull_request_json(item(add(made)), true));
}

HttpAnswer GithubServer::change_pull_request(const Call& call, GithubItem& found) {
    if (const auto refused = refuse_strings(call.body, {"title", "body", "state", "base"})) return *refused;
    const std::string title = call.body.string_or("title", found.title), body = call.body.string_or("body", found.body);
    if (title.empty()) return invalid("PullRequest", "title", "missing_field");
    if (body.size() > k_body_limit) return custom("PullRequest", "body is too long (maximum is 65536 characters)");
    found.title = title;
    found.body = body;
    found.state = call.body.string_or("state", found.state);
    return github_answer(200, pull_request_json(found, true));
}

HttpAnswer GithubServer::change_issue(const Call& call, GithubItem& found) {
    const std::int64_t milestone = call.body.integer_or("milestone", 0);
    if (milestone < 1 || milestone > static_cast<std::int64_t>(milestones.size())) return invalid("Issue", "milestone", "invalid");
    found.milestone = milestone;
    return github_answer(200, issue_json(found));
}

HttpAnswer GithubServer::add_labels(const Call& call, GithubItem& found) {
    const auto names = strings(call.body, "labels");
    if (!names || names->empty()) return wrong_type("labels", "non-empty array of strings");
    for (const std::string& name : *names)
        if (name.empty() || name.size() > 50) return custom("Label", "name is too long (maximum is 50 characters)");
    for (const std::string& name : *names) {
        add_once(labels, name);
        add_once(found.labels, name);
    }
    std::vector<std::string> all;
    for (const std::string& name : found.labels) all.push_back(label_json(name));
    return github_answer(200, "[" + base::join(all, ",") + "]");
}

HttpAnswer GithubServer::add_assignees(const Call& call, GithubItem& found) {
    const auto logins = strings(call.body, "assignees");
    if (!logins) return wrong_type("assignees", "array of strings");
    for (const std::string& login : *logins) {
        const auto account = accounts.find(login);
        if (account != accounts.end() && account->second.permission != "none" && found.assignees.size() < 10)
            add_once(found.assignees, login);
    }
    return github_answer(201, issue_json(found));
}

HttpAnswer GithubServer::request_reviewers(const Call& call, GithubItem& found) {
    const auto logins = strings(call.body, "reviewers"), slugs = strings(call.body, "team_reviewers");
    if (!logins || !slugs) return wrong_type("reviewers", "array of strings");
    const auto is_member = [&](const std::string& login) {
        const auto account = accounts.find(login);
        return account != accounts.end() && account->second.permission != "none";
    };
    const auto is_team = [&](const std::string& slug) { return std::find(teams.begin(), teams.end(), slug) != teams.end(); };
    if (std::find(logins->begin(), logins->end(), found.author) != logins->end())
        return github_refusal_answer(422, "Review cannot be requested from pull request author.");
    if (!std::all_of(logins->begin(), logins->end(), is_member) || !std::all_of(slugs->begin(), slugs->end(), is_team))
        return github_refusal_answer(
            422,
            "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a "
            "collaborator of the acme/widgets repository.");
    for (const std::string& login : *logins) add_once(found.reviewers, login);
    for (const std::string& slug : *slugs) add_once(found.teams, slug);
    return github_answer(201, pull_request_json(found, false));
}

HttpAnswer GithubServer::create_comment(const Call& call, GithubItem& found) {
    if (const auto refused = refuse_strings(call.body, {"body"})) return *refused;
    const std::string body = call.body.string_or("body", "");
    if (body.empty()) return invalid("IssueComment", "body", "missing_field");
    if (body.size() > k_body_limit) return custom("IssueComment", "body is too long (maximum is 65536 characters)");
    found.comments.push_back({next_id(), own_login_, body, "2026-11-21T10:00:00Z", "", 0});
    return github_answer(201, comment_json(found, found.comments.back()));
}

HttpAnswer GithubServer::change_comment(const Call& call) {
    GithubComment* comment = find_comment(std::atoll(call.parts[2].c_str()), call.parts[0] == "pulls");
    if (comment == nullptr) return not_found();
    if (const auto refused = refuse_strings(call.body, {"body"})) return *refused;
    comment->body = call.body.string_or("body", "");
    for (const GithubItem& owner : items)
        for (const GithubComment& one : owner.comments)
            if (&one == comment) return github_answer(200, comment_json(owner, one));
    return not_found();
}

HttpAnswer GithubServer::react(const Call& call, std::vector<std::pair<std::string, std::string>>& reactions) {
    const std::string content = call.body.string_or("content", "");
    const std::vector<std::string> known = {"+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"};
    if (std::find(known.begin(), known.end(), content) == known.end()) return invalid("Reaction", "content", "invalid");
    const auto reaction = std::pair(own_login_, content);
    const bool is_there = std::find(reactions.begin(), reactions.end(), reaction) != reactions.end();
    if (!is_there) reactions.push_back(reaction);
    return github_answer(is_there ? 200 : 201, reaction_json(own_login_, content));
}

HttpAnswer GithubServer::create_ref(const Call& call) {
    const std::string ref = call.body.string_or("ref", ""), commit = call.body.string_or("sha", "");
    if (!ref.starts_with("refs/heads/") || commit.size() != 40) return github_refusal_answer(422, "Reference name or object is invalid");
    const std::string branch = ref.substr(11);
    if (branches.contains(branch)) return github_refusal_answer(422, "Reference already exists");
    branches[branch] = commit;
    return github_answer(201, ref_json(branch));
}

GithubComment* GithubServer::find_comment(std::int64_t id, bool on_file) {
    for (GithubItem& owner : items)
        for (GithubComment& comment : on_file ? owner.review_comments : owner.comments)
            if (comment.id == id) return &comment;
    return nullptr;
}

}  // namespace proffer::support
