// What is mounted where, as the kernel tells it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace proffer::workspace {

/// Places below `directory` where something is mounted, short ones first.
[[nodiscard]] std::vector<std::string> mounts_below(const std::filesystem::path& directory);

/// The same from the text of /proc/self/mountinfo.
[[nodiscard]] std::vector<std::string> mounts_below(const std::filesystem::path& directory, std::string_view mountinfo);

}  // namespace proffer::workspace
