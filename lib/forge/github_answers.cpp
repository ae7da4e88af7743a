// GitHub's JSON as our values; everything in it may be hostile.
#include "forge/github_answers.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "domain/oid.hpp"
#include "http/url.hpp"

namespace proffer::forge {
namespace {

constexpr std::size_t k_name_limit_bytes = 1024;

Error unreadable(const std::string& why) {
    return {ErrorCode::protocol, "GitHub's answer is not usable: " + why, "", {}};
}

/// C0, DEL and C1; JSON strings are valid UTF-8.
bool has_control(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7f) return true;
        if (byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0) return true;
    }
    return false;
}

/// A url for people: of the web origin, and nothing in it that a log or a page could trip over.
Result<std::string> web_url(const json::Value& json, const GithubOrigin& origin) {
    PROFFER_TRY(const std::string text, plain_text(json, "html_url"));
    // A comment's place on its page stands behind a '#', which is no part of what is asked of a server.
    const std::size_t fragment = text.find('#');
    const auto url = http::parse_url(std::string_view(text).substr(0, fragment));
    const auto expected = http::parse_url(origin.web_url);
    const bool same = url && expected && url->scheme == expected->scheme && url->host == expected->host && url->port == expected->port;
    if (!same) return unreadable("its url leads to another place");
    const auto is_plain = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
    };
    if (fragment != std::string::npos && !std::all_of(text.begin() + static_cast<std::ptrdiff_t>(fragment) + 1, text.end(), is_plain))
        return unreadable("its url has an odd end");
    return text;
}

/// RFC 3339 by its letters; nobody calculates with it.
Result<std::string> timestamp(const json::Value& json, std::string_view key) {
    PROFFER_TRY(const std::string text, plain_text(json, key));
    const auto is_part = [](char c) {
        return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == ':' || c == '.' || c == 'T' || c == 'Z';
    };
    if (text.size() < 20 || text.size() > 40 || !std::all_of(text.begin(), text.end(), is_part))
        return unreadable("'" + std::string(key) + "' is no time");
    return text;
}

/// GitHub shows what a deleted account left behind as the work of this one.
Result<Account> author_of(const json::Value& json) {
    const auto user = json.find("user");
    if (!user) return Account{10137, "ghost", false};
    return read_github_account(*user);
}

/// Labels of issues are objects or, by the description, plain strings.
Result<std::vector<std::string>> labels_of(const json::Value& json) {
    std::vector<std::string> names;
    const auto labels = json.find("labels");
    if (!labels) return names;
    if (!labels->is_array()) return unreadable("'labels' is no list");
    for (const json::Value& label : labels->elements()) {
        if (label.is_string()) {
            PROFFER_TRY(names.emplace_back(), label.string());
        } else {
            PROFFER_TRY(names.emplace_back(), plain_text(label, "name"));
        }
        if (has_control(names.back())) return unreadable("a label holds control characters");
    }
    return names;
}

Result<std::string> text_or_null(const json::Value& json, std::string_view key) {
    const auto value = json.find(key);
    if (!value) return std::string();
    return value->string();
}

Result<PullRequestState> state_of(const json::Value& json) {
    PROFFER_TRY(const std::string state, plain_text(json, "state"));
    if (json.find("merged_at") || json.boolean_or("merged", false)) return PullRequestState::merged;
    if (state == "open") return PullRequestState::open;
    if (state == "closed") return PullRequestState::closed;
    return unreadable("the state is neither open nor closed");
}

}  // namespace

Result<std::int64_t> positive_number(const json::Value& json, std::string_view key) {
    PROFFER_TRY(const json::Value value, json.at(key));
    PROFFER_TRY(const std::int64_t number, value.integer());
    if (number <= 0) return unreadable("'" + std::string(key) + "' is not above zero");
    return number;
}

Result<std::string> plain_text(const json::Value& json, std::string_view key) {
    PROFFER_TRY(const json::Value value, json.at(key));
    PROFFER_TRY(const std::string text, value.string());
    if (text.empty() || text.size() > k_name_limit_bytes || has_control(text))
        return unreadable("'" + std::string(key) + "' is empty, too long or holds control characters");
    return text;
}

Result<Account> read_github_account(const json::Value& user) {
    Account account;
    PROFFER_TRY(account.id, positive_number(user, "id"));
    PROFFER_TRY(account.login, plain_text(user, "login"));
    account.is_bot = user.string_or("type", "") == "Bot";
    return account;
}

Result<PullRequest> read_github_pull_request(const json::Value& json, const GithubOrigin& origin) {
    PullRequest pull;
    PROFFER_TRY(pull.number, positive_number(json, "number"));
    PROFFER_TRY(pull.node_id, plain_text(json, "node_id"));
    PROFFER_TRY(pull.url, web_url(json, origin));
    PROFFER_TRY(pull.state, state_of(json));
    pull.draft = json.boolean_or("draft", false);
    PROFFER_TRY(const json::Value title, json.at("title"));
    PROFFER_TRY(pull.title, title.string());
    PROFFER_TRY(pull.body, text_or_null(json, "body"));
    PROFFER_TRY(const json::Value head, json.at("head"));
    PROFFER_TRY(const json::Value base, json.at("base"));
    PROFFER_TRY(pull.head_branch, plain_text(head, "ref"));
    PROFFER_TRY(pull.base_branch, plain_text(base, "ref"));
    PROFFER_TRY(const std::string commit, plain_text(head, "sha"));
    const auto oid = domain::Oid::parse(commit);
    if (!oid) return unreadable("the head's commit is no object id");
    pull.head_commit = oid->text();
    PROFFER_TRY(pull.author, author_of(json));
    PROFFER_TRY(pull.labels, labels_of(json));
    return pull;
}

Result<Issue> read_github_issue(const json::Value& json, const GithubOrigin& origin) {
    Issue issue;
    PROFFER_TRY(issue.number, positive_number(json, "number"));
    PROFFER_TRY(const json::Value title, json.at("title"));
    PROFFER_TRY(issue.title, title.string());
    PROFFER_TRY(issue.body, text_or_null(json, "body"));
    PROFFER_TRY(issue.author, author_of(json));
    PROFFER_TRY(issue.labels, labels_of(json));
    PROFFER_TRY(issue.updated_at, timestamp(json, "updated_at"));
    PROFFER_TRY(const std::string state, plain_text(json, "state"));
    if (state != "open" && state != "closed") return unreadable("the state is neither open nor closed");
    issue.is_open = state == "open";
    issue.is_pull_request = json.find("pull_request").has_value();
    PROFFER_TRY(issue.url, web_url(json, origin));
    return issue;
}

Result<Comment> read_github_comment(const json::Value& json, const GithubOrigin& origin) {
    Comment comment;
    PROFFER_TRY(comment.id, positive_number(json, "id"));
    PROFFER_TRY(comment.author, author_of(json));
    PROFFER_TRY(comment.body, text_or_null(json, "body"));
    // Reviews have one time only.
    const bool is_review = json.find("submitted_at").has_value();
    PROFFER_TRY(comment.created_at, timestamp(json, is_review ? "submitted_at" : "created_at"));
    PROFFER_TRY(comment.updated_at, timestamp(json, is_review ? "submitted_at" : "updated_at"));
    PROFFER_TRY(comment.url, web_url(json, origin));
    if (!json.find("path")) return comment;
    PROFFER_TRY(comment.path, plain_text(json, "path"));
    comment.line = std::max<std::int64_t>(0, json.integer_or("line", json.integer_or("original_line", 0)));
    return comment;
}

std::string github_head_repository(const json::Value& pull_request) {
    const auto head = pull_request.find("head");
    const auto repository = head ? head->find("repo") : std::nullopt;
    return repository ? repository->string_or("full_name", "") : "";
}

}  // namespace proffer::forge
