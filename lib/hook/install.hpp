// Puts the hook into a repository and takes it out again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "hook/place.hpp"
#include "os/environment.hpp"

namespace proffer::hook {

/// The script that `hooks/pre-push` holds, with the program's path in it; it starts whatever was there before, when there is no proffer.
[[nodiscard]] std::string hook_script(const std::string& program);

/// True for a script of ours, of this version or another.
[[nodiscard]] bool is_our_script(std::string_view text);

enum class Where {
    automatic,      ///< `configuration` from git 2.54 on
    file,           ///< `pre-push` in git's directory of hooks; a hook that is there already is set aside and started first
    configuration,  ///< `hook.proffer.*` of the repository; other hooks stay as they are
};

struct Installation {
    Where where = Where::file;
    std::string script;              ///< path of the script that git starts
    std::string earlier;             ///< path of the hook that was set aside; empty: none
    std::vector<std::string> notes;  ///< for people, one line each
};

struct InstallRequest {
    Place place;
    os::Environment environment;
    std::string program;  ///< absolute path of proffer
    Where where = Where::automatic;
};

/// Installing twice is installing once. Fails with `denied` where all repositories of the user share one directory of hooks, with
/// `conflict` when another hook was set aside before, with `not_found` without git, or with `io`.
[[nodiscard]] Result<Installation> install_hook(const InstallRequest& request);

/// Everything `install_hook` did is undone, the earlier hook back in its place; nothing when there is no hook of ours.
[[nodiscard]] Result<std::vector<Installation>> uninstall_hook(const InstallRequest& request);

/// All that is installed; usually one.
[[nodiscard]] Result<std::vector<Installation>> find_installed(const InstallRequest& request);

}  // namespace proffer::hook
