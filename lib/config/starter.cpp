// `proffer init`: a starter file with checks and directories guessed from what is tracked.
#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "config/config.hpp"
#include "config/paths.hpp"
#include "config/yaml_text.hpp"

namespace proffer::config {
namespace {

/// A file that gives a language away, and the command its people run. The first row of a name wins.
struct Sign {
    std::string_view file;  // a leading '*' stands for anything
    std::string_view name;
    std::string_view run;
};

constexpr std::array k_signs = {
    Sign{"package.json", "npm", "npm test"},
    Sign{"pyproject.toml", "pytest", "python -m pytest -q"},
    Sign{"pytest.ini", "pytest", "python -m pytest -q"},
    Sign{"setup.py", "pytest", "python -m pytest -q"},
    Sign{"setup.cfg", "pytest", "python -m pytest -q"},
    Sign{"conftest.py", "pytest", "python -m pytest -q"},
    Sign{"tests/conftest.py", "pytest", "python -m pytest -q"},
    Sign{"requirements.txt", "pytest", "python -m pytest -q"},
    Sign{"go.mod", "go", "go test ./..."},
    Sign{"Cargo.toml", "cargo", "cargo test --quiet"},
    Sign{"Gemfile", "rake", "bundle exec rake"},
    Sign{"pom.xml", "maven", "mvn --batch-mode --quiet verify"},
    Sign{"build.gradle", "gradle", "./gradlew --quiet check"},
    Sign{"build.gradle.kts", "gradle", "./gradlew --quiet check"},
    Sign{"composer.json", "composer", "composer test"},
    Sign{"mix.exs", "mix", "mix test"},
    Sign{"*.sln", "dotnet", "dotnet test --nologo"},
    Sign{"CMakeLists.txt", "ctest", "cmake -S . -B build && cmake --build build && ctest --test-dir build --output-on-failure"},
};
// Only where nothing above says what the tests are: a Makefile may have no such target.
constexpr std::array k_make_signs = {Sign{"Makefile", "make", "make test"}, Sign{"GNUmakefile", "make", "make test"}};

constexpr std::array k_directories = {"src", "lib", "app", "cmd", "pkg", "internal", "include", "source", "test", "tests", "spec", "docs"};
constexpr std::array k_test_directories = {"test", "tests", "spec"};

std::set<std::string_view> top_directories(const std::vector<std::string>& paths) {
    std::set<std::string_view> directories;
    for (const std::string& path : paths)
        if (const std::size_t slash = path.find('/'); slash != std::string::npos)
            directories.insert(std::string_view(path).substr(0, slash));
    return directories;
}

bool is_there(const Sign& sign, const std::vector<std::string>& paths) {
    return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
        if (!sign.file.starts_with('*')) return path == sign.file;
        return path.find('/') == std::string::npos && path.ends_with(sign.file.substr(1));
    });
}

std::vector<Sign> find_checks(const std::vector<std::string>& paths) {
    std::vector<Sign> found;
    const auto add = [&](const Sign& sign) {
        const bool is_new = std::none_of(found.begin(), found.end(), [&](const Sign& s) { return s.name == sign.name; });
        if (is_new && is_there(sign, paths)) found.push_back(sign);
    };
    for (const Sign& sign : k_signs) add(sign);
    if (found.empty())
        for (const Sign& sign : k_make_signs) add(sign);
    return found;
}

bool holds_source(const std::string& path) {
    constexpr std::array endings = {".py", ".go",  ".rs", ".rb",  ".js",  ".ts", ".tsx", ".java", ".c",
                                    ".cc", ".cpp", ".h",  ".hpp", ".php", ".ex", ".cs",  ".sh"};
    return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return path.ends_with(ending); });
}

/// Directories by their usual names; else those that hold source files; else everything.
std::vector<std::string> find_allowed(const std::vector<std::string>& paths) {
    const std::set<std::string_view> there = top_directories(paths);
    std::vector<std::string> allowed;
    for (const std::string_view directory : k_directories)
        if (there.contains(directory)) allowed.push_back(std::string(directory) + "/");
    std::set<std::string> sources;
    for (const std::string& path : paths) {
        const std::size_t slash = path.find('/');
        if (slash == std::string::npos || path.front() == '.' || !holds_source(path)) continue;
        if (auto pattern = parse_pattern(path.substr(0, slash + 1))) sources.insert(*std::move(pattern));
    }
    for (const std::string& directory : sources)
        if (allowed.size() < 12 && std::find(allowed.begin(), allowed.end(), directory) == allowed.end()) allowed.push_back(directory);
    if (allowed.empty()) allowed.emplace_back(".");
    return allowed;
}

std::string render_checks(const std::vector<Sign>& checks) {
    if (checks.empty())
        return "# No test command was recognised. Without checks a pull request is a draft that says so.\n"
               "checks: []\n"
               "#  - {name: tests, run: make test, timeout: 10m}\n";
    std::string text = "checks:\n";
    for (const Sign& check : checks)
        text += "  - {name: " + yaml_value(check.name) + ", run: " + yaml_value(check.run) + ", timeout: 10m}\n";
    return text;
}

std::string render_tests(const std::vector<std::string>& paths) {
    const std::set<std::string_view> there = top_directories(paths);
    std::vector<std::string> globs;
    for (const std::string_view directory : k_test_directories)
        if (there.contains(directory)) globs.push_back(std::string(directory) + "/**");
    if (globs.empty()) return "# tests: {paths: [tests/**], may: add}\n";
    return "tests: {paths: " + yaml_list(globs) + ", may: add}\n";
}

constexpr std::string_view k_head =
    R"(# What proffer may do in this repository. 'proffer check' validates this file, 'proffer check --print' shows every default.
version: 1

# The only places edits may touch. CI definitions, hooks, this file and CODEOWNERS stay protected in any case.
)";

constexpr std::string_view k_middle = R"(
# For one run of one task; it stops at the first limit it reaches.
limits: {files: 20, diff: 2000 lines, time: 20m, cost: 2.00 USD}

# auto: anthropic if ANTHROPIC_API_KEY is set, else openai if OPENAI_API_KEY is set, else ollama on this machine.
model:
  provider: auto

# Every proposal must pass these, in order. {{files}} becomes the changed files.
)";

constexpr std::string_view k_tests_comment = R"(
# A proposal may add tests; weakening those that exist needs 'may: edit'.
)";

constexpr std::string_view k_tail = R"(
# Where an issue names no file, the likeliest are found without a model; with rerank, one cheap call lets it choose among them.
# locate: {rerank: true}

tasks:
  # Label an issue 'proffer' and a pull request follows.
  fix-issue:
    on: {issue-label: proffer}
    instruction: "{{issue.title}}\n\n{{issue.body}}"

  # Review comments on such a pull request update it.
  follow-up:
    on: [review-comment]
    instruction: "{{comment.body}}"

  # By hand: proffer run tidy
  tidy:
    on: [manual]
    instruction: Correct spelling mistakes in comments and documentation. Change no code.
)";

}  // namespace

std::string render_starter(const std::vector<std::string>& paths) {
    std::string text(k_head);
    text += "allowed: " + yaml_list(find_allowed(paths)) + "\n";
    text += k_middle;
    text += render_checks(find_checks(paths));
    text += k_tests_comment;
    text += render_tests(paths);
    text += k_tail;
    return text;
}

}  // namespace proffer::config
