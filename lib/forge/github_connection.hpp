// What every part of the GitHub adapter speaks through: paths below one repository, GraphQL, and refusals in words. Internal to this
// module.
#pragma once

#include <string>

#include "forge/github.hpp"
#include "forge/rest_client.hpp"

namespace proffer::forge {

class GithubConnection {
 public:
    GithubConnection(http::Client& client, const GithubSettings& settings);

    [[nodiscard]] RestClient& rest() { return rest_; }
    /// "/repos/owner/name" and what follows, below the API's base url; fails where the project is not named "owner/name".
    [[nodiscard]] Result<std::string> repository(const std::string& rest_of_path) const;
    /// Of the API outside of repositories: "/user".
    [[nodiscard]] std::string global(const std::string& path) const { return prefix_ + path; }
    [[nodiscard]] const std::string& owner() const { return owner_; }
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::string full_name() const { return owner_ + "/" + name_; }

    /// Gives the field of `data` that is named; `variables` is a JSON object. `happened` as in RestClient::write: what it finds must
    /// look like an answer to the mutation.
    [[nodiscard]] Result<json::Value> mutate(const std::string& what, const std::string& field, const std::string& query,
                                             const std::string& variables, const RestClient::Happened& happened);

 private:
    std::string prefix_;  // "/v3" where GraphQL is beside it
    std::string owner_, name_;
    RestClient rest_;
};

/// For writes that may be done twice without harm.
[[nodiscard]] Result<std::optional<RestAnswer>> repeat_anyway();

/// `error_of` with GitHub's own words made out: which permission is missing (`needs`, as workflows spell it: "pull-requests: write"), and
/// where the setting is that forbids it.
[[nodiscard]] Error github_refusal(const std::string& what, const std::string& needs, const RestAnswer& answer);

/// The JSON of a 2xx answer; github_refusal for others; `protocol` without JSON.
[[nodiscard]] Result<json::Value> github_json(const std::string& what, const std::string& needs, const RestAnswer& answer);

/// All that GitHub says for people in a refusal: `message` and every `errors[].message`.
[[nodiscard]] std::string github_words(const RestAnswer& answer);

}  // namespace proffer::forge
