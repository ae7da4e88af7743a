// What is asked of a forge beside the adapters: one GET each, no retries, nothing is written.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "forge/api.hpp"
#include "forge/place.hpp"
#include "http/client.hpp"

namespace proffer::forge {

/// Whether people can put that label on an issue; nothing when the forge does not tell. Fails as http::Client::send.
[[nodiscard]] Result<std::optional<bool>> fetch_has_label(http::Client& client, const Place& place, const std::string& label);

/// The kinds of rules ("creation", "required_signatures", …) that hold for a branch of that name, whether it is there or not. Only GitHub
/// tells; empty elsewhere and when it does not.
[[nodiscard]] Result<std::vector<std::string>> fetch_branch_rules(http::Client& client, const Place& place, const std::string& branch);

/// Whose name that is now. Fails with `not_found` for nobody's, `denied` when the forge does not tell this token, `protocol` for an answer
/// that is not usable, else as http::Client::send.
[[nodiscard]] Result<Account> fetch_account(http::Client& client, const Place& place, const std::string& login);

}  // namespace proffer::forge
