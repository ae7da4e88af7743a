// GitLab: labels, people and milestones of a merge request. GitLab keeps silent on what it does not set, so its answer is looked at.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "forge/gitlab_adapter.hpp"

namespace proffer::forge {
namespace {

constexpr std::size_t k_most_people = 50;
constexpr std::size_t k_most_milestones = 100;
const std::string k_needs = "the role Developer and the scope 'api'";

template <typename T>
bool has(const std::vector<T>& list, const T& element) {
    return std::find(list.begin(), list.end(), element) != list.end();
}

Result<void> told(ErrorCode code, const std::string& what, const std::vector<std::string>& problems, const std::string& hint) {
    if (problems.empty()) return {};
    return Error{code, fmt::format("cannot {}: {}", what, base::join(problems, "; ")), hint, {}};
}

/// The ids of a list of users in a merge request.
Result<std::vector<std::int64_t>> ids_of(const json::Value& merge_request, const std::string& list) {
    std::vector<std::int64_t> ids;
    const auto users = merge_request.find(list);
    if (!users) return ids;
    for (const json::Value& user : users->elements()) {
        PROFFER_TRY(const std::int64_t id, number_of(user, "id"));
        ids.push_back(id);
    }
    return ids;
}

std::string ids_body(const std::string& parameter, const std::vector<std::int64_t>& ids) {
    json::Writer body;
    body.begin_object().key(parameter).begin_array();
    for (const std::int64_t id : ids) body.value(id);
    body.end_array().end_object();
    return body.text();
}

/// An active one before a closed one.
std::optional<std::int64_t> pick_milestone(const std::vector<json::Value>& milestones, const std::string& title) {
    std::optional<std::int64_t> picked;
    for (const json::Value& milestone : milestones) {
        const auto id = number_of(milestone, "id");
        if (!id || milestone.string_or("title", "") != title) continue;
        if (milestone.string_or("state", "") == "active") return *id;
        if (!picked) picked = *id;
    }
    return picked;
}

}  // namespace

Result<void> Gitlab::add_labels(std::int64_t number, const std::vector<std::string>& names) {
    const GitlabCall call{fmt::format("label pull request !{}", number), k_needs};
    std::vector<std::string> wanted, problems;
    for (const std::string& name : names) {
        const std::string label(base::trim(name));
        if (label.empty() || has(wanted, label)) continue;
        // A list of labels is one text with commas, so no label of GitLab has one.
        if (label.find(',') == label.npos)
            wanted.push_back(label);
        else
            problems.push_back(fmt::format("label '{}' has a comma", label));
    }
    if (wanted.empty()) return told(ErrorCode::denied, call.what, problems, "choose labels without commas");
    json::Writer body;
    body.begin_object().member("add_labels", base::join(wanted, ",")).end_object();
    PROFFER_TRY(const json::Value answer, write("PUT", merge_request_path(number), body.text(), call, may_be_repeated()));
    PROFFER_TRY(const auto set, names_of(answer, "labels"));
    for (const std::string& label : wanted)
        if (!has(set, label)) problems.push_back(fmt::format("label '{}' is not there and the token may not make it", label));
    return told(ErrorCode::denied, call.what, problems,
                "make the labels in Manage > Labels, or give the token the role Reporter or higher");
}

Result<std::optional<json::Value>> Gitlab::find_user(const std::string& login) {
    const std::string name = base::to_lower(login);
    if (name.empty()) return std::optional<json::Value>();
    const GitlabCall call{fmt::format("look up user '{}'", base::visible_line(name)), "the scope 'api' or 'read_api'"};
    PROFFER_TRY(const auto users, read_all("/users?username=" + escape_path(name), k_most_people, call));
    for (const json::Value& user : users) {
        PROFFER_TRY(const Account account, reader_.account(user));
        if (base::to_lower(account.login) == name) return std::optional(user);
    }
    return std::optional<json::Value>();
}

Result<Gitlab::Found> Gitlab::find_users(const std::vector<std::string>& logins) {
    Found found;
    for (const std::string& login : logins) {
        if (found.ids.size() + found.problems.size() >= k_most_people) {
            found.problems.push_back(fmt::format("only the first {} people are looked up", k_most_people));
            break;
        }
        // As people write it in a configuration.
        const std::string_view name = base::trim(login);
        PROFFER_TRY(const auto user, find_user(std::string(name.starts_with('@') ? name.substr(1) : name)));
        if (!user) {
            found.problems.push_back(fmt::format("user '{}' does not exist", base::visible_line(login)));
            continue;
        }
        PROFFER_TRY(const std::int64_t id, number_of(*user, "id"));
        if (has(found.ids, id)) continue;
        found.ids.push_back(id);
        found.logins.push_back(login);
    }
    return found;
}

/// Gives what could not be done, one line each. `list` is the field of the answer, `parameter` that of the request.
Result<std::vector<std::string>> Gitlab::add_people(std::int64_t number, const std::vector<std::string>& logins, const std::string& list,
                                                    const std::string& parameter, const GitlabCall& call) {
    PROFFER_TRY(Found found, find_users(logins));
    if (found.ids.empty()) return std::move(found.problems);
    PROFFER_TRY(const json::Value before, read(merge_request_path(number), call));
    PROFFER_TRY(std::vector<std::int64_t> ids, ids_of(before, list));
    const std::size_t there = ids.size();
    // Those who are there stand first: a plan with one place keeps the first.
    for (const std::int64_t id : found.ids)
        if (!has(ids, id)) ids.push_back(id);
    if (ids.size() == there) return std::move(found.problems);
    PROFFER_TRY(const json::Value answer, write("PUT", merge_request_path(number), ids_body(parameter, ids), call, may_be_repeated()));
    PROFFER_TRY(const std::vector<std::int64_t> set, ids_of(answer, list));
    for (std::size_t i = 0; i < found.ids.size(); ++i)
        if (!has(set, found.ids[i]))
            found.problems.push_back(fmt::format("user '{}' was not set: no access to the project, or the plan has one place only",
                                                 base::visible_line(found.logins[i])));
    return std::move(found.problems);
}

Result<void> Gitlab::add_assignees(std::int64_t number, const std::vector<std::string>& logins) {
    if (logins.empty()) return {};
    const GitlabCall call{fmt::format("assign pull request !{}", number), k_needs};
    PROFFER_TRY(const auto problems, add_people(number, logins, "assignees", "assignee_ids", call));
    return told(ErrorCode::not_found, call.what, problems, "check the names in 'assignees', and that they are members of the project");
}

Result<void> Gitlab::request_reviews(std::int64_t number, const std::vector<std::string>& logins, const std::vector<std::string>& teams) {
    if (logins.empty() && teams.empty()) return {};
    const GitlabCall call{fmt::format("request reviews of !{}", number), k_needs};
    PROFFER_TRY(auto problems, add_people(number, logins, "reviewers", "reviewer_ids", call));
    for (const std::string& team : teams) problems.push_back(fmt::format("GitLab has no teams, so none is '{}'", base::visible_line(team)));
    return told(ErrorCode::not_found, call.what, problems, "name people in 'reviewers'; for groups use approval rules or CODEOWNERS");
}

Result<std::int64_t> Gitlab::find_milestone(const std::string& title) {
    const GitlabCall call{"look up a milestone", "the role Guest and the scope 'api' or 'read_api'"};
    const std::string query = "/milestones?title=" + escape_path(title) + "&per_page=100";
    PROFFER_TRY(const auto own, read_all(project_ + query + "&include_ancestors=true", k_most_milestones, call));
    if (const auto id = pick_milestone(own, title)) return *id;
    // Older GitLab does not know `include_ancestors`. A person's namespace is no group: 404.
    for (std::string path = settings_.project_path; path.rfind('/') != path.npos;) {
        path.resize(path.rfind('/'));
        const auto group = rest_.get_all("/groups/" + escape_path(path) + query, k_most_milestones);
        if (!group && group.error().code != ErrorCode::not_found && group.error().code != ErrorCode::denied) return group.error();
        if (!group) continue;
        if (const auto id = pick_milestone(*group, title)) return *id;
    }
    return Error{ErrorCode::not_found,
                 fmt::format("there is no milestone '{}'", base::visible_line(title)),
                 "make it in Plan > Milestones of the project or its group",
                 {}};
}

Result<void> Gitlab::set_milestone(std::int64_t number, const std::string& title) {
    const GitlabCall call{fmt::format("set the milestone of !{}", number), k_needs};
    PROFFER_TRY(const std::int64_t id, find_milestone(title));
    json::Writer body;
    body.begin_object().member("milestone_id", id).end_object();
    PROFFER_TRY(const json::Value answer, write("PUT", merge_request_path(number), body.text(), call, may_be_repeated()));
    const auto set = answer.find("milestone");
    if (set && set->integer_or("id", 0) == id) return {};
    return Error{ErrorCode::denied, fmt::format("cannot {}: GitLab did not keep it; it needs {}", call.what, k_needs), "", {}};
}

}  // namespace proffer::forge
