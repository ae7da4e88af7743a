// The usual names of tests in many languages.
#include "integrity/test_paths.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.hpp"
#include "guard/scope.hpp"
#include "integrity/lexer.hpp"
#include "integrity/runner_files.hpp"
#include "syntax/check.hpp"

namespace proffer::integrity {
namespace {

using Words = std::initializer_list<std::string_view>;

bool is_in(std::string_view word, Words words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string_view name_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

bool has_directory(std::string_view path, Words names) {
    const auto parts = base::split(path, '/');
    return std::any_of(parts.begin(), parts.end() - 1, [&](std::string_view part) { return is_in(base::to_lower(part), names); });
}

bool has_usual_name(std::string_view path) {
    const std::string name = base::to_lower(name_of(path));
    const std::string_view spelt = name_of(path);
    const std::string stem = name.substr(0, name.rfind('.'));
    const std::string_view spelt_stem = spelt.substr(0, spelt.rfind('.'));
    if (stem.starts_with("test_") || stem.ends_with("_test") || stem.ends_with("_tests") || stem.ends_with("_spec") ||
        stem.ends_with("_unittest"))
        return true;
    if (stem.ends_with(".test") || stem.ends_with(".spec") || stem.ends_with(".cy") || stem.ends_with("-test") || stem.ends_with(".tests"))
        return true;
    for (const std::string_view end : {"Test", "Tests", "TestCase", "IT", "Spec"})
        if (spelt_stem.ends_with(end) && spelt_stem.size() > end.size()) return true;
    return name.ends_with(".bats") || name.ends_with(".feature") || name == "conftest.py" || name.ends_with(".snap") ||
           name.ends_with(".ambr");
}

bool is_snapshot(std::string_view path) {
    const std::string name = base::to_lower(name_of(path));
    return name.ends_with(".snap") || name.ends_with(".ambr") || name.find(".approved.") != std::string::npos ||
           name.ends_with(".golden") || has_directory(path, {"__snapshots__", "snapshots", "golden", "goldens", "__image_snapshots__"});
}

bool is_for_people(std::string_view path) {
    const std::string name = base::to_lower(name_of(path));
    return (name.starts_with("readme") || name.ends_with(".md") || name.starts_with("license") || name == ".gitkeep") &&
           !is_snapshot(path) && !has_directory(path, {"testdata", "fixtures", "expected", "data"});
}

bool is_code(std::string_view path) {
    const auto language = syntax::language_of(path);
    if (language && *language != "json" && *language != "yaml") return true;
    if (has_braces(path)) return true;
    const std::string name = base::to_lower(name_of(path));
    for (const std::string_view end :
         {".bats", ".t", ".pl", ".lua", ".ex", ".exs", ".clj", ".hs", ".ml", ".r", ".jl", ".feature", ".vue", ".erl"})
        if (name.ends_with(end)) return true;
    return false;
}

bool is_stand_in(std::string_view path) {
    const std::string_view name = name_of(path);
    const bool is_library_name = path == "pytest.py" || path == "unittest.py" || path.starts_with("unittest/") ||
                                 path.starts_with("pytest/") || path.starts_with("_pytest/");
    return has_directory(path, {"__mocks__"}) || name == "sitecustomize.py" || name == "usercustomize.py" || name.ends_with(".pth") ||
           is_library_name || path.starts_with("node_modules/") || path.find("/node_modules/") != std::string_view::npos;
}

bool is_in_script_directory(std::string_view path) {
    return has_directory(path, {"script", "scripts", "ci", "tools", "bin", "hack", "build", "util"});
}

/// The check's line starts this file.
bool is_started_by(std::string_view path, const domain::CheckSettings& check) {
    std::string line = check.run;
    for (char& c : line)
        if (std::string_view("\t\n;&|()'\"=<>`$").find(c) != std::string_view::npos) c = ' ';
    const auto words = base::split(line, ' ');
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        while (word.starts_with("./")) word.remove_prefix(2);
        return word == path;
    });
}

bool is_check_script(std::string_view path, const std::vector<domain::CheckSettings>& checks) {
    if (std::none_of(checks.begin(), checks.end(), [&](const auto& check) { return is_started_by(path, check); })) return false;
    const auto language = syntax::language_of(path);
    return !language || *language == "bash" || is_in_script_directory(path);
}

bool is_of_tests(std::string_view path, const domain::TestsSettings& tests) {
    if (!tests.paths.empty()) return guard::matches_any(tests.paths, path);
    const bool is_below = has_directory(path, {"test", "tests", "__tests__", "spec", "specs", "e2e", "testdata", "__fixtures__",
                                               "testsuite", "integration_tests", "integration-tests", "cypress", "unittests"});
    return is_below || has_usual_name(path);
}

}  // namespace

Role role_of(std::string_view path, const domain::TestsSettings& tests, const std::vector<domain::CheckSettings>& checks) {
    if (is_stand_in(path)) return Role::stand_in;
    if (is_runner_file(path)) return Role::runner;
    const bool is_always =
        name_of(path) == "conftest.py" || path.ends_with(".snap") || path.find("__snapshots__/") != std::string_view::npos;
    if (is_always || is_of_tests(path, tests)) {
        if (is_for_people(path)) return Role::other;
        return is_code(path) && !is_snapshot(path) ? Role::code : Role::data;
    }
    return is_check_script(path, checks) ? Role::runner : Role::other;
}

bool is_test(Role role) {
    return role == Role::code || role == Role::data;
}

}  // namespace proffer::integrity
