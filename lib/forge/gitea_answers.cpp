// Reads Gitea's JSON: every field is checked, whoever wrote it.
#include "forge/gitea_answers.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "http/url.hpp"

namespace proffer::forge::gitea {
namespace {

constexpr std::size_t k_name_limit_bytes = 1024;
constexpr std::size_t k_list_limit = 1000;
constexpr std::array<std::string_view, 4> k_draft_prefixes{"wip:", "[wip]", "draft:", "[draft]"};

Error unreadable(const std::string& what) {
    return {ErrorCode::protocol, "the forge's answer holds " + what, "", {}};
}

bool is_clean(std::string_view text) {
    if (text.size() > k_name_limit_bytes || !base::is_valid_utf8(text)) return false;
    return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

Result<std::string> read_text(const json::Value& object, const char* key) {
    PROFFER_TRY(const json::Value value, object.at(key));
    return value.string();
}

/// Absent and null are empty; another type is refused.
Result<std::string> read_optional_text(const json::Value& object, const char* key) {
    const auto value = object.find(key);
    if (!value) return std::string();
    return value->string();
}

Result<std::string> read_name(const json::Value& object, const char* key) {
    PROFFER_TRY(std::string name, read_text(object, key));
    if (name.empty() || !is_clean(name)) return unreadable(fmt::format("no name in '{}'", key));
    return name;
}

Result<std::int64_t> read_positive(const json::Value& object, const char* key) {
    PROFFER_TRY(const json::Value value, object.at(key));
    PROFFER_TRY(const std::int64_t number, value.integer());
    if (number <= 0) return unreadable(fmt::format("no positive number in '{}'", key));
    return number;
}

Result<bool> read_flag(const json::Value& object, const char* key) {
    const auto value = object.find(key);
    if (!value) return false;
    return value->boolean();
}

/// The url is not used, but one that is none, or that belongs to something else, shows an answer that is not the forge's.
Result<void> check_page(const json::Value& object, const char* key, std::int64_t number) {
    PROFFER_TRY(const std::string url, read_text(object, key));
    const std::string_view plain = std::string_view(url).substr(0, url.find('#'));
    const std::string end = std::to_string(number);
    const bool is_ours = plain.ends_with("/pulls/" + end) || plain.ends_with("/issues/" + end);
    if (!is_clean(url) || !http::parse_url(plain) || !is_ours) return unreadable(fmt::format("no page of its own in '{}'", key));
    return {};
}

Result<Account> read_author(const json::Value& object) {
    const auto user = object.find("user");
    if (!user) return Account{};
    return read_account(*user);
}

Result<std::string> read_commit(const json::Value& branch) {
    PROFFER_TRY(std::string commit, read_optional_text(branch, "sha"));
    const bool is_hex = std::all_of(commit.begin(), commit.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    const bool has_length = commit.empty() || commit.size() == 40 || commit.size() == 64;
    if (!is_hex || !has_length) return unreadable("no commit id in 'sha'");
    return commit;
}

Result<bool> read_is_open(const json::Value& object) {
    PROFFER_TRY(const std::string state, read_text(object, "state"));
    if (state != "open" && state != "closed") return unreadable("an unknown state");
    return state == "open";
}

/// Ref and label differ once the branch is deleted: the label keeps its name. AGit pushes have no label.
Result<void> read_branches(const json::Value& json, ReadPullRequest& read) {
    PROFFER_TRY(const json::Value head, json.at("head"));
    PROFFER_TRY(const json::Value base, json.at("base"));
    PROFFER_TRY(const std::string ref, read_name(head, "ref"));
    PROFFER_TRY(const std::string label, read_optional_text(head, "label"));
    if (!is_clean(label)) return unreadable("no name in 'label'");
    PROFFER_TRY(read.value.base_branch, read_name(base, "ref"));
    PROFFER_TRY(read.value.head_commit, read_commit(head));
    read.value.head_branch = label.empty() ? ref : label;
    read.from_this_repository = !label.empty() && head.integer_or("repo_id", -1) == base.integer_or("repo_id", 0);
    return {};
}

/// "[write:issue,write:repository]" or the same with blanks, as 403 bodies end with it.
std::string missing_scopes(std::string_view message) {
    constexpr std::string_view k_mark = "required scope(s): [";
    const std::size_t start = message.find(k_mark);
    if (start == std::string_view::npos) return {};
    std::string_view list = message.substr(start + k_mark.size());
    list = list.substr(0, list.find(']'));
    const bool is_plain = std::all_of(list.begin(), list.end(),
                                      [](char c) { return (c >= 'a' && c <= 'z') || c == ':' || c == ' ' || c == ',' || c == '_'; });
    return is_plain && list.size() < 200 ? std::string(list) : std::string();
}

void explain_denied(Error& error, const RestAnswer& answer, const std::string& project) {
    const std::string message = answer.json ? answer.json->string_or("message", "") : "";
    const std::string scopes = missing_scopes(message);
    if (!scopes.empty()) {
        error.hint = fmt::format("give the token the scope '{}'", scopes);
        return;
    }
    if (message.empty()) error.message += ", write access is missing";
    error.hint = fmt::format("give the token's account write access to '{}'", project);
}

std::size_t draft_prefix_bytes(std::string_view title) {
    const std::string lower = base::to_lower(base::prefix(title, 16));
    for (const std::string_view prefix : k_draft_prefixes)
        if (lower.starts_with(prefix)) return prefix.size();
    return 0;
}

}  // namespace

std::string Place::page(std::string_view kind, std::int64_t number) const {
    return fmt::format("{}/{}/{}/{}", web_url, project, kind, number);
}

Result<Account> read_account(const json::Value& user) {
    Account account;
    PROFFER_TRY(const json::Value id, user.at("id"));
    PROFFER_TRY(account.id, id.integer());
    if (account.id == 0 || account.id < -2) return unreadable("no user's id");
    PROFFER_TRY(account.login, read_name(user, "login"));
    account.is_bot = account.id < 0;
    return account;
}

Result<ReadPullRequest> read_pull_request(const json::Value& json, const Place& place) {
    ReadPullRequest read;
    PullRequest& value = read.value;
    PROFFER_TRY(value.number, read_positive(json, "number"));
    PROFFER_CHECK(check_page(json, "html_url", value.number));
    value.url = place.page("pulls", value.number);
    PROFFER_TRY(const bool is_open, read_is_open(json));
    PROFFER_TRY(const bool is_merged, read_flag(json, "merged"));
    value.state = is_merged ? PullRequestState::merged : is_open ? PullRequestState::open : PullRequestState::closed;
    PROFFER_TRY(const std::string title, read_text(json, "title"));
    PROFFER_TRY(const bool is_told_draft, read_flag(json, "draft"));
    // Older servers do not tell; what they go by is the title.
    value.draft = json.find("draft") ? is_told_draft : has_draft_prefix(title);
    value.title = value.draft ? without_draft_prefix(title) : title;
    PROFFER_TRY(value.body, read_optional_text(json, "body"));
    PROFFER_CHECK(read_branches(json, read));
    PROFFER_TRY(value.author, read_author(json));
    PROFFER_TRY(value.labels, read_label_names(json));
    return read;
}

Result<Issue> read_issue(const json::Value& json, const Place& place) {
    Issue issue;
    PROFFER_TRY(issue.number, read_positive(json, "number"));
    PROFFER_CHECK(check_page(json, "html_url", issue.number));
    PROFFER_TRY(issue.title, read_text(json, "title"));
    PROFFER_TRY(issue.body, read_optional_text(json, "body"));
    PROFFER_TRY(issue.author, read_author(json));
    PROFFER_TRY(issue.labels, read_label_names(json));
    PROFFER_TRY(issue.updated_at, read_name(json, "updated_at"));
    PROFFER_TRY(issue.is_open, read_is_open(json));
    issue.is_pull_request = json.find("pull_request").has_value();
    issue.url = place.page(issue.is_pull_request ? "pulls" : "issues", issue.number);
    return issue;
}

Result<Comment> read_comment(const json::Value& json, const Place& place, Subject subject, std::int64_t number) {
    Comment comment;
    PROFFER_TRY(comment.id, read_positive(json, "id"));
    PROFFER_CHECK(check_page(json, "html_url", number));
    PROFFER_TRY(comment.author, read_author(json));
    PROFFER_TRY(comment.body, read_text(json, "body"));
    PROFFER_TRY(comment.created_at, read_name(json, "created_at"));
    PROFFER_TRY(comment.updated_at, read_name(json, "updated_at"));
    comment.url = fmt::format("{}#issuecomment-{}", place.page(subject == Subject::issue ? "issues" : "pulls", number), comment.id);
    return comment;
}

Result<Comment> read_review_comment(const json::Value& json, const Place& place, std::int64_t number) {
    PROFFER_TRY(Comment comment, read_comment(json, place, Subject::pull_request, number));
    PROFFER_TRY(comment.path, read_name(json, "path"));
    const std::int64_t line = json.integer_or("position", 0);
    // Of a line that is gone only the old number is told.
    comment.line = std::max<std::int64_t>(0, line > 0 ? line : json.integer_or("original_position", 0));
    return comment;
}

Result<Api::Standing> read_standing(const json::Value& answer) {
    Api::Standing standing;
    PROFFER_TRY(const json::Value user, answer.at("user"));
    PROFFER_TRY(standing.account, read_account(user));
    if (standing.account.id < 0) return unreadable("a user of the system instead of a person");
    PROFFER_TRY(const std::string permission, read_text(answer, "permission"));
    if (permission == "owner" || permission == "admin")
        standing.permission = Permission::admin;
    else if (permission == "write")
        standing.permission = Permission::write;
    else if (permission == "read")
        standing.permission = Permission::read;
    else if (permission != "none")
        return unreadable("an unknown permission");
    return standing;
}

Result<NamedId> read_named(const json::Value& thing, const char* name_key) {
    NamedId named;
    PROFFER_TRY(named.id, read_positive(thing, "id"));
    PROFFER_TRY(named.name, read_name(thing, name_key));
    named.is_open = thing.string_or("state", "open") == "open";
    return named;
}

Result<std::vector<std::string>> read_label_names(const json::Value& owner_of_labels) {
    std::vector<std::string> names;
    const auto labels = owner_of_labels.find("labels");
    if (!labels) return names;
    if (!labels->is_array()) return unreadable("no list in 'labels'");
    for (const json::Value& label : labels->elements()) {
        if (names.size() >= k_list_limit) break;
        PROFFER_TRY(std::string name, read_name(label, "name"));
        names.push_back(std::move(name));
    }
    return names;
}

Result<std::vector<std::string>> read_logins(const json::Value& object, const char* key) {
    std::vector<std::string> logins;
    const auto users = object.find(key);
    if (!users) return logins;
    if (!users->is_array()) return unreadable(fmt::format("no list in '{}'", key));
    for (const json::Value& user : users->elements()) {
        if (logins.size() >= k_list_limit) break;
        PROFFER_TRY(Account account, read_account(user));
        logins.push_back(std::move(account.login));
    }
    return logins;
}

Error refusal(const std::string& what, const RestAnswer& answer, const std::string& project) {
    Error error = error_of(what, answer);
    switch (answer.status) {
        case 403:
            if (error.code == ErrorCode::denied) explain_denied(error, answer, project);
            break;
        case 404: error.hint = fmt::format("check the name '{}' and that the token's account may see it", project); break;
        case 405: error.code = ErrorCode::denied; break;
        case 412: error.code = ErrorCode::conflict; break;
        case 423:
            error.code = ErrorCode::denied;
            error.hint = fmt::format("'{}' is archived or locked: unlock it, or leave it alone", project);
            break;
        default: break;
    }
    return error;
}

Result<json::Value> content_of(const std::string& what, const RestAnswer& answer, const std::string& project) {
    if (answer.status < 200 || answer.status > 299) return refusal(what, answer, project);
    if (!answer.json) return Error{ErrorCode::protocol, what + ": the forge's answer is empty", "", {}};
    return *answer.json;
}

bool has_draft_prefix(std::string_view title) {
    return draft_prefix_bytes(title) > 0;
}

std::string without_draft_prefix(std::string_view title) {
    // Some people put two.
    for (int round = 0; round < 4; ++round) {
        const std::size_t bytes = draft_prefix_bytes(title);
        if (bytes == 0) break;
        title = base::trim(title.substr(bytes));
    }
    return std::string(title);
}

std::string with_draft_prefix(std::string_view title) {
    return "WIP: " + std::string(title);
}

}  // namespace proffer::forge::gitea
