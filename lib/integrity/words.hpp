// The vocabulary of test frameworks: what makes a test, what skips one, what asserts.
#pragma once

#include <string_view>

namespace proffer::integrity {

/// Calls that hold a test ("it"), a group of them ("describe"), in any spelling that skips or focuses.
[[nodiscard]] bool is_test_call(std::string_view word);
[[nodiscard]] bool is_group_call(std::string_view word);
/// "it" for "xit", "fit" and "test".
[[nodiscard]] std::string_view plain_call(std::string_view word);
/// "xit", "xdescribe", …
[[nodiscard]] bool is_skipping_call(std::string_view word);
/// "fit", "fdescribe": every other test is left out.
[[nodiscard]] bool is_focusing_call(std::string_view word);

/// Macros of C and C++ that hold a test.
[[nodiscard]] bool is_test_macro(std::string_view word);
/// Annotations and attributes: "Test", "ParameterizedTest", "Fact", "rstest", …
[[nodiscard]] bool is_test_annotation(std::string_view word);
/// "test_add", "TestAdd", "testAdd", as the language of the file has it.
[[nodiscard]] bool is_test_name(std::string_view path, std::string_view word);

/// In a decorator, annotation, attribute or option: the test does not run, or may fail.
[[nodiscard]] bool is_skip_marker(std::string_view word);
/// Anywhere in a body: the test may not run to its end, or what it sees is not the real thing.
[[nodiscard]] bool is_hazard(std::string_view word);
/// The same, for the words that only skip.
[[nodiscard]] bool is_skip_word(std::string_view word);
/// "assert…", "expect…", "CHECK…", "Errorf" and others that fail a test.
[[nodiscard]] bool is_assertion(std::string_view word);
/// Functions that frameworks call by themselves: "setUp", "beforeEach", "TestMain", "pytest_configure", …
[[nodiscard]] bool is_hook(std::string_view word);
/// "abs_tol", "toBeCloseTo", "isclose", …
[[nodiscard]] bool is_tolerance(std::string_view word);

}  // namespace proffer::integrity
