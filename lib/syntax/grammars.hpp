// Errors as tree-sitter's grammars see them; one function a language.
#pragma once

#include <string_view>

#include "syntax/languages.hpp"

namespace proffer::syntax {

[[nodiscard]] Findings find_python_errors(std::string_view text);
[[nodiscard]] Findings find_javascript_errors(std::string_view text);
[[nodiscard]] Findings find_typescript_errors(std::string_view text);
[[nodiscard]] Findings find_tsx_errors(std::string_view text);
[[nodiscard]] Findings find_go_errors(std::string_view text);
[[nodiscard]] Findings find_rust_errors(std::string_view text);
[[nodiscard]] Findings find_java_errors(std::string_view text);
[[nodiscard]] Findings find_c_errors(std::string_view text);
[[nodiscard]] Findings find_cpp_errors(std::string_view text);
/// A header without errors in either language has none.
[[nodiscard]] Findings find_header_errors(std::string_view text);
[[nodiscard]] Findings find_ruby_errors(std::string_view text);
[[nodiscard]] Findings find_bash_errors(std::string_view text);
[[nodiscard]] Findings find_json_errors(std::string_view text);

}  // namespace proffer::syntax
