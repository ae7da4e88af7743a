// Takes the lines that concern tests out of each kind of file, and compares those.
#include "integrity/runner_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <vector>

#include "base/text.hpp"
#include "json/json.hpp"

namespace proffer::integrity {
namespace {

using Lines = std::vector<std::string>;

/// How a file is read.
enum class Kind { none, whole, sections, package, make, words };

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

Kind kind_of(std::string_view path) {
    const std::string name = base::to_lower(path.substr(path.rfind('/') + 1));
    const auto is = [&](std::initializer_list<std::string_view> names) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    const auto starts = [&](std::initializer_list<std::string_view> starts_) {
        return std::any_of(starts_.begin(), starts_.end(), [&](std::string_view start) { return name.starts_with(start); });
    };
    if (is({"pytest.ini", ".pytest.ini", "pytest.toml", "tox.ini", ".coveragerc", "noxfile.py", ".rspec", "codecov.yml", ".codecov.yml",
            "nextest.toml", "sonar-project.properties", "ctestconfig.cmake", ".simplecov"}) ||
        starts({"jest.config.", "jest.setup.", "vitest.config.", "vitest.setup.", "karma.conf.", ".mocharc", ".nycrc", "ava.config.",
                "playwright.config.", "cypress.config.", "phpunit.xml", ".c8rc", "jasmine.json", "wdio.conf."}) ||
        name.ends_with(".runsettings"))
        return Kind::whole;
    if (is({"pyproject.toml", "setup.cfg", "cargo.toml"})) return Kind::sections;
    if (name == "package.json") return Kind::package;
    if (is({"makefile", "gnumakefile", "justfile", "taskfile.yml", "taskfile.yaml", "rakefile"}) || name.ends_with(".mk"))
        return Kind::make;
    if (is({"cmakelists.txt", "pom.xml", "build.gradle", "build.gradle.kts", "mix.exs", "build.sbt", "vite.config.ts", "vite.config.js"}) ||
        name.ends_with(".csproj"))
        return Kind::words;
    return Kind::none;
}

bool is_comment(std::string_view line) {
    return line.empty() || (line.starts_with('#') && !line.starts_with("#!")) || line.starts_with(';') || line.starts_with("//");
}

std::string without_blanks(std::string_view line) {
    std::string text;
    for (const char c : base::trim(line))
        if (c != ' ' && c != '\t') text += c;
    return text;
}

Lines whole_lines(std::string_view text) {
    Lines lines;
    for (const std::string_view line : base::split_lines(text))
        if (!is_comment(base::trim(line))) lines.push_back(std::string(base::trim(line)));
    return lines;
}

bool is_test_section(std::string_view header) {
    return contains_any(header, {"pytest", "coverage", "[[test", "[lib]", "[profile.test", "tox", "nox", "hatch.env", "unittest", "nose",
                                 "poe.task", "aliases", "pdm.scripts", "taskipy"});
}

Lines section_lines(std::string_view text) {
    Lines lines;
    std::string header;
    bool is_wanted = false;
    for (const std::string_view raw : base::split_lines(text)) {
        const std::string_view line = base::trim(raw);
        if (is_comment(line)) continue;
        const bool is_header = line.starts_with('[') && line.ends_with(']') && line.find('=') == std::string_view::npos &&
                               line.find(',') == std::string_view::npos;
        if (is_header) {
            header = line;
            is_wanted = is_test_section(line);
            if (is_wanted) lines.push_back(header);
        } else if (is_wanted) {
            lines.push_back(header + " " + without_blanks(line));
        } else if (line.starts_with("autotests") || line.starts_with("autobenches")) {
            lines.push_back(header + " " + without_blanks(line));
        }
    }
    return lines;
}

bool is_test_script(std::string_view key) {
    return contains_any(key, {"test", "check", "cover", "lint", "verify", "ci", "spec"});
}

/// Empty for what is no JSON: then every change counts.
std::optional<Lines> package_lines(std::string_view text) {
    const auto package = json::Value::parse(text);
    if (!package || !package->is_object()) return {};
    Lines lines;
    for (const std::string& key : package->keys()) {
        const auto value = package->find(key);
        if (!value) continue;
        if (key == "scripts") {
            for (const std::string& script : value->keys())
                if (const auto command = value->find(script); command && is_test_script(script))
                    lines.push_back("scripts." + script + " " + command->text());
        } else if (contains_any(key, {"jest", "mocha", "ava", "nyc", "c8", "vitest", "tap", "karma"})) {
            for (const std::string& option : value->keys())
                if (const auto set = value->find(option)) lines.push_back(key + "." + option + " " + set->text());
        }
    }
    return lines;
}

bool is_test_word(std::string_view text) {
    return contains_any(base::to_lower(text), {"test", "check", "cover", "verify", "lint", "spec", "ctest"});
}

/// Recipes of targets that concern tests, and variables that do.
Lines make_lines(std::string_view text) {
    Lines lines;
    std::string target;
    bool is_wanted = false;
    for (const std::string_view raw : base::split_lines(text)) {
        const std::string_view line = base::trim(raw);
        if (is_comment(line)) continue;
        const bool is_recipe = raw.front() == '\t' || raw.front() == ' ';
        if (is_recipe) {
            if (is_wanted || is_test_word(line)) lines.push_back(target + " " + std::string(line));
            continue;
        }
        target = line.substr(0, line.find_first_of(":="));
        is_wanted = is_test_word(target) || contains_any(line, {".IGNORE", "SHELL", "MAKEFLAGS", ".ONESHELL"}) || target.starts_with("all");
        if (is_wanted && !target.starts_with(".PHONY")) lines.push_back(std::string(line));
    }
    return lines;
}

Lines word_lines(std::string_view text) {
    Lines lines;
    for (const std::string_view raw : base::split_lines(text)) {
        const std::string line(base::trim(raw));
        const std::string lower = base::to_lower(line);
        const bool is_wanted = contains_any(lower, {"test", "junit", "surefire", "failsafe", "jacoco", "cover", "will_fail", "disabled",
                                                    "skip", "minimum", "ignorefailures", "exclude", "threshold"});
        if (is_wanted && !is_comment(line) && !line.starts_with("<!--")) lines.push_back(without_blanks(line));
    }
    return lines;
}

std::optional<Lines> lines_of(Kind kind, std::string_view text) {
    switch (kind) {
        case Kind::whole:
        case Kind::none: return whole_lines(text);
        case Kind::sections: return section_lines(text);
        case Kind::package: return package_lines(text);
        case Kind::make: return make_lines(text);
        case Kind::words: return word_lines(text);
    }
    return whole_lines(text);
}

// --- comparing -----------------------------------------------------------------------------------------------------

/// The numbers of a line, and the line without them.
struct Numbers {
    std::string frame;
    std::vector<double> values;
};

Numbers numbers_of(std::string_view line) {
    Numbers numbers;
    for (std::size_t i = 0; i < line.size();) {
        if (std::isdigit(static_cast<unsigned char>(line[i])) == 0) {
            numbers.frame += line[i++];
            continue;
        }
        std::size_t end = i;
        while (end < line.size() && (std::isdigit(static_cast<unsigned char>(line[end])) != 0 || line[end] == '.') && end - i < 12) ++end;
        numbers.values.push_back(std::strtod(std::string(line.substr(i, end - i)).c_str(), nullptr));
        numbers.frame += '#';
        i = end;
    }
    return numbers;
}

bool is_threshold(std::string_view line) {
    return contains_any(base::to_lower(line), {"fail_under", "fail-under", "threshold", "branches", "functions", "lines", "statements",
                                               "minimum", "target:", "min_coverage", "cov-fail", "check-coverage", "coverage"});
}

enum class Step { other, up, down };

Step step_of(const std::string& before, const std::string& after) {
    const Numbers old_numbers = numbers_of(before), new_numbers = numbers_of(after);
    if (old_numbers.frame != new_numbers.frame || !is_threshold(before)) return Step::other;
    for (std::size_t i = 0; i < old_numbers.values.size(); ++i)
        if (new_numbers.values[i] < old_numbers.values[i]) return Step::down;
    return Step::up;
}

Lines without(const Lines& lines, const Lines& others) {
    std::map<std::string_view, int> count;
    for (const std::string& line : others) ++count[line];
    Lines left;
    for (const std::string& line : lines)
        if (--count[line] < 0) left.push_back(line);
    return left;
}

std::string shown(std::string_view line) {
    return base::visible_line(base::prefix(line, 80));
}

bool is_hazard_line(std::string_view line) {
    return contains_any(base::to_lower(line),
                        {"will_fail", "disabled", "skip", "ignore", "exclude", "pass_regular", "||true", "||:", "passwithnotests",
                         "enabled=false", "onlyif", "maxfail", "testfailure", "minimum", "failonerror", "threshold"});
}

/// Whether lines may simply come. A script that runs before or after one that was there changes it.
bool may_come(Kind kind, const std::string& line) {
    if (kind == Kind::package) return line.starts_with("scripts.") && !line.starts_with("scripts.pre") && !line.starts_with("scripts.post");
    if (kind == Kind::words) return !is_hazard_line(line);
    return false;
}

/// Targets that were not there before may come with their recipes.
bool is_new_target(const std::string& line, const Lines& before) {
    const std::string target = line.substr(0, line.find_first_of(": ="));
    const bool is_special = target.empty() || target.starts_with('.') || target.find("SHELL") != std::string::npos ||
                            target == "MAKEFLAGS" || line.find('=') < line.find(':');
    return !is_special && std::none_of(before.begin(), before.end(), [&](const std::string& old) {
        return old.starts_with(target) &&
               (old.size() == target.size() || std::isalnum(static_cast<unsigned char>(old[target.size()])) == 0);
    });
}

std::optional<Change> compare(Kind kind, const Lines& before, const Lines& after) {
    Lines gone = without(before, after);
    Lines come = without(after, before);
    for (auto old_line = gone.begin(); old_line != gone.end();) {
        const auto raised =
            std::find_if(come.begin(), come.end(), [&](const std::string& line) { return step_of(*old_line, line) != Step::other; });
        if (raised == come.end()) {
            ++old_line;
            continue;
        }
        if (step_of(*old_line, *raised) == Step::down)
            return Change{"threshold", fmt::format("lowers a threshold ('{}' → '{}')", shown(*old_line), shown(*raised))};
        come.erase(raised);
        old_line = gone.erase(old_line);
    }
    if (!gone.empty()) {
        const bool is_limit = is_threshold(gone.front()) && numbers_of(gone.front()).values.size() > 0;
        return Change{is_limit ? "threshold" : "test-runner", fmt::format("takes '{}' out of what runs the tests", shown(gone.front()))};
    }
    for (const std::string& line : come)
        if (!may_come(kind, line) && !(kind == Kind::make && is_new_target(line, before)))
            return Change{"test-runner", fmt::format("adds '{}' to what runs the tests", shown(line))};
    return {};
}

}  // namespace

bool is_runner_file(std::string_view path) {
    return kind_of(path) != Kind::none;
}

std::optional<Change> judge_runner(std::string_view path, const std::optional<std::string>& before,
                                   const std::optional<std::string>& after) {
    const Kind kind = kind_of(path);
    if (!after) return before ? std::optional(Change{"test-runner", "is removed, and it decides how tests are run"}) : std::nullopt;
    if (!before) {
        const bool may_be_new = kind == Kind::sections || kind == Kind::package || kind == Kind::words || kind == Kind::make;
        const bool takes_over = path.ends_with("GNUmakefile") || path == "makefile";
        if (may_be_new && !takes_over) return {};
        return Change{"test-runner", "is new, and it decides how tests are run"};
    }
    const auto old_lines = lines_of(kind, *before), new_lines = lines_of(kind, *after);
    if (!old_lines || !new_lines)
        return *before == *after ? std::nullopt : std::optional(Change{"test-runner", "is changed and cannot be read"});
    return compare(kind, *old_lines, *new_lines);
}

}  // namespace proffer::integrity
