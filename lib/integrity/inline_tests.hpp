// Rust keeps unit tests in the file they test, in a module of their own at its end.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace proffer::integrity {

/// The place where the test module of a Rust file begins; nothing when there is none, or when more than the module follows.
[[nodiscard]] std::optional<std::size_t> inline_tests_at(std::string_view path, std::string_view text);

/// The code of one version with the tests of another, which may have none.
[[nodiscard]] std::string with_tests_of(std::string_view path, std::string_view code, std::string_view tests);

}  // namespace proffer::integrity
