// The descriptor-based mount calls: paths may hold commas and colons and be long, and a mount may be made before its place is there.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "os/descriptor.hpp"
#include "workspace/sandbox_specification.hpp"

namespace proffer::workspace {

enum class Access { as_it_is, read_only };

/// An overlay, attached nowhere yet. The message tells what the kernel said, for example "filesystem not supported as upperdir".
[[nodiscard]] Result<os::Descriptor> make_overlay(const OverlayMount& overlay);

/// A new file system of `type` with string options, attached nowhere yet; never with set-user-ID programs or devices.
[[nodiscard]] Result<os::Descriptor> make_file_system(const char* type, const std::vector<std::pair<const char*, std::string>>& options);

/// What is mounted at `path`, with all below it, once more; closed when there is no such file.
[[nodiscard]] Result<os::Descriptor> copy_of_mount(const std::string& path, Access access);

enum class Reach { alone, with_all_below };

/// Takes the right to write, and set-user-ID, from a mount.
[[nodiscard]] Result<void> make_read_only(int mount, const std::string& subject, Reach reach);

/// Puts a mount at `path`, which must be there.
[[nodiscard]] Result<void> attach(const os::Descriptor& mount, const std::string& path);

}  // namespace proffer::workspace
