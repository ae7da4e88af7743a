// Writes values as YAML that parse_yaml reads back unchanged.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace proffer::config {

/// One value on one line: plain where that is safe, else in double quotes.
[[nodiscard]] std::string yaml_value(std::string_view text);

/// "[one, two]".
[[nodiscard]] std::string yaml_list(const std::vector<std::string>& values);

/// A value behind "key:", with its leading blank or line end: a block when `text` has several plain lines, indented by
/// `indent` blanks, else as yaml_value.
[[nodiscard]] std::string yaml_block(std::string_view text, std::size_t indent);

}  // namespace proffer::config
