// The user's own configuration file: what is the operator's to decide and no repository's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/diagnostic.hpp"

namespace proffer::config {

struct UserSettings {
    std::vector<std::string> allow_hosts;  ///< "host" or "host:port" that keys may go to
};

struct ParsedUserSettings {
    std::optional<UserSettings> settings;         ///< absent when there is any error
    std::vector<domain::Diagnostic> diagnostics;  ///< errors, in order of place
};

/// As strict as `parse_config`. `file` is only told in diagnostics.
[[nodiscard]] ParsedUserSettings parse_user_config(std::string_view text, std::string_view file);

}  // namespace proffer::config
