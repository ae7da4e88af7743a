// Remote urls: their parts, and what the user's url.*.insteadOf makes of them. `displayed_url` is in repository.hpp.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "git/configuration.hpp"

namespace proffer::git {

/// True for http and https.
[[nodiscard]] bool is_http(std::string_view url);

/// True when both go to the same scheme, host and port. False for what is no http url.
[[nodiscard]] bool has_same_origin(const std::string& url, const std::string& other);

/// `url` without user and password, otherwise unchanged.
[[nodiscard]] std::string without_userinfo(const std::string& url);

/// True for a path of this machine: no scheme and no `host:`.
[[nodiscard]] bool is_local_path(std::string_view url);

/// What the git program is given: a relative path is taken from `directory`, as git does; everything else stays. Fails with `denied`
/// for what git could read as an option or a helper, or that holds control characters.
[[nodiscard]] Result<std::string> transport_url(const std::string& url, const std::filesystem::path& directory);

/// The url that the longest matching `url.X.pushInsteadOf`, else `url.X.insteadOf`, of `settings` makes of it.
[[nodiscard]] std::string rewritten_for_push(const std::string& url, const std::vector<Setting>& settings);

}  // namespace proffer::git
