// The choice between the workspaces.
#include "workspace/factory.hpp"

#include <array>

#include "base/text.hpp"
#include "os/files.hpp"
#include "workspace/directory_workspace.hpp"
#include "workspace/normalised.hpp"
#include "workspace/overlay_workspace.hpp"

namespace proffer::workspace {

namespace fs = std::filesystem;

namespace {

fs::path normalised(const fs::path& path) {
    if (path.empty()) return path;
    std::error_code ignored;
    const fs::path absolute = fs::absolute(path, ignored).lexically_normal();
    return absolute.has_filename() ? absolute : absolute.parent_path();
}

struct Switch {
    const char* name;
    const char* refusing_value;
};

/// The kernel setting that explains a refusal, for people; what is refused was found by trying.
std::string explanation() {
    constexpr std::array<Switch, 3> k_switches = {{{"kernel/apparmor_restrict_unprivileged_userns", "1"},
                                                   {"kernel/unprivileged_userns_clone", "0"},
                                                   {"user/max_user_namespaces", "0"}}};
    for (const auto& [name, refusing_value] : k_switches) {
        const auto value = os::read_file(std::string("/proc/sys/") + name, 64);
        if (!value || base::trim(*value) != refusing_value) continue;
        return " (" + base::replace_all(name, "/", ".") + " is " + refusing_value + ")";
    }
    return {};
}

}  // namespace

git::Layout normalised(git::Layout layout) {
    for (auto* path : {&layout.work_dir, &layout.git_dir, &layout.common_dir}) *path = normalised(*path);
    return layout;
}

FactorySettings normalised(FactorySettings settings) {
    for (auto* path : {&settings.run_directory, &settings.artifact_directory}) *path = normalised(*path);
    return settings;
}

Result<std::unique_ptr<WorkspaceFactory>> make_factory(git::Repository& repository, const domain::Oid& base,
                                                       const FactorySettings& settings) {
    const bool may_fall_back = settings.method == "auto";
    if (!may_fall_back && settings.method != "overlay" && settings.method != "directory" && settings.method != "plain") {
        return Error{ErrorCode::usage, "unknown workspace method '" + settings.method + "'", "give auto, overlay, directory or plain", {}};
    }
    if (repository.layout().bare) return make_directory_factory(repository, base, settings, "a bare repository has no checkout");
    if (settings.method == "directory" || settings.method == "plain")
        return make_directory_factory(repository, base, settings, "a directory was asked for");
    auto overlay = make_overlay_factory(repository, base, settings);
    // Only what the system refuses has a way around; a repository that cannot be read is the same everywhere.
    if (overlay || !may_fall_back || overlay.error().code != ErrorCode::io) return overlay;
    return make_directory_factory(repository, base, settings, overlay.error().message + explanation());
}

}  // namespace proffer::workspace
