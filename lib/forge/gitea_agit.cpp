// AGit's refspec, push options and answer.
#include "forge/gitea_agit.hpp"

#include <algorithm>
#include <array>

#include "base/base64.hpp"
#include "base/text.hpp"

namespace proffer::forge {
namespace {

constexpr std::size_t k_title_limit_bytes = 255;
constexpr std::size_t k_option_limit_bytes = 48 * 1024;  // a line of git's protocol has 65,516
constexpr std::size_t k_answer_limit_bytes = 256 * 1024;
constexpr std::size_t k_number_limit_digits = 15;

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// One line without control characters.
std::string on_one_line(std::string_view text, std::size_t limit_bytes) {
    std::string line;
    for (const char c : base::trim(text)) {
        if (!is_control(c))
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    return std::string(base::trim(base::prefix(line, limit_bytes)));
}

bool has_several_lines(std::string_view text) {
    return base::trim(text).find_first_of("\r\n") != std::string_view::npos;
}

/// Nothing where no form of it fits into one line: fences and lists that are joined would come alive (security.md O4).
std::optional<std::string> description_value(const AgitPush& push) {
    constexpr std::string_view k_mark = "{base64}";
    const std::string_view text = base::trim(push.description);
    if (text.empty()) return {};
    // A text that only looks encoded must not be decoded.
    const bool needs_encoding = has_several_lines(text) || text.starts_with(k_mark);
    if (!needs_encoding) return on_one_line(text, k_option_limit_bytes);
    if (!push.knows_base64) return {};
    return std::string(k_mark) + base::base64(base::prefix(text, k_option_limit_bytes / 4 * 3));
}

/// What git check-ref-format refuses, and what would change the refspec.
bool is_branch(std::string_view name) {
    if (name.empty() || name.size() > 1024 || name.front() == '/' || name.back() == '/' || name.back() == '.') return false;
    if (name.find("..") != std::string_view::npos || name.find("//") != std::string_view::npos || name.find("@{") != std::string_view::npos)
        return false;
    return std::none_of(name.begin(), name.end(),
                        [](char c) { return is_control(c) || std::string_view(" ~^:?*[\\").find(c) != std::string_view::npos; });
}

/// The line without "remote:", blanks, and what git pads it with for terminals.
std::string_view bare_line(std::string_view line) {
    line = base::trim(line);
    if (const std::size_t escape = line.find('\x1b'); escape != std::string_view::npos) line = line.substr(0, escape);
    if (line.starts_with("remote:")) line.remove_prefix(7);
    return base::trim(line);
}

/// 0 for anything but digits.
std::int64_t number_in(std::string_view digits) {
    if (digits.empty() || digits.size() > k_number_limit_digits) return 0;
    if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) return 0;
    return std::stoll(std::string(digits));
}

/// The number in git's own line for the ref that the server made of ours: "… -> refs/pull/3/head", with --porcelain
/// "<oid>:refs/pull/3/head". What the server prints stands behind "remote:" and does not count.
std::int64_t pushed_pull_number(std::string_view line) {
    constexpr std::string_view k_ref = "refs/pull/";
    if (base::trim(line).starts_with("remote:")) return 0;
    const std::size_t start = line.find(k_ref);
    if (start == std::string_view::npos || start == 0) return 0;
    if (line[start - 1] != ':' && !line.substr(0, start).ends_with("-> ")) return 0;
    const std::string_view rest = line.substr(start + k_ref.size());
    const std::size_t end = rest.find("/head");
    return end == std::string_view::npos ? 0 : number_in(rest.substr(0, end));
}

/// The number in "…/owner/name/pulls/12"; 0 for anything else.
std::int64_t pull_number(std::string_view url, std::string_view project) {
    if (!url.starts_with("http://") && !url.starts_with("https://")) return 0;
    const std::size_t slash = url.rfind('/');
    const std::string head = base::to_lower(url.substr(0, slash));
    if (!head.ends_with("/" + base::to_lower(project) + "/pulls")) return 0;
    return number_in(url.substr(slash + 1));
}

/// The numbers of "1.24.3", as far as there are any.
std::array<int, 2> version_numbers(std::string_view version) {
    std::array<int, 2> numbers{0, 0};
    std::size_t position = version.starts_with('v') ? 1 : 0;
    for (int& number : numbers) {
        for (; position < version.size() && version[position] >= '0' && version[position] <= '9' && number < 100'000; ++position)
            number = number * 10 + (version[position] - '0');
        if (position >= version.size() || version[position] != '.') break;
        ++position;
    }
    return numbers;
}

}  // namespace

Result<std::string> agit_refspec(const AgitPush& push) {
    if (!is_branch(push.base_branch))
        return Error{ErrorCode::usage, "'" + base::visible_line(push.base_branch) + "' is no name of a branch", "", {}};
    return push.commit.text() + ":refs/for/" + push.base_branch;
}

std::vector<std::string> agit_options(const AgitPush& push) {
    std::vector<std::string> options{"topic=" + on_one_line(push.topic, k_title_limit_bytes)};
    const std::string title = on_one_line(push.title, k_title_limit_bytes);
    if (!title.empty()) options.push_back("title=" + title);
    if (const auto description = description_value(push)) options.push_back("description=" + *description);
    // The value counts: without one, some versions do not see the option.
    if (push.replaces) options.push_back("force-push=true");
    return options;
}

bool agit_knows_base64(std::string_view version) {
    if (version.size() > 200 || version.find("+gitea-") != std::string_view::npos || version.find("forgejo") != std::string_view::npos)
        return false;
    const auto [major, minor] = version_numbers(version);
    return major > 1 || (major == 1 && minor >= 25);
}

std::optional<AgitPullRequest> parse_agit_answer(std::string_view text, std::string_view web_url, std::string_view project) {
    bool is_next = false;
    std::int64_t told = 0;
    while (web_url.ends_with('/')) web_url.remove_suffix(1);
    const auto page = [&](std::int64_t number) {
        return AgitPullRequest{number, std::string(web_url) + "/" + std::string(project) + "/pulls/" + std::to_string(number)};
    };
    for (const std::string_view line : base::split_lines(base::prefix(text, k_answer_limit_bytes))) {
        if (const std::int64_t number = pushed_pull_number(line); number > 0) return page(number);
        const std::string_view bare = bare_line(line);
        if (is_next && bare.empty()) continue;
        if (is_next && told == 0) told = pull_number(bare, project);
        is_next = bare == "Visit the existing pull request:";
    }
    if (told == 0) return {};
    return page(told);
}

bool is_agit_up_to_date(std::string_view text) {
    const std::string_view shown = base::prefix(text, k_answer_limit_bytes);
    for (const std::string_view reason : {"new commit is same with old commit", "The new commit is the same as the old commit"})
        if (shown.find(reason) != std::string_view::npos) return true;
    return false;
}

}  // namespace proffer::forge
