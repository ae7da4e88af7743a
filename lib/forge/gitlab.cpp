// GitLab: who we are, what the project lets us do, what somebody may do in it; and the plumbing of every call.
#include "forge/gitlab.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "forge/gitlab_adapter.hpp"

namespace proffer::forge {
namespace {

constexpr std::int64_t k_developer = 30;

GitlabToken kind_of(const GitlabSettings& settings) {
    if (settings.token_kind != GitlabToken::automatic) return settings.token_kind;
    if (settings.token.starts_with("glcbt-")) return GitlabToken::job;
    return settings.token.starts_with("gloas-") ? GitlabToken::oauth : GitlabToken::access;
}

RestSettings rest_settings(const GitlabSettings& settings) {
    RestSettings rest;
    rest.base_url = settings.api_base_url;
    rest.retries = settings.retries;
    rest.allow_private_address = settings.allow_private_address;
    rest.wait = settings.wait;
    if (settings.token.empty()) return rest;
    switch (kind_of(settings)) {
        case GitlabToken::job: rest.headers.push_back({"JOB-TOKEN", settings.token}); break;
        case GitlabToken::oauth: rest.headers.push_back({"Authorization", "Bearer " + settings.token}); break;
        default: rest.headers.push_back({"PRIVATE-TOKEN", settings.token}); break;
    }
    return rest;
}

/// The higher of the two grants; nothing where GitLab tells neither (an administrator, a share of a group).
std::optional<std::int64_t> own_level(const json::Value& project) {
    const auto permissions = project.find("permissions");
    if (!permissions) return {};
    std::optional<std::int64_t> level;
    for (const std::string_view grant : {std::string_view("project_access"), std::string_view("group_access")})
        if (const auto access = permissions->find(grant)) level = std::max(level.value_or(0), access->integer_or("access_level", 0));
    return level;
}

bool has_feature(const json::Value& project, std::string_view switch_key, std::string_view level_key) {
    return project.boolean_or(switch_key, true) && project.string_or(level_key, "enabled") != "disabled";
}

std::string access_token_kind(const std::string& login) {
    if (login.starts_with("project_") && login.find("_bot") != login.npos) return "project access token";
    if (login.starts_with("group_") && login.find("_bot") != login.npos) return "group access token";
    return "personal access token";
}

bool has(const std::vector<std::string>& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

RestClient::Happened may_be_repeated() {
    return [] { return Result<std::optional<RestAnswer>>(std::optional<RestAnswer>()); };
}

std::optional<RestAnswer> found_answer(const std::optional<json::Value>& found) {
    if (!found) return {};
    RestAnswer answer;
    answer.status = 200;
    answer.json = *found;
    return answer;
}

Gitlab::Gitlab(http::Client& client, const GitlabSettings& settings)
    : settings_(settings),
      is_job_token_(!settings.token.empty() && kind_of(settings) == GitlabToken::job),
      rest_(client, rest_settings(settings)),
      reader_(settings.web_base_url, settings.project_path),
      project_("/projects/" + escape_path(settings.project_path)) {}

Result<json::Value> Gitlab::object_of(const RestAnswer& answer, const GitlabCall& call) const {
    if (answer.status < 200 || answer.status >= 300) return gitlab_error(call, answer, is_job_token_);
    if (answer.json && answer.json->is_object()) return *answer.json;
    return Error{ErrorCode::protocol, fmt::format("cannot {}: GitLab answered {} without an object", call.what, answer.status), "", {}};
}

Result<json::Value> Gitlab::read(const std::string& path, const GitlabCall& call) {
    PROFFER_TRY(const RestAnswer answer, rest_.get(path));
    return object_of(answer, call);
}

Result<std::vector<json::Value>> Gitlab::read_all(const std::string& path, std::size_t most, const GitlabCall& call) {
    auto all = rest_.get_all(path, most);
    if (all) return all;
    Error error = std::move(all).error().while_doing(call.what);
    const ErrorCode code = error.code;
    if (is_job_token_ && (code == ErrorCode::unauthorized || code == ErrorCode::not_found)) error.code = ErrorCode::denied;
    if (error.code == ErrorCode::denied && !call.needs.empty()) error.message += "; it needs " + call.needs;
    if (error.code == ErrorCode::denied || error.code == ErrorCode::unauthorized) error.hint = gitlab_token_hint(is_job_token_);
    return error;
}

Result<json::Value> Gitlab::write(const std::string& method, const std::string& path, const std::string& body, const GitlabCall& call,
                                  const RestClient::Happened& happened) {
    PROFFER_TRY(RestAnswer answer, rest_.write(method, path, body, happened));
    const bool is_empty = answer.status >= 200 && answer.status < 300 && (!answer.json || !answer.json->is_object());
    // It was made, or says so: what was made may be had by looking.
    if (is_empty) {
        PROFFER_TRY(auto found, happened());
        if (found) answer = *std::move(found);
    }
    return object_of(answer, call);
}

std::string Gitlab::merge_request_path(std::int64_t number) const {
    return fmt::format("{}/merge_requests/{}", project_, number);
}

std::string Gitlab::subject_path(Subject subject, std::int64_t number) const {
    if (subject == Subject::pull_request) return merge_request_path(number);
    return fmt::format("{}/issues/{}", project_, number);
}

Result<Account> Gitlab::own_account() {
    if (own_) return *own_;
    const GitlabCall call{"ask whose token this is", "the scope 'api' or 'read_user'"};
    // A job's token may not ask for its user, but for its job.
    PROFFER_TRY(const json::Value answer, read(is_job_token_ ? "/job" : "/user", call));
    if (is_job_token_) {
        PROFFER_TRY(const json::Value user, answer.at("user"));
        PROFFER_TRY(own_, reader_.account(user));
    } else {
        PROFFER_TRY(own_, reader_.account(answer));
    }
    return *own_;
}

Result<RepositoryFacts> Gitlab::repository_facts() {
    PROFFER_TRY(const json::Value project, read(project_, {"read the project", "the role Guest and the scope 'api' or 'read_api'"}));
    RepositoryFacts facts;
    if (project.find("default_branch")) {
        PROFFER_TRY(facts.default_branch, name_of(project, "default_branch"));
    }
    facts.archived = project.boolean_or("archived", false);
    facts.is_fork = project.find("forked_from_project").has_value();
    facts.has_issues = has_feature(project, "issues_enabled", "issues_access_level");
    facts.auto_merge = true;
    if (const auto level = own_level(project)) facts.may_push = *level >= k_developer;
    if (facts.archived) facts.may_push = false;
    facts.may_open_pull_requests = facts.may_push;
    if (!has_feature(project, "merge_requests_enabled", "merge_requests_access_level")) facts.may_open_pull_requests = false;
    if (is_job_token_ && !project.boolean_or("ci_push_repository_for_job_token_allowed", false)) facts.may_push = false;
    PROFFER_CHECK(add_token_facts(facts));
    return facts;
}

Result<void> Gitlab::add_token_facts(RepositoryFacts& facts) {
    if (settings_.token.empty()) {
        facts.token_kind = "no token";
        facts.may_push = facts.may_open_pull_requests = false;
        return {};
    }
    if (is_job_token_) {
        facts.token_kind = "CI job token";
        facts.may_open_pull_requests = false;
        return {};
    }
    PROFFER_TRY(const Account own, own_account());
    facts.token_kind = kind_of(settings_) == GitlabToken::oauth ? "OAuth token" : access_token_kind(own.login);
    PROFFER_TRY(const RestAnswer answer, rest_.get("/personal_access_tokens/self"));
    // Not every kind of token is found there, and not every GitLab has the path.
    if (answer.status != 200 || !answer.json) return {};
    PROFFER_TRY(facts.scopes, names_of(*answer.json, "scopes"));
    const bool has_api = has(facts.scopes, "api");
    if (!has_api) facts.may_open_pull_requests = false;
    if (!has_api && !has(facts.scopes, "write_repository")) facts.may_push = false;
    return {};
}

Result<Api::Standing> Gitlab::standing(const std::string& login) {
    PROFFER_TRY(const auto user, find_user(login));
    if (!user) return Error{ErrorCode::not_found, fmt::format("GitLab knows no user '{}'", base::visible_line(login)), "", {}};
    Standing standing;
    PROFFER_TRY(standing.account, reader_.account(*user));
    const GitlabCall call{fmt::format("ask what '{}' may do", standing.account.login), "the role Guest and the scope 'api' or 'read_api'"};
    PROFFER_TRY(const RestAnswer answer, rest_.get(fmt::format("{}/members/all/{}", project_, standing.account.id)));
    // A job's token gets 404 whatever is there: that is no answer.
    if (answer.status == 404 && !is_job_token_ && base::to_lower(gitlab_message(answer)).find("project") == std::string::npos)
        return standing;
    PROFFER_TRY(const json::Value member, object_of(answer, call));
    PROFFER_TRY(const Account account, reader_.account(member));
    if (account.id != standing.account.id)
        return Error{ErrorCode::protocol, fmt::format("cannot {}: GitLab answered of another user", call.what), "", {}};
    standing.account.is_bot = standing.account.is_bot || account.is_bot;
    const bool is_active = member.string_or("state", "active") == "active" && member.string_or("membership_state", "active") == "active";
    PROFFER_TRY(const std::int64_t level, number_of(member, "access_level"));
    standing.permission = is_active ? gitlab_permission(level) : Permission::none;
    return standing;
}

std::string Gitlab::compare_url(const std::string& base_branch, const std::string& head_branch) const {
    return fmt::format("{}/-/merge_requests/new?merge_request%5Bsource_branch%5D={}&merge_request%5Btarget_branch%5D={}",
                       reader_.project_url(), escape_path(head_branch), escape_path(base_branch));
}

std::unique_ptr<Api> make_gitlab(http::Client& client, const GitlabSettings& settings) {
    return std::make_unique<Gitlab>(client, settings);
}

}  // namespace proffer::forge
