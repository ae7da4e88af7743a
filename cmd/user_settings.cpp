// What lets keys go elsewhere is believed only of a file that is the user's alone.
#include "cmd/user_settings.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include <fmt/format.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "os/files.hpp"

namespace proffer::cmd {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t k_most_bytes = 256 * 1024;

fs::path place_of(const os::Environment& environment) {
    const std::string home = environment.value_or("HOME", "");
    const std::string directory = environment.value_or("XDG_CONFIG_HOME", home.empty() ? "" : home + "/.config");
    // Relative ones are not to be believed (freedesktop.org, XDG Base Directory).
    if (directory.empty() || directory.front() != '/') return {};
    return fs::path(directory) / "proffer" / "config.yml";
}

bool lies_inside(const fs::path& file, const fs::path& directory) {
    const auto [end, rest] = std::mismatch(directory.begin(), directory.end(), file.begin(), file.end());
    return end == directory.end();
}

/// Why it is not believed, and what to do; both empty when it is.
std::pair<std::string, std::string> distrust(const fs::path& file, const fs::path& repository) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return {"is no regular file", "put a file there, or nothing"};
    if (status.st_uid != ::geteuid() && status.st_uid != 0) return {"belongs to somebody else", "make it your own"};
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) return {"may be written by others", "take that right away: chmod go-w"};
    std::error_code error;
    if (lies_inside(fs::canonical(file, error), fs::canonical(repository, error)))
        return {"lies inside the repository", "move it, or set XDG_CONFIG_HOME to a directory outside"};
    return {};
}

}  // namespace

Result<config::UserSettings> load_user_settings(const os::Environment& environment, const fs::path& repository) {
    const fs::path file = place_of(environment);
    std::error_code error;
    if (file.empty() || !fs::exists(file, error)) return config::UserSettings();
    const std::string name = base::visible_line(file.string());
    if (auto [why, remedy] = distrust(file, repository); !why.empty())
        return Error{ErrorCode::config, fmt::format("'{}' {}, so it is not believed", name, why), std::move(remedy), {}};
    PROFFER_TRY(const std::string text, os::read_file(file, k_most_bytes));
    config::ParsedUserSettings parsed = config::parse_user_config(text, name);
    for (const domain::Diagnostic& diagnostic : parsed.diagnostics) base::log_error(diagnostic.text());
    if (parsed.settings) return *std::move(parsed.settings);
    return Error{ErrorCode::config,
                 fmt::format("{} has {}", name, base::count_of(parsed.diagnostics.size(), "problem")),
                 "correct the lines named above",
                 {}};
}

}  // namespace proffer::cmd
