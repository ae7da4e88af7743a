// YAML of any kind: several documents, anchors and tags are fine here.
#pragma once

#include <string_view>

#include "syntax/languages.hpp"

namespace proffer::syntax {

/// The first error. Nothing can be said of a text with lines of a template language, which is YAML only once rendered.
[[nodiscard]] Findings find_yaml_errors(std::string_view text);

}  // namespace proffer::syntax
