// What all calls to Gitea share, the token's account and the repository's settings.
#include "forge/gitea.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "forge/gitea_adapter.hpp"

namespace proffer::forge {
namespace gitea {
namespace {

constexpr int k_page_limit = 200;
constexpr int k_page_size = 50;  // MAX_RESPONSE_ITEMS, unless the operator chose another
constexpr std::size_t k_list_limit_bytes = 64 * 1024 * 1024;
constexpr std::int64_t k_actions_user_id = -2;

std::string without_slash(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

RestSettings rest_settings(const GiteaSettings& settings) {
    RestSettings rest;
    rest.base_url = without_slash(settings.api_url);
    if (!settings.token.empty()) rest.headers.push_back({"Authorization", "token " + settings.token});
    rest.retries = settings.retries;
    rest.allow_private_address = settings.allow_private_address;
    rest.wait = settings.wait;
    return rest;
}

/// A branch as part of a url: slashes stay.
std::string escape_branch(const std::string& branch) {
    return base::replace_all(escape_path(branch), "%2F", "/");
}

std::optional<std::size_t> total_of(const RestAnswer& answer) {
    const std::string_view text = answer.header("x-total-count");
    if (text.empty() || text.size() > 9) return {};
    std::size_t total = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return {};
        total = total * 10 + static_cast<std::size_t>(c - '0');
    }
    return total;
}

}  // namespace

Adapter::Adapter(http::Client& client, const GiteaSettings& settings)
    : rest_(client, rest_settings(settings)), place_{without_slash(settings.web_url), settings.project} {
    const std::size_t slash = settings.project.find('/');
    owner_ = settings.project.substr(0, slash);
    const std::string name = slash == std::string::npos ? "" : settings.project.substr(slash + 1);
    repository_path_ = "/repos/" + escape_path(owner_) + "/" + escape_path(name);
}

std::string Adapter::issue_path(std::int64_t number) const {
    return fmt::format("{}/issues/{}", repository_path_, number);
}

std::string Adapter::pull_path(std::int64_t number) const {
    return fmt::format("{}/pulls/{}", repository_path_, number);
}

Result<json::Value> Adapter::fetch(const std::string& what, const std::string& path) {
    PROFFER_TRY(const RestAnswer answer, rest_.get(path));
    return content_of(what, answer, place_.project);
}

Result<std::vector<json::Value>> Adapter::list(const std::string& what, const std::string& path, std::size_t most) {
    std::vector<json::Value> all;
    std::string first_before;
    std::size_t seen = 0, bytes = 0;
    const char separator = path.find('?') == std::string::npos ? '?' : '&';
    for (int page = 1; page <= k_page_limit && bytes < k_list_limit_bytes; ++page) {
        PROFFER_TRY(const RestAnswer answer, rest_.get(fmt::format("{}{}page={}&limit={}", path, separator, page, k_page_size)));
        PROFFER_TRY(const json::Value json, content_of(what, answer, place_.project));
        if (!json.is_array()) return Error{ErrorCode::protocol, what + ": the forge answered something else than a list", "", {}};
        std::vector<json::Value> elements = json.elements();
        if (elements.empty()) return all;
        // Some lists come whole, whatever page is asked for.
        std::string first = elements.front().text();
        if (first == first_before) return all;
        first_before = std::move(first);
        seen += elements.size();
        bytes += answer.body.size();
        for (json::Value& element : elements) {
            if (all.size() >= most) return all;
            all.push_back(std::move(element));
        }
        const auto total = total_of(answer);
        if (total && seen >= *total) return all;
        if (all.size() >= most) return all;
    }
    return Error{ErrorCode::protocol, what + ": the forge's list has no end", "", {}};
}

Result<RestAnswer> Adapter::write_again(const std::string& method, const std::string& path, const std::string& body) {
    return rest_.write(method, path, body, []() -> Result<std::optional<RestAnswer>> { return std::optional<RestAnswer>(); });
}

Result<Account> Adapter::own_account() {
    if (own_) return *own_;
    PROFFER_TRY(const json::Value user, fetch("cannot ask whom the token belongs to", "/user"));
    PROFFER_TRY(const Account account, read_account(user));
    own_ = account;
    return account;
}

/// Users have no type here, but only organisations answer to this.
Result<bool> Adapter::owner_is_organisation() {
    PROFFER_TRY(const RestAnswer answer, rest_.get("/orgs/" + escape_path(owner_)));
    if (answer.status == 404) return false;
    PROFFER_TRY(const json::Value organisation,
                content_of("cannot ask whether '" + owner_ + "' is an organisation", answer, place_.project));
    PROFFER_CHECK(organisation.at("id"));
    return true;
}

Result<RepositoryFacts> Adapter::repository_facts() {
    PROFFER_TRY(const json::Value json, fetch("cannot read the repository's settings", repository_path_));
    RepositoryFacts facts;
    PROFFER_TRY(const json::Value branch, json.at("default_branch"));
    PROFFER_TRY(facts.default_branch, branch.string());
    if (!base::find_invisible(facts.default_branch).empty())
        return Error{ErrorCode::protocol, "the forge's answer holds no name in 'default_branch'", "", {}};
    facts.archived = json.boolean_or("archived", false);
    facts.is_fork = json.boolean_or("fork", false);
    facts.has_issues = json.boolean_or("has_issues", true);
    if (const auto permissions = json.find("permissions")) {
        facts.may_push = permissions->boolean_or("push", false) && !facts.archived;
        facts.may_open_pull_requests =
            permissions->boolean_or("pull", false) && json.boolean_or("has_pull_requests", true) && !facts.archived;
    }
    const auto account = own_account();
    facts.token_kind = account && account->id == k_actions_user_id ? "Gitea Actions token" : "access token";
    return facts;
}

std::string Adapter::compare_url(const std::string& base_branch, const std::string& head_branch) const {
    return fmt::format("{}/{}/compare/{}...{}", place_.web_url, place_.project, escape_branch(base_branch), escape_branch(head_branch));
}

}  // namespace gitea

std::unique_ptr<Api> make_gitea(http::Client& client, const GiteaSettings& settings) {
    return std::make_unique<gitea::Adapter>(client, settings);
}

}  // namespace proffer::forge
