// The files of ci/ that `proffer init` writes, embedded when the program is built.
#pragma once

#include <string_view>
#include <vector>

namespace proffer::cmd {

struct PluginTemplate {
    std::string_view path;  ///< "ci/github-action/workflows/label.yml"
    std::string_view text;
};

[[nodiscard]] const std::vector<PluginTemplate>& plugin_templates();

}  // namespace proffer::cmd
