// GitHub's base urls, headers, GraphQL errors and refusals.
#include "forge/github_connection.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace proffer::forge {
namespace {

/// On Enterprise Server, REST is at /api/v3 and GraphQL at /api/graphql: one base url for both keeps one gap between writes.
std::string base_url_of(std::string api_url) {
    while (api_url.ends_with('/')) api_url.pop_back();
    if (api_url.ends_with("/api/v3")) api_url.resize(api_url.size() - 3);
    return api_url;
}

std::string prefix_of(const std::string& api_url) {
    return base_url_of(api_url).ends_with("/api") && api_url.find("/api/v3") != std::string::npos ? "/v3" : "";
}

RestSettings rest_settings(const GithubSettings& settings) {
    RestSettings rest;
    rest.base_url = base_url_of(settings.api_base_url);
    rest.headers = {{"Accept", "application/vnd.github+json"}, {"X-GitHub-Api-Version", "2022-11-28"}};
    if (!settings.token.empty()) rest.headers.push_back({"Authorization", "Bearer " + settings.token});
    rest.retries = settings.retries;
    rest.write_gap = settings.write_gap;
    rest.time_limit = settings.time_limit;
    rest.allow_private_address = settings.allow_private_address;
    rest.wait = settings.wait;
    return rest;
}

bool holds(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

ErrorCode code_of_graphql(std::string_view type) {
    if (type == "NOT_FOUND") return ErrorCode::not_found;
    if (type == "RATE_LIMITED") return ErrorCode::rate_limited;
    if (type == "STALE_DATA") return ErrorCode::conflict;
    if (type == "FORBIDDEN" || type == "UNPROCESSABLE" || type == "INSUFFICIENT_SCOPES") return ErrorCode::denied;
    return ErrorCode::protocol;
}

std::string hint_for_graphql(std::string_view message) {
    if (holds(message, "uto merge is not allowed") || holds(message, "uto-merge is not allowed"))
        return "switch on Settings > General > Pull Requests > 'Allow auto-merge' in the repository";
    if (holds(message, "clean status") || holds(message, "unstable status"))
        return "auto-merge needs something to wait for: require a check or a review for the base branch, or merge by hand";
    if (holds(message, "not accessible by"))
        return "give the job 'permissions: pull-requests: write, contents: write', or the token the same rights on this repository";
    return "";
}

Error graphql_error(const std::string& what, const json::Value& error) {
    const std::string message = error.string_or("message", "");
    const std::string shown = base::visible_line(base::prefix(base::trim(message.substr(0, message.find('\n'))), 300));
    return {code_of_graphql(error.string_or("type", "")), what + ": GitHub says '" + shown + "'", hint_for_graphql(message), {}};
}

/// Who has to change what; the first that fits.
std::string hint_of(const std::string& words, const std::string& needs, const RestAnswer& answer) {
    if (holds(words, "not permitted to create or approve pull requests"))
        return "switch on Settings > Actions > General > Workflow permissions > 'Allow GitHub Actions to create and approve pull requests' "
               "in the repository and, where there is one, in its organisation; or use a token of your own";
    if (holds(words, "SAML")) return "authorise the token for the organisation's single sign-on";
    if (holds(words, "archived")) return "the repository is archived and cannot be changed";
    if (holds(words, "not accessible by integration")) return "give the job, or the App, the permission '" + needs + "'";
    if (holds(words, "not accessible by personal access token")) return "give the fine-grained token '" + needs + "' on this repository";
    if (holds(words, "Draft pull requests are not supported")) return "the repository's plan has no drafts: set 'draft: false'";
    if (holds(words, "No commits between")) return "the branch holds nothing that its base does not have";
    if (answer.status == 404 || answer.status == 403) return "check the project's name, and that the token has '" + needs + "' on it";
    return "";
}

/// "field 'base' is invalid", where GitHub says no more than that.
std::string field_problems(const RestAnswer& answer) {
    const auto errors = answer.json ? answer.json->find("errors") : std::nullopt;
    if (!errors) return "";
    std::vector<std::string> problems;
    for (const json::Value& error : errors->elements()) {
        if (problems.size() == 5 || !error.string_or("message", "").empty() || error.string_or("field", "").empty()) continue;
        problems.push_back("field '" + error.string_or("field", "") + "' is " + error.string_or("code", "refused"));
    }
    return base::visible_line(base::prefix(base::join(problems, ", "), 300));
}

}  // namespace

GithubConnection::GithubConnection(http::Client& client, const GithubSettings& settings)
    : prefix_(prefix_of(settings.api_base_url)), rest_(client, rest_settings(settings)) {
    const std::size_t slash = settings.project_path.find('/');
    if (slash == std::string::npos || settings.project_path.find('/', slash + 1) != std::string::npos) return;
    owner_ = settings.project_path.substr(0, slash);
    name_ = settings.project_path.substr(slash + 1);
}

Result<std::string> GithubConnection::repository(const std::string& rest_of_path) const {
    const auto is_name = [](const std::string& name) { return !name.empty() && name != "." && name != ".."; };
    if (!is_name(owner_) || !is_name(name_))
        return Error{ErrorCode::usage, "the project on GitHub is not named", "name it as 'owner/name'", {}};
    return prefix_ + "/repos/" + escape_path(owner_) + "/" + escape_path(name_) + rest_of_path;
}

Result<json::Value> GithubConnection::mutate(const std::string& what, const std::string& field, const std::string& query,
                                             const std::string& variables, const RestClient::Happened& happened) {
    json::Writer writer;
    writer.begin_object().member("query", query);
    std::string body = writer.end_object().text();
    // The variables are JSON already.
    body.pop_back();
    body += ",\"variables\":" + variables + "}";
    PROFFER_TRY(const RestAnswer answer, rest_.write("POST", "/graphql", body, happened));
    PROFFER_TRY(const json::Value json, github_json(what, "contents: write, pull-requests: write", answer));
    if (const auto errors = json.find("errors"); errors && !errors->elements().empty())
        return graphql_error(what, errors->elements().front());
    const auto data = json.find("data");
    const auto found = data ? data->find(field) : std::nullopt;
    if (!found) return Error{ErrorCode::protocol, what + ": GitHub's answer holds no '" + field + "'", "", {}};
    return *found;
}

Result<std::optional<RestAnswer>> repeat_anyway() {
    return std::optional<RestAnswer>();
}

std::string github_words(const RestAnswer& answer) {
    if (!answer.json) return "";
    std::string words = answer.json->string_or("message", "");
    if (const auto errors = answer.json->find("errors"))
        for (const json::Value& error : errors->elements())
            words += "\n" + (error.is_string() ? error.string().value_or("") : error.string_or("message", ""));
    return words;
}

Error github_refusal(const std::string& what, const std::string& needs, const RestAnswer& answer) {
    Error error = error_of(what, answer);
    const std::string words = github_words(answer);
    if (const std::string problems = field_problems(answer); !problems.empty()) error.message += ": " + problems;
    // A blocked branch or text is 422 as well; only these say that a right is missing.
    if (answer.status == 403 && error.code == ErrorCode::denied && holds(words, "not accessible by"))
        error.message += ": permission '" + needs + "' is missing";
    if (const std::string hint = hint_of(words, needs, answer); !hint.empty() && error.code != ErrorCode::rate_limited) error.hint = hint;
    return error;
}

Result<json::Value> github_json(const std::string& what, const std::string& needs, const RestAnswer& answer) {
    if (answer.status < 200 || answer.status > 299) return github_refusal(what, needs, answer);
    if (!answer.json) return Error{ErrorCode::protocol, what + ": GitHub's answer is empty", "", {}};
    return *answer.json;
}

}  // namespace proffer::forge
