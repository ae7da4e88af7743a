// CI files for the repository at hand, from those in ci/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace proffer::config {

struct PluginRequest {
    std::vector<std::string> paths;  ///< tracked ones
    std::vector<std::string> tasks;  ///< those that can be started by hand
    std::string provider;            ///< of the configuration
    std::string action;              ///< "owner/name@ref" of our action; empty: as the template says
};

/// A template with the tasks to choose from, the key of the provider, the steps that install what the checks need, and where our action
/// comes from. What does not fit the characters of its place is left out.
[[nodiscard]] std::string render_plugin_file(std::string_view text, const PluginRequest& request);

/// "owner/name@ref": nothing else may stand behind `uses:`.
[[nodiscard]] bool is_action_reference(std::string_view text);

}  // namespace proffer::config
