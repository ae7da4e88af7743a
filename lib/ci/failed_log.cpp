// One pass over the lines: which step each belongs to, and where the first error is.
#include "ci/failed_log.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include "base/text.hpp"

namespace proffer::ci {
namespace {

/// "2026-01-01T00:00:00.0000000Z ", which GitHub puts before each line.
std::string_view without_time(std::string_view line) {
    constexpr std::size_t k_shortest = 21;
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos || blank + 1 < k_shortest || blank > 40 || line[blank - 1] != 'Z' || line[10] != 'T') return line;
    const auto is_part = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '-' || c == ':' || c == '.'; };
    const bool is_time = std::all_of(line.begin(), line.begin() + 10, is_part) &&
                         std::all_of(line.begin() + 11, line.begin() + static_cast<std::ptrdiff_t>(blank) - 1, is_part);
    return is_time ? line.substr(blank + 1) : line;
}

/// Colours and moves of the cursor (ECMA-48 control sequences).
std::string without_escapes(std::string_view line) {
    std::string plain;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] != '\x1b') {
            plain += line[i];
            continue;
        }
        if (i + 1 >= line.size() || line[i + 1] != '[') continue;
        i += 2;
        while (i < line.size() && (line[i] < '@' || line[i] > '~')) ++i;
    }
    return plain;
}

/// What a terminal would show last of a line that was written over.
std::string_view after_returns(std::string_view line) {
    line = base::trim_right(line);
    const auto back = line.rfind('\r');
    return back == std::string_view::npos ? line : line.substr(back + 1);
}

bool takes(std::string_view& line, std::string_view mark) {
    const auto at = line.find(mark);
    if (at == std::string_view::npos) return false;
    line = line.substr(at + mark.size());
    return true;
}

enum class Kind { plain, heading, error, nothing };

struct Line {
    Kind kind = Kind::plain;
    std::string text;
};

Line read_line(std::string_view raw) {
    const std::string whole = without_escapes(without_time(base::trim_right(raw)));
    std::string_view line = whole;
    // GitLab puts heading and mark on one line, behind carriage returns.
    if (line.find("section_start:") != std::string_view::npos)
        return {line.find(":step_script") != std::string_view::npos ? Kind::heading : Kind::nothing, std::string(after_returns(line))};
    if (line.find("section_end:") != std::string_view::npos) return {Kind::nothing, ""};
    line = after_returns(line);
    if (takes(line, "##[group]")) return {line.starts_with("Run ") ? Kind::heading : Kind::nothing, std::string(line)};
    if (takes(line, "##[endgroup]")) return {Kind::nothing, ""};
    if (takes(line, "##[error]") || (line.starts_with("ERROR: Job failed"))) return {Kind::error, "error: " + std::string(line)};
    return {Kind::plain, std::string(line)};
}

}  // namespace

std::string failing_step(std::string_view log) {
    std::vector<std::string> step;
    for (const std::string_view raw : base::split_lines(log)) {
        Line line = read_line(raw);
        if (line.kind == Kind::heading) step.clear();
        if (line.kind != Kind::nothing) step.push_back(std::move(line.text));
        // Errors that a step only tells of are followed by the one that ends it.
        if (line.kind == Kind::error && (step.back().find("exit code") != std::string::npos || step.back().starts_with("error: ERROR:")))
            break;
    }
    return base::head_and_tail(base::trim(base::join(step, "\n")), k_failed_log_bytes);
}

}  // namespace proffer::ci
