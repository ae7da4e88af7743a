// Mustache templates of the configuration, without HTML escaping.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace proffer::prompt {

/// "issue.number" → "7". A name with a dot is a section with fields: {{#issue}}{{issue.number}}{{/issue}}.
using Values = std::map<std::string, std::string>;

/// Fails with `config` when the template itself is broken. Values are never read as templates.
[[nodiscard]] Result<std::string> render_template(std::string_view text, const Values& values);

/// Names used in `text` that are in none of `known`; for `proffer check`.
[[nodiscard]] Result<std::vector<std::string>> unknown_names(std::string_view text, const std::vector<std::string>& known);

}  // namespace proffer::prompt
