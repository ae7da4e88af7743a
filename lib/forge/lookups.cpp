// Small questions that no run has.
#include "forge/lookups.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "forge/rest_client.hpp"
#include "json/json.hpp"

namespace proffer::forge {
namespace {

constexpr std::uint64_t k_answer_bytes = 4 * 1024 * 1024;
constexpr int k_most_pages = 20;
constexpr int k_page_size = 50;
constexpr std::size_t k_most_rules = 200;

http::Header authorization(const Place& place) {
    if (place.kind == Kind::gitlab) return {place.is_job_token ? "JOB-TOKEN" : "PRIVATE-TOKEN", place.token};
    return {"Authorization", (place.kind == Kind::gitea ? "token " : "Bearer ") + place.token};
}

Result<http::Response> fetch(http::Client& client, const Place& place, const std::string& path) {
    http::Request request;
    request.url = place.api_url + path;
    request.headers = {{"Accept", place.kind == Kind::github ? "application/vnd.github+json" : "application/json"}, authorization(place)};
    if (place.kind == Kind::github) request.headers.push_back({"X-GitHub-Api-Version", "2022-11-28"});
    request.total_timeout = std::chrono::seconds(20);
    request.body_limit_bytes = k_answer_bytes;
    request.allow_private_address = true;  // as for the adapters
    return client.send(request);
}

/// "owner/name", each part escaped for a path.
std::string escaped_project(const Place& place) {
    const auto slash = place.project.find('/');
    return escape_path(place.project.substr(0, slash)) + "/" +
           escape_path(slash == std::string::npos ? "" : std::string_view(place.project).substr(slash + 1));
}

std::optional<bool> found_by_status(int status) {
    if (status == 200) return true;
    return status == 404 ? std::optional(false) : std::nullopt;
}

/// Looks through the pages of a list of labels.
Result<std::optional<bool>> fetch_is_listed(http::Client& client, const Place& place, const std::string& list, const std::string& label) {
    for (int page = 1; page <= k_most_pages; ++page) {
        PROFFER_TRY(const http::Response response, fetch(client, place, fmt::format("{}?limit={}&page={}", list, k_page_size, page)));
        if (response.status != 200) return std::optional<bool>();
        const auto json = json::Value::parse(response.body);
        if (!json || !json->is_array()) return std::optional<bool>();
        const auto elements = json->elements();
        if (elements.empty()) return std::optional(false);
        for (const json::Value& element : elements)
            if (element.string_or("name", "") == label) return std::optional(true);
    }
    return std::optional<bool>();
}

Result<std::optional<bool>> fetch_gitea_label(http::Client& client, const Place& place, const std::string& label) {
    PROFFER_TRY(const auto own, fetch_is_listed(client, place, "/repos/" + escaped_project(place) + "/labels", label));
    if (!own || *own) return own;
    const std::string owner = escape_path(place.project.substr(0, place.project.find('/')));
    PROFFER_TRY(const auto shared, fetch_is_listed(client, place, "/orgs/" + owner + "/labels", label));
    // People have no shared labels: the repository's list was the whole answer.
    return std::optional(shared.value_or(false));
}

}  // namespace

Result<std::optional<bool>> fetch_has_label(http::Client& client, const Place& place, const std::string& label) {
    // A job token of GitLab's reads no labels.
    if (place.kind == Kind::none || (place.kind == Kind::gitlab && place.is_job_token)) return std::optional<bool>();
    if (place.kind == Kind::gitea) return fetch_gitea_label(client, place, label);
    const std::string path = place.kind == Kind::gitlab ? "/projects/" + escape_path(place.project) + "/labels/" + escape_path(label)
                                                        : "/repos/" + escaped_project(place) + "/labels/" + escape_path(label);
    PROFFER_TRY(const http::Response response, fetch(client, place, path));
    return found_by_status(response.status);
}

Result<std::vector<std::string>> fetch_branch_rules(http::Client& client, const Place& place, const std::string& branch) {
    std::vector<std::string> kinds;
    if (place.kind != Kind::github) return kinds;
    PROFFER_TRY(const http::Response response,
                fetch(client, place, "/repos/" + escaped_project(place) + "/rules/branches/" + escape_path(branch)));
    const auto json = json::Value::parse(response.status == 200 ? response.body : "[]");
    if (!json) return kinds;
    for (const json::Value& rule : json->elements())
        if (kinds.size() < k_most_rules) kinds.emplace_back(base::prefix(rule.string_or("type", ""), 100));
    return kinds;
}

Result<Account> fetch_account(http::Client& client, const Place& place, const std::string& login) {
    const std::string shown = base::visible_line(base::prefix(login, 100));
    const std::string name = place.kind == Kind::gitlab ? "username" : "login";
    const std::string path = (place.kind == Kind::gitlab ? "/users?username=" : "/users/") + escape_path(login);
    PROFFER_TRY(const http::Response response, fetch(client, place, path));
    if (response.status == 401 || response.status == 403)
        return Error{
            ErrorCode::denied, "the forge does not tell this token who '" + shown + "' is", "give the job a token that may ask", {}};
    const Error nobody{ErrorCode::not_found, "the forge knows nobody called '" + shown + "'", "", {}};
    if (response.status == 404 || login == "." || login == "..") return nobody;
    PROFFER_TRY(json::Value json, json::Value::parse(response.status == 200 ? response.body : ""));
    if (place.kind == Kind::gitlab) {
        const auto found = json.elements();
        if (found.empty()) return nobody;
        json = found.front();
    }
    Account account{json.integer_or("id", 0), json.string_or(name, ""), false};
    // GitLab tells of bots only to administrators.
    account.is_bot = json.string_or("type", "") == "Bot" || json.boolean_or("bot", false);
    if (account.id > 0 && base::to_lower(account.login) == base::to_lower(login)) return account;
    return Error{ErrorCode::protocol, "the forge's answer on who '" + shown + "' is cannot be used", "", {}};
}

}  // namespace proffer::forge
