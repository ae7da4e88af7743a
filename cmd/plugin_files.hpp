// Writes the files that let a CI system start proffer in this repository.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/plugin_files.hpp"

namespace proffer::cmd {

struct PluginFlags {
    bool github = false;
    bool gitlab = false;
    bool gitea = false;
    std::string workflows = "label,comment,schedule";  ///< names of the ready workflows; "all"
    std::string action;                                ///< "owner/name@ref"
};

/// Paths below the root.
struct Written {
    std::vector<std::string> written;
    std::vector<std::string> kept;   ///< were there already
    std::vector<std::string> notes;  ///< what is left for a person to do
};

/// Fails with `usage` when a flag makes no sense.
[[nodiscard]] Result<void> check_plugin_flags(const PluginFlags& flags);

/// Nothing that exists is changed. The flags have been checked.
[[nodiscard]] Result<void> write_plugin_files(const std::filesystem::path& root, const PluginFlags& flags,
                                              const config::PluginRequest& request, Written& done);

/// Writes `text` unless something of that name is there, or a directory on the way leads elsewhere.
[[nodiscard]] Result<void> write_new_file(const std::filesystem::path& root, const std::string& path, std::string_view text, Written& done);

}  // namespace proffer::cmd
