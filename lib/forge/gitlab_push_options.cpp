// Push options of GitLab, and what its server says back on the sideband.
#include "forge/gitlab_push_options.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "forge/gitlab_answers.hpp"

namespace proffer::forge {
namespace {

constexpr std::size_t k_option_bytes = 8 * 1024;
constexpr std::size_t k_most_of_a_kind = 50;
constexpr std::size_t k_messages_bytes = 256 * 1024;
constexpr std::size_t k_warning_bytes = 500;
constexpr std::size_t k_most_digits = 15;

/// Invalid bytes and control characters of every kind become blanks, runs of which become one.
std::string one_line(std::string_view text) {
    std::string line;
    for (std::size_t position = 0; position < text.size();) {
        const auto code_point = base::next_code_point(text, position);
        const bool is_blank = !code_point || *code_point <= 0x20 || (*code_point >= 0x7f && *code_point < 0xa0) || *code_point == 0x2028 ||
                              *code_point == 0x2029;
        if (!is_blank)
            base::append_utf8(line, *code_point);
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    return std::string(base::trim(line));
}

std::size_t longest_run(std::string_view text, char wanted) {
    std::size_t longest = 0, run = 0;
    for (const char c : text) {
        run = c == wanted ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

/// The blanks inside are taken off by Markdown; they let the text begin and end with backticks.
std::string inline_code(const std::string& line) {
    const std::string fence(longest_run(line, '`') + 1, '`');
    return fence + " " + line + " " + fence;
}

std::string one_line_description(std::string_view body, std::size_t bytes) {
    std::string description;
    for (const std::string_view raw : base::split_lines(body)) {
        const std::string line = one_line(raw);
        const std::string part = (description.empty() ? "" : "<br>") + (line.empty() ? std::string() : inline_code(line));
        if (description.size() + part.size() > bytes) return description + "<br>…";
        // No more than one empty line in a row, and none at the start.
        if (line.empty() && (description.empty() || description.ends_with("<br>"))) continue;
        description += part;
    }
    return description;
}

void add(std::vector<std::string>& options, std::string_view name, std::string_view value) {
    const std::string text = one_line(base::prefix(value, k_option_bytes / 2));
    // Without a value GitLab would read the option as switched on.
    if (!text.empty()) options.push_back(std::string(name) + text);
}

/// The line without "remote: " and blanks.
std::string_view message_line(std::string_view line) {
    line = base::trim(line);
    constexpr std::string_view k_remote = "remote:";
    if (line.starts_with(k_remote)) line.remove_prefix(k_remote.size());
    return base::trim(line);
}

std::optional<std::int64_t> number_of_url(std::string_view url, std::string_view web_base_url, std::string_view project_path) {
    while (web_base_url.ends_with('/')) web_base_url.remove_suffix(1);
    const std::string project = std::string(web_base_url) + "/" + std::string(project_path);
    // GitLab writes the project's path as it was made; the remote's may differ in case.
    if (base::to_lower(url.substr(0, project.size())) != base::to_lower(project)) return {};
    url.remove_prefix(project.size());
    if (url.starts_with("/-/")) url.remove_prefix(2);
    constexpr std::string_view k_folder = "/merge_requests/";
    if (!url.starts_with(k_folder)) return {};
    url.remove_prefix(k_folder.size());
    if (url.empty() || url.size() > k_most_digits || url.front() == '0') return {};
    std::int64_t number = 0;
    for (const char digit : url) {
        if (digit < '0' || digit > '9') return {};
        number = number * 10 + (digit - '0');
    }
    return number;
}

}  // namespace

std::vector<std::string> gitlab_push_options(const NewPullRequest& wanted, const std::vector<std::string>& labels,
                                             const std::vector<std::string>& assignees, const std::string& milestone) {
    std::vector<std::string> options = {"merge_request.create"};
    add(options, "merge_request.target=", wanted.base_branch);
    add(options, "merge_request.title=", gitlab_title(one_line(wanted.title), false));
    constexpr std::string_view k_description = "merge_request.description=";
    const std::string description = one_line_description(wanted.body, k_option_bytes - 2 * k_description.size());
    if (!description.empty()) options.push_back(std::string(k_description) + description);
    if (wanted.draft) options.emplace_back("merge_request.draft");
    for (std::size_t i = 0; i < std::min(labels.size(), k_most_of_a_kind); ++i)
        if (labels[i].find(',') == std::string::npos) add(options, "merge_request.label=", labels[i]);
    for (std::size_t i = 0; i < std::min(assignees.size(), k_most_of_a_kind); ++i) {
        const std::string_view login = assignees[i];
        add(options, "merge_request.assign=", login.starts_with('@') ? login.substr(1) : login);
    }
    add(options, "merge_request.milestone=", milestone);
    return options;
}

std::optional<PushedMergeRequest> parse_gitlab_push_answer(std::string_view messages, std::string_view web_base_url,
                                                           std::string_view project_path, std::string_view head_branch) {
    const std::string wanted = "View merge request for " + std::string(head_branch) + ":";
    bool is_next = false;
    for (const std::string_view raw : base::split_lines(messages.substr(0, k_messages_bytes))) {
        const std::string_view line = message_line(raw);
        if (line.empty()) continue;
        if (is_next)
            if (const auto number = number_of_url(line, web_base_url, project_path)) return PushedMergeRequest{*number, std::string(line)};
        is_next = line == wanted;
    }
    return {};
}

std::string parse_gitlab_push_warning(std::string_view messages) {
    std::string warning;
    bool is_inside = false;
    for (const std::string_view raw : base::split_lines(messages.substr(0, k_messages_bytes))) {
        const std::string_view line = message_line(raw);
        // The warning stands in a box of "=", broken into lines.
        if (is_inside && line.starts_with("====")) break;
        if (is_inside && !line.empty()) warning += (warning.empty() ? "" : " ") + std::string(line);
        if (line == "WARNINGS:") is_inside = true;
    }
    // Before the reason it repeats our options, each in quotes.
    const std::size_t reason = warning.rfind("': ");
    if (warning.starts_with("Error encountered with push options") && reason != std::string::npos) warning.erase(0, reason + 3);
    return base::visible_line(base::prefix(warning, k_warning_bytes));
}

}  // namespace proffer::forge
