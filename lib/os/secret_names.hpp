// Which variables hold secrets; shared by the redactor's list and the hiding of the process's own block.
#pragma once

#include <string_view>

namespace proffer::os {

/// By its name alone: `*_TOKEN`, `*_KEY`, `*PASSWORD*`, …
[[nodiscard]] bool is_secret_name(std::string_view name);

/// By its name, or because its value is a url with a password.
[[nodiscard]] bool is_secret_variable(std::string_view name, std::string_view value);

}  // namespace proffer::os
