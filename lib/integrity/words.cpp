// Word lists; from the documentation of the frameworks.
#include "integrity/words.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.hpp"

namespace proffer::integrity {
namespace {

using Words = std::initializer_list<std::string_view>;

bool is_in(std::string_view word, Words words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool starts_with_any(std::string_view word, Words starts) {
    return std::any_of(starts.begin(), starts.end(), [&](std::string_view start) { return word.starts_with(start); });
}

}  // namespace

bool is_test_call(std::string_view word) {
    return is_in(word, {"it", "test", "specify", "example", "scenario", "its", "bench", "testWidgets"}) ||
           is_in(word, {"xit", "xtest", "xspecify", "xexample", "xscenario", "pending", "fit", "ftest", "fspecify", "fexample"});
}

bool is_group_call(std::string_view word) {
    return is_in(word, {"describe", "context", "suite", "group", "feature", "experiment", "xdescribe", "xcontext", "xgroup", "xfeature",
                        "fdescribe", "fcontext", "RSpec"});
}

std::string_view plain_call(std::string_view word) {
    if (word == "pending" || word == "xit" || word == "fit" || word == "test" || word == "xtest" || word == "ftest") return "it";
    const bool has_prefix = is_skipping_call(word) || is_focusing_call(word);
    return has_prefix ? word.substr(1) : word;
}

bool is_skipping_call(std::string_view word) {
    return word == "pending" || (word.starts_with('x') && (is_test_call(word) || is_group_call(word)));
}

bool is_focusing_call(std::string_view word) {
    return is_in(word, {"fit", "ftest", "fspecify", "fexample", "fdescribe", "fcontext"});
}

bool is_test_macro(std::string_view word) {
    return is_in(word, {"TEST",
                        "TEST_F",
                        "TEST_P",
                        "TYPED_TEST",
                        "TYPED_TEST_P",
                        "TEST_CASE",
                        "TEST_CASE_METHOD",
                        "TEMPLATE_TEST_CASE",
                        "SCENARIO",
                        "TEST_METHOD",
                        "BOOST_AUTO_TEST_CASE",
                        "BOOST_FIXTURE_TEST_CASE",
                        "BOOST_DATA_TEST_CASE",
                        "START_TEST",
                        "DOCTEST_TEST_CASE",
                        "CTEST",
                        "Test",
                        "Ensure",
                        "TEST_CASE_TEMPLATE",
                        "PARAM_TEST_CASE"});
}

bool is_test_annotation(std::string_view word) {
    return is_in(word, {"Test", "test", "ParameterizedTest", "RepeatedTest", "TestFactory", "TestTemplate", "Property", "Fact", "Theory",
                        "TestMethod", "TestCase", "DataTestMethod", "TestCaseSource", "rstest", "test_case", "wasm_bindgen_test",
                        "quickcheck", "DataProvider"});
}

bool is_test_name(std::string_view path, std::string_view word) {
    if (path.ends_with(".py") || path.ends_with(".php") || path.ends_with(".swift")) return word.starts_with("test");
    if (path.ends_with(".rb")) return word.starts_with("test_");
    const bool is_go = path.ends_with(".go");
    if (!is_go && (word.starts_with("test_") || word == "test" || word.starts_with("Test_"))) return true;
    for (const std::string_view start : {"Test", "Fuzz", "Benchmark", "Example", "test"}) {
        if (!word.starts_with(start) || word.size() == start.size() || (is_go && start == "test")) continue;
        const auto next = static_cast<unsigned char>(word[start.size()]);
        if (std::isupper(next) != 0 || std::isdigit(next) != 0 || next == '_') return true;
    }
    return false;
}

bool is_skip_marker(std::string_view word) {
    return is_in(word, {"skip", "skipif", "skipIf", "skipUnless", "xfail", "expectedFailure", "Disabled", "Ignore", "ignore", "Skip",
                        "todo", "failing", "fails", "Explicit", "pending", "skipped", "ignored", "importorskip", "serial_skip"}) ||
           starts_with_any(word, {"DisabledOn", "DisabledIf", "EnabledOn", "EnabledIf", "DisabledInNative"});
}

bool is_skip_word(std::string_view word) {
    return is_in(word, {"skip",
                        "skipTest",
                        "SkipTest",
                        "skipIf",
                        "skipif",
                        "xfail",
                        "Skip",
                        "Skipf",
                        "SkipNow",
                        "GTEST_SKIP",
                        "SKIP",
                        "markTestSkipped",
                        "markTestIncomplete",
                        "assumeTrue",
                        "assumeFalse",
                        "assumeThat",
                        "assumingThat",
                        "Assume",
                        "importorskip",
                        "pending",
                        "XCTSkip",
                        "XCTSkipIf",
                        "only",
                        "todo",
                        "Inconclusive",
                        "xit",
                        "xtest",
                        "skip_test"});
}

bool is_hazard(std::string_view word) {
    return is_skip_word(word) || is_in(word, {"return",
                                              "exit",
                                              "_exit",
                                              "_Exit",
                                              "quick_exit",
                                              "Exit",
                                              "abort",
                                              "halt",
                                              "quit",
                                              "patch",
                                              "mock",
                                              "Mock",
                                              "MagicMock",
                                              "monkeypatch",
                                              "setattr",
                                              "stub",
                                              "spyOn",
                                              "mockReturnValue",
                                              "mockImplementation",
                                              "except",
                                              "catch",
                                              "rescue",
                                              "try",
                                              "suppress",
                                              "continue",
                                              "break",
                                              "goto",
                                              "recover",
                                              "catch_unwind",
                                              "allow",
                                              "when",
                                              "__eq__",
                                              "eval",
                                              "exec",
                                              "addSnapshotSerializer",
                                              "should_panic",
                                              "raise",
                                              "throw",
                                              "panic",
                                              "unsafe",
                                              "Expect_Call"});
}

bool is_assertion(std::string_view word) {
    if (is_in(word, {"Error", "Errorf", "Fatal", "Fatalf", "Fail", "FailNow", "fail", "should", "must", "panic", "must_equal", "assert",
                     "expect", "Equal", "XCTFail", "refute", "verify", "ok"}))
        return true;
    const std::string lower = base::to_lower(word);
    return starts_with_any(lower, {"assert", "expect", "require", "check_", "check", "should", "xctassert", "boost_check", "boost_require",
                                   "boost_test", "ck_assert", "cu_assert", "prop_assert", "refute_", "debug_assert", "verify_"});
}

bool is_hook(std::string_view word) {
    return is_in(word, {"setUp",
                        "tearDown",
                        "setUpClass",
                        "tearDownClass",
                        "setUpModule",
                        "tearDownModule",
                        "setup_module",
                        "teardown_module",
                        "setup_method",
                        "teardown_method",
                        "setup_function",
                        "setup_class",
                        "setup",
                        "teardown",
                        "asyncSetUp",
                        "beforeEach",
                        "afterEach",
                        "beforeAll",
                        "afterAll",
                        "before",
                        "after",
                        "around",
                        "TestMain",
                        "init",
                        "BeforeEach",
                        "BeforeAll",
                        "AfterEach",
                        "AfterAll",
                        "Before",
                        "BeforeClass",
                        "After",
                        "AfterClass",
                        "SetUp",
                        "TearDown",
                        "SetUpTestSuite",
                        "ExtendWith",
                        "RunWith",
                        "Rule",
                        "load_tests",
                        "autouse",
                        "pytestmark",
                        "collect_ignore",
                        "collect_ignore_glob",
                        "pytest_plugins",
                        "__test__",
                        "__getattr__",
                        "__new__"}) ||
           starts_with_any(word, {"pytest_"});
}

bool is_tolerance(std::string_view word) {
    const std::string lower = base::to_lower(word);
    return is_in(
        lower,
        {"abs_tol",           "rel_tol",        "abs",       "rel",         "delta",           "places",          "atol",      "rtol",
         "tobecloseto",       "closeto",        "epsilon",   "margin",      "withintolerance", "within",          "isclose",   "approx",
         "assertalmostequal", "indelta",        "inepsilon", "expect_near", "assert_near",     "assert_in_delta", "be_within", "tolerance",
         "closeenough",       "assert_allclose"});
}

}  // namespace proffer::integrity
