// Reads "git version 2.39.5".
#include "git/version.hpp"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace proffer::git {
namespace {

// Configuration by variables (GIT_CONFIG_COUNT) came with git 2.31; older ones would push without our settings.
constexpr std::pair k_oldest = {2, 31};

/// {0, 0} when there is no version in it.
std::pair<int, int> version_in(std::string_view text) {
    constexpr std::string_view k_begin = "git version ";
    std::pair<int, int> version = {0, 0};
    if (!text.starts_with(k_begin)) return version;
    text.remove_prefix(k_begin.size());
    const auto [dot, error] = std::from_chars(text.data(), text.data() + text.size(), version.first);
    if (error != std::errc() || dot == text.data() + text.size() || *dot != '.') return {0, 0};
    if (std::from_chars(dot + 1, text.data() + text.size(), version.second).ec != std::errc()) return {0, 0};
    return version;
}

}  // namespace

domain::Advice judge_git_version(const Result<std::string>& output) {
    const std::string remedy = fmt::format("install git {}.{} or newer where PATH finds it", k_oldest.first, k_oldest.second);
    if (!output) return domain::problem("git", "cannot run git: " + output.error().text(), remedy, domain::Conclusion::git_error);
    const std::string line(base::prefix(base::trim(*output), 100));
    const std::pair<int, int> version = version_in(line);
    if (version == std::pair(0, 0)) return domain::warning("git", fmt::format("'{}' tells no version", line), remedy);
    if (version < std::pair<int, int>(k_oldest))
        return domain::problem("git", line + " is too old to push", remedy, domain::Conclusion::git_error);
    return domain::fine("git", line);
}

}  // namespace proffer::git
