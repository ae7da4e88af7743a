// Data is compared by lines; sources are searched for a few calls that no honest change needs.
#include "integrity/data_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.hpp"
#include "diff/line_diff.hpp"

namespace proffer::integrity {
namespace {

constexpr std::uint64_t k_most_steps = 4'000'000;

/// Line ends and blanks at them are no content of tables and snapshots.
std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    for (const std::string_view line : base::split_lines(text))
        if (!base::trim(line).empty()) lines.push_back(base::trim_right(line));
    return lines;
}

bool only_adds(std::string_view before, std::string_view after) {
    diff::Effort effort{k_most_steps};
    const auto changes = diff::diff_lines(lines_of(before), lines_of(after), effort);
    return std::all_of(changes.begin(), changes.end(), [](const diff::Change& change) { return change.old_count == 0; });
}

/// Each addition begins where an entry of Jest's snapshot file does.
bool only_adds_entries(std::string_view before, std::string_view after) {
    const auto lines = lines_of(after);
    diff::Effort effort{k_most_steps};
    for (const diff::Change& change : diff::diff_lines(lines_of(before), lines, effort)) {
        if (change.old_count > 0) return false;
        const auto starts_at = [&](std::size_t at) {
            return at + change.new_count <= lines.size() && lines[at].starts_with("exports[") &&
                   lines[at + change.new_count - 1].ends_with("`;");
        };
        // The same lines can be seen one or two further up.
        const bool fits =
            starts_at(change.new_begin) || (change.new_begin > 0 && starts_at(change.new_begin - 1)) || starts_at(change.new_begin + 1);
        if (!fits) return false;
    }
    return true;
}

bool has_rows(std::string_view path) {
    const std::string name = base::to_lower(path);
    return name.ends_with(".csv") || name.ends_with(".tsv") || name.ends_with(".jsonl") || name.ends_with(".ndjson");
}

std::size_t count(std::string_view text, std::string_view word) {
    std::size_t number = 0;
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size())) ++number;
    return number;
}

/// Calls at the outermost level of a file, which run as soon as a test loads it.
std::size_t count_at_line_start(std::string_view text, std::string_view word) {
    return count(text, "\n" + std::string(word)) + (text.starts_with(word) ? 1 : 0);
}

}  // namespace

std::optional<Change> judge_data(std::string_view path, const std::optional<std::string>& before, const std::optional<std::string>& after) {
    if (!before) return {};
    if (!after) return Change{"snapshot", "is removed, and tests may expect what it holds"};
    if (lines_of(*before) == lines_of(*after)) return {};
    if (has_rows(path) && only_adds(*before, *after)) return {};
    if (path.ends_with(".snap") && only_adds_entries(*before, *after)) return {};
    return Change{"snapshot", "is changed, and tests may expect what it held"};
}

std::optional<Change> judge_source(std::string_view path, std::string_view before, std::string_view after) {
    constexpr std::array<std::string_view, 11> k_calls = {"os._exit(",
                                                          "process.reallyExit",
                                                          "pytest.exit(",
                                                          "quick_exit(",
                                                          "Runtime.getRuntime().halt",
                                                          "import _pytest",
                                                          "from _pytest",
                                                          "unittest.TestCase.assert",
                                                          "unittest.main = ",
                                                          "unittest.TestCase.run",
                                                          "sys.modules[\"pytest\"]"};
    for (const std::string_view call : k_calls)
        if (count(after, call) > count(before, call))
            return Change{"test-runner", fmt::format("brings in '{}', which can end or change a test run from outside of the tests", call)};
    constexpr std::array<std::string_view, 8> k_at_once = {
        "sys.exit(", "exit(", "quit(", "raise SystemExit", "process.exit(", "os.kill(", "atexit.register(", "signal.alarm("};
    const bool is_script =
        path.ends_with(".py") || path.ends_with(".js") || path.ends_with(".mjs") || path.ends_with(".cjs") || path.ends_with(".ts");
    if (!is_script) return {};
    for (const std::string_view call : k_at_once)
        if (count_at_line_start(after, call) > count_at_line_start(before, call))
            return Change{"test-runner",
                          fmt::format("brings in '{}' at the outermost level, which ends a test run that loads the file", call)};
    return {};
}

}  // namespace proffer::integrity
