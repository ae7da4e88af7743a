// The choice between the workspaces.
#include "workspace/factory.hpp"

#include <unistd.h>

#include <algorithm>
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

/// A password-free sudo is used unasked only where machines are made for jobs; elsewhere it is a person's.
bool may_use_sudo(const os::Environment& environment) {
    return environment.find("CI") || environment.find("GITHUB_ACTIONS");
}

struct Method {
    std::string_view name;
    std::vector<Walls> overlay;    ///< tried in this order, then
    std::vector<Walls> directory;  ///< these
};

const std::array<Method, 6> k_methods = {{
    {"auto",
     {Walls::user_namespaces, Walls::root_namespaces},
     {Walls::user_namespaces, Walls::root_namespaces, Walls::landlock, Walls::none}},
    {"overlay", {Walls::user_namespaces}, {}},
    {"sudo", {Walls::root_namespaces}, {}},
    {"directory", {}, {Walls::user_namespaces, Walls::landlock, Walls::none}},
    {"landlock", {}, {Walls::landlock, Walls::none}},
    {"plain", {}, {Walls::none}},
}};

class Choice {
 public:
    Choice(git::Repository& repository, const domain::Oid& base, const FactorySettings& settings)
        : repository_(repository), base_(base), settings_(settings) {}

    Result<std::unique_ptr<WorkspaceFactory>> make(const Method& method) {
        const bool bare = repository_.layout().bare;
        reason_ = bare ? "a bare repository has no checkout" : method.overlay.empty() ? "a directory was asked for" : "";
        Error last{ErrorCode::io, reason_, "", {}};
        for (const Walls walls : bare ? std::vector<Walls>() : allowed(method, method.overlay)) {
            auto overlay = make_overlay(walls);
            // Only what the system refuses has a way around; a repository that cannot be read is the same everywhere.
            if (overlay || overlay.error().code != ErrorCode::io) return overlay;
            last = overlay.error();
            reason_ += (reason_.empty() ? "" : "; ") + last.message + (walls == Walls::user_namespaces ? explanation() : "");
        }
        const auto directory = allowed(method, method.directory);
        if (directory.empty()) return last;
        return make_directory_factory(repository_, base_, settings_, directory, reason_);
    }

 private:
    Result<std::unique_ptr<WorkspaceFactory>> make_overlay(Walls walls) {
        if (const std::string missing = missing_for(walls); !missing.empty()) return Error{ErrorCode::io, missing, "", {}};
        return make_overlay_factory(repository_, base_, settings_, walls);
    }

    [[nodiscard]] std::vector<Walls> allowed(const Method& method, std::vector<Walls> walls) const {
        if (method.name == "auto" && !may_use_sudo(settings_.environment)) std::erase(walls, Walls::root_namespaces);
        if (::geteuid() == 0) std::erase(walls, Walls::root_namespaces);
        return walls;
    }

    git::Repository& repository_;
    const domain::Oid& base_;
    const FactorySettings& settings_;
    std::string reason_;
};

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
    const auto method = std::find_if(k_methods.begin(), k_methods.end(), [&](const auto& row) { return settings.method == row.name; });
    if (method == k_methods.end()) {
        return Error{ErrorCode::usage,
                     "unknown workspace method '" + settings.method + "'",
                     "give auto, overlay, sudo, directory, landlock or plain",
                     {}};
    }
    return Choice(repository, base, settings).make(*method);
}

}  // namespace proffer::workspace
