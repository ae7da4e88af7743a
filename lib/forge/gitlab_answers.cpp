// Reads what GitLab answers, strictly; and says in our words what its refusals mean.
#include "forge/gitlab_answers.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "http/url.hpp"

namespace proffer::forge {
namespace {

constexpr std::size_t k_name_bytes = 1024;
constexpr std::size_t k_url_bytes = 4096;
constexpr std::size_t k_message_bytes = 300;
constexpr std::size_t k_title_bytes = 255;
constexpr std::size_t k_messages = 20;

Error unreadable(std::string_view key, std::string_view problem) {
    return Error{ErrorCode::protocol, fmt::format("cannot read GitLab's answer: '{}' {}", key, problem), "", {}};
}

/// C0, DEL and, in UTF-8, C1.
bool has_control(std::string_view text) {
    for (std::size_t position = 0; position < text.size();) {
        const auto code_point = base::next_code_point(text, position);
        if (!code_point || *code_point < 0x20 || (*code_point >= 0x7f && *code_point < 0xa0)) return true;
    }
    return false;
}

Result<std::string> checked_name(std::string name, std::string_view key) {
    if (name.empty()) return unreadable(key, "is empty");
    if (name.size() > k_name_bytes) return unreadable(key, "is too long");
    if (has_control(name)) return unreadable(key, "has control characters");
    return name;
}

bool is_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "project_42_bot_ab12" and "group_7_bot": users that GitLab makes for tokens. Most lists do not say `bot`.
bool is_token_user(std::string_view login) {
    for (const std::string_view start : {std::string_view("project_"), std::string_view("group_")}) {
        if (!login.starts_with(start)) continue;
        const std::string_view rest = login.substr(start.size());
        const std::size_t end = rest.find('_');
        if (end != rest.npos && is_digits(rest.substr(0, end)) && rest.substr(end).starts_with("_bot")) return true;
    }
    return false;
}

bool take_prefix(std::string_view& title) {
    constexpr std::array<std::string_view, 5> k_prefixes = {"draft:", "[draft]", "(draft)", "wip:", "[wip]"};
    for (const std::string_view prefix : k_prefixes) {
        if (base::to_lower(title.substr(0, prefix.size())) != prefix) continue;
        title = base::trim(title.substr(prefix.size()));
        return true;
    }
    return false;
}

Result<PullRequestState> state_of(const json::Value& merge_request) {
    PROFFER_TRY(const std::string state, text_of(merge_request, "state"));
    // "locked" lasts for the moment of the merge.
    if (state == "opened" || state == "locked") return PullRequestState::open;
    if (state == "closed") return PullRequestState::closed;
    if (state == "merged") return PullRequestState::merged;
    return unreadable("state", "is unknown");
}

/// The same scheme, host and port; a port that is the scheme's own may be left out.
bool is_same_origin(const http::Url& one, const http::Url& other) {
    return one.scheme == other.scheme && one.host == other.host && one.port == other.port;
}

bool is_commit_id(std::string_view text) {
    return (text.size() == 40 || text.size() == 64) &&
           std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

void append_message(std::string& text, std::string_view part) {
    if (part.empty() || text.size() > k_message_bytes) return;
    if (!text.empty()) text += "; ";
    text += part;
}

/// `message` is a string, a list of strings, or a map from fields to lists.
void append_messages(std::string& text, const json::Value& message, std::string_view field) {
    const std::string before = field.empty() ? std::string() : std::string(field) + " ";
    if (message.is_string()) {
        if (const auto words = message.string()) append_message(text, before + *words);
        return;
    }
    const auto elements = message.elements();
    for (std::size_t i = 0; i < std::min(elements.size(), k_messages); ++i)
        if (const auto words = elements[i].string()) append_message(text, before + *words);
}

}  // namespace

std::string_view without_draft_prefix(std::string_view title) {
    title = base::trim(title);
    while (take_prefix(title)) {
    }
    return title;
}

std::string gitlab_title(std::string_view title, bool draft) {
    const std::string_view plain = without_draft_prefix(title);
    std::string made = (draft ? "Draft: " : "") + std::string(plain.empty() ? std::string_view("(no title)") : plain);
    return std::string(base::prefix(made, k_title_bytes));
}

Permission gitlab_permission(std::int64_t access_level) {
    constexpr std::int64_t k_planner = 15;
    if (access_level >= 50) return Permission::admin;
    if (access_level >= 40) return Permission::maintain;
    if (access_level >= 30) return Permission::write;
    if (access_level == k_planner) return Permission::triage;
    return access_level >= 10 ? Permission::read : Permission::none;
}

Result<std::string> text_of(const json::Value& object, std::string_view key) {
    PROFFER_TRY(const json::Value value, object.at(key));
    return value.string();
}

Result<std::string> optional_text_of(const json::Value& object, std::string_view key) {
    const auto value = object.find(key);
    return value ? value->string() : Result<std::string>(std::string());
}

Result<std::string> name_of(const json::Value& object, std::string_view key) {
    PROFFER_TRY(std::string name, text_of(object, key));
    return checked_name(std::move(name), key);
}

Result<std::int64_t> number_of(const json::Value& object, std::string_view key) {
    PROFFER_TRY(const json::Value value, object.at(key));
    PROFFER_TRY(const std::int64_t number, value.integer());
    if (number < 1) return unreadable(key, "is not positive");
    return number;
}

Result<std::vector<std::string>> names_of(const json::Value& object, std::string_view key) {
    std::vector<std::string> names;
    const auto list = object.find(key);
    if (!list) return names;
    if (!list->is_array()) return unreadable(key, "is no list");
    for (const json::Value& element : list->elements()) {
        PROFFER_TRY(std::string text, element.string());
        PROFFER_TRY(std::string name, checked_name(std::move(text), key));
        names.push_back(std::move(name));
    }
    return names;
}

GitlabReader::GitlabReader(std::string web_base_url, std::string project_path)
    : web_base_url_(std::move(web_base_url)), project_path_(std::move(project_path)) {
    while (web_base_url_.ends_with('/')) web_base_url_.pop_back();
}

Result<std::string> GitlabReader::web_url(const json::Value& object) const {
    PROFFER_TRY(std::string url, text_of(object, "web_url"));
    if (url.size() > k_url_bytes) return unreadable("web_url", "is too long");
    const auto read = http::parse_url(url);
    const auto expected = http::parse_url(web_base_url_);
    if (!read || has_control(url)) return unreadable("web_url", "is no address");
    if (!expected || !is_same_origin(*read, *expected)) return unreadable("web_url", "leads to another host");
    return url;
}

Result<Account> GitlabReader::account(const json::Value& user) const {
    Account account;
    PROFFER_TRY(account.id, number_of(user, "id"));
    PROFFER_TRY(account.login, name_of(user, "username"));
    account.is_bot = user.boolean_or("bot", false) || is_token_user(account.login);
    return account;
}

Result<PullRequest> GitlabReader::pull_request(const json::Value& merge_request) const {
    PullRequest read;
    PROFFER_TRY(read.number, number_of(merge_request, "iid"));
    PROFFER_TRY(read.url, web_url(merge_request));
    PROFFER_TRY(read.state, state_of(merge_request));
    PROFFER_TRY(const std::string title, text_of(merge_request, "title"));
    read.title = without_draft_prefix(title);
    const bool has_prefix = read.title.size() < base::trim(title).size();
    read.draft = merge_request.boolean_or("draft", merge_request.boolean_or("work_in_progress", has_prefix));
    PROFFER_TRY(read.body, optional_text_of(merge_request, "description"));
    PROFFER_TRY(read.head_branch, name_of(merge_request, "source_branch"));
    PROFFER_TRY(read.base_branch, name_of(merge_request, "target_branch"));
    PROFFER_TRY(read.head_commit, optional_text_of(merge_request, "sha"));
    if (!read.head_commit.empty() && !is_commit_id(read.head_commit)) return unreadable("sha", "is no commit id");
    PROFFER_TRY(const json::Value author, merge_request.at("author"));
    PROFFER_TRY(read.author, account(author));
    PROFFER_TRY(read.labels, names_of(merge_request, "labels"));
    return read;
}

Result<Issue> GitlabReader::issue(const json::Value& issue) const {
    Issue read;
    PROFFER_TRY(read.number, number_of(issue, "iid"));
    PROFFER_TRY(read.title, text_of(issue, "title"));
    PROFFER_TRY(read.body, optional_text_of(issue, "description"));
    PROFFER_TRY(const json::Value author, issue.at("author"));
    PROFFER_TRY(read.author, account(author));
    PROFFER_TRY(read.labels, names_of(issue, "labels"));
    PROFFER_TRY(read.updated_at, name_of(issue, "updated_at"));
    PROFFER_TRY(const std::string state, text_of(issue, "state"));
    if (state != "opened" && state != "closed") return unreadable("state", "is unknown");
    read.is_open = state == "opened";
    PROFFER_TRY(read.url, web_url(issue));
    return read;
}

Result<Comment> GitlabReader::comment(const json::Value& note, Subject subject, std::int64_t number) const {
    Comment read;
    PROFFER_TRY(read.id, number_of(note, "id"));
    PROFFER_TRY(const json::Value author, note.at("author"));
    PROFFER_TRY(read.author, account(author));
    PROFFER_TRY(read.body, text_of(note, "body"));
    PROFFER_TRY(read.created_at, name_of(note, "created_at"));
    PROFFER_TRY(read.updated_at, name_of(note, "updated_at"));
    // Notes come without an address; this is where GitLab shows them.
    const std::string_view folder = subject == Subject::issue ? "issues" : "merge_requests";
    read.url = fmt::format("{}/-/{}/{}#note_{}", project_url(), folder, number, read.id);
    if (const auto position = note.find("position"); position && position->is_object()) {
        const bool is_new = position->find("new_path").has_value();
        PROFFER_TRY(read.path, name_of(*position, is_new ? "new_path" : "old_path"));
        read.line = std::max<std::int64_t>(0, position->integer_or("new_line", position->integer_or("old_line", 0)));
    }
    return read;
}

std::string gitlab_message(const RestAnswer& answer) {
    std::string text;
    if (answer.json) {
        if (const auto message = answer.json->find("message")) {
            append_messages(text, *message, "");
            const auto fields = message->keys();
            for (std::size_t i = 0; i < std::min(fields.size(), k_messages); ++i)
                if (const auto problems = message->find(fields[i])) append_messages(text, *problems, fields[i]);
        }
        if (const auto error = answer.json->find("error")) append_messages(text, *error, "");
        append_message(text, answer.json->string_or("error_description", ""));
    } else {
        const auto lines = base::split_lines(std::string_view(answer.body).substr(0, k_message_bytes));
        if (!lines.empty() && !lines.front().starts_with('<')) text = base::trim(lines.front());
    }
    return base::visible_line(base::prefix(text, k_message_bytes));
}

std::string gitlab_token_hint(bool is_job_token) {
    const std::string_view wanted =
        "a project access token with the role Developer and the scopes 'api' and 'write_repository' (Settings > Access tokens), and give "
        "it "
        "as the masked variable PROFFER_TOKEN";
    if (is_job_token) return fmt::format("CI_JOB_TOKEN may not use most of GitLab's API: make {}", wanted);
    return fmt::format("make {}", wanted);
}

Error gitlab_error(const GitlabCall& call, const RestAnswer& answer, bool is_job_token) {
    const std::string said = gitlab_message(answer);
    const std::string reason = fmt::format("GitLab answered {}{}{}", answer.status, said.empty() ? "" : ": ", said);
    const std::string message = fmt::format("cannot {}: {}", call.what, reason);
    const int status = answer.status;
    if (is_job_token && (status == 401 || status == 403 || status == 404))
        return Error{ErrorCode::denied, fmt::format("cannot {} with a job's token: {}", call.what, reason), gitlab_token_hint(true), {}};
    if (status == 401)
        return Error{ErrorCode::unauthorized, message, "the token is missing, expired or revoked; " + gitlab_token_hint(false), {}};
    if (status == 403) {
        const std::string denied = call.needs.empty() ? message : fmt::format("{}; it needs {}", message, call.needs);
        return Error{ErrorCode::denied, denied, gitlab_token_hint(false), {}};
    }
    if (status == 404 || status == 410)
        return Error{ErrorCode::not_found, message, "GitLab also says so of a private project that the token may not see", {}};
    if (status == 409) return Error{ErrorCode::conflict, message, "", {}};
    if (status == 400 || status == 405 || status == 406 || status == 413 || status == 422) return Error{ErrorCode::denied, message, "", {}};
    if (status >= 300 && status < 400)
        return Error{ErrorCode::protocol, message, "redirects are not followed with a token: has the project or the host moved?", {}};
    return error_of(fmt::format("cannot {}", call.what), answer);
}

}  // namespace proffer::forge
