// Configuration as data: which files count, what of the user's own may reach the git program, what the repository says of its remotes.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "git/library.hpp"
#include "git/repository.hpp"
#include "os/environment.hpp"

namespace proffer::git {

struct Setting {
    std::string key;
    std::string value;
};

/// Tells libgit2 what `~` means. The search path is its only way to know; it belongs to the process.
void set_home(const os::Environment& environment);

/// The files of the system and of the user, together; absent ones are left out. `repository` decides `includeIf`; it may be null.
/// Environment: GIT_CONFIG_NOSYSTEM, GIT_CONFIG_SYSTEM, GIT_CONFIG_GLOBAL, XDG_CONFIG_HOME and HOME, as in git.
[[nodiscard]] Result<ConfigHandle> read_user_configuration(const os::Environment& environment, git_repository* repository);

/// The same and the files of the repository on top. `defaults` is a file we may write for what git looks up beside the configuration:
/// the ignore and attribute files in XDG_CONFIG_HOME.
[[nodiscard]] Result<ConfigHandle> read_whole_configuration(const os::Environment& environment, git_repository* repository,
                                                            const Layout& layout, const std::filesystem::path& defaults);

/// credential.*, http.*, url.*, core.sshCommand and what belongs to them, in order; from the user's own files only (security.md G1).
[[nodiscard]] Result<std::vector<Setting>> transport_settings(const os::Environment& environment, git_repository* repository);

/// The last value of `key`, or nothing.
[[nodiscard]] std::optional<std::string> find_value(git_config* configuration, const std::string& key);

/// Every setting whose key begins with `prefix` (lower case), in order.
[[nodiscard]] std::vector<Setting> values_below(git_config* configuration, const std::string& prefix);

}  // namespace proffer::git
