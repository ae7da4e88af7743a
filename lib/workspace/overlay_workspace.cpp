// Overlay workspaces. Layers from the top: what commands write and the edits; what the checkout has changed against the base, undone
// once for all workspaces; the checkout itself with all its ignored files.
#include "workspace/overlay_workspace.hpp"

#include <sys/stat.h>

#include "os/descriptor.hpp"
#include "os/files.hpp"
#include "workspace/edits.hpp"
#include "workspace/normalised.hpp"
#include "workspace/sandbox.hpp"
#include "workspace/tree_writer.hpp"

namespace proffer::workspace {

namespace fs = std::filesystem;

namespace {

/// `path` relative to `directory`, or empty when it is not below it.
std::string relative_below(const fs::path& path, const fs::path& directory) {
    if (path.empty()) return {};
    std::error_code ignored;
    const std::string relative = fs::weakly_canonical(path, ignored).lexically_relative(fs::weakly_canonical(directory, ignored)).string();
    if (relative.empty() || relative == "." || relative == ".." || relative.starts_with("../")) return {};
    return relative;
}

Result<void> make_directory(const fs::path& path, mode_t mode = 0700) {
    if (::mkdir(path.c_str(), mode) != 0) return os::system_error("cannot make '" + path.string() + "'");
    return {};
}

/// The top of an overlay gets the mode of what it covers.
Result<void> copy_mode(const fs::path& from, const fs::path& to) {
    struct stat status = {};
    if (::stat(from.c_str(), &status) != 0) return os::system_error("cannot look at '" + from.string() + "'");
    if (::chmod(to.c_str(), (status.st_mode & 01777) | 0700) != 0) return os::system_error("cannot set the mode of '" + to.string() + "'");
    return {};
}

class OverlayFactory : public WorkspaceFactory {
 public:
    OverlayFactory(std::unique_ptr<domain::Snapshot> base, const git::Layout& layout, FactorySettings settings)
        : base_(std::move(base)), layout_(normalised(layout)), settings_(std::move(settings)) {
        isolation_.workspace = "overlay";
        isolation_.walls = {"user", "mount", "pid", "net", "ipc", "uts", "no-new-privs", "rlimits"};
        isolation_.network = "none";
    }

    ~OverlayFactory() override {
        // What is left goes with the run directory.
        if (!own_directory_.empty()) (void)os::remove_tree(own_directory_);
    }
    OverlayFactory(const OverlayFactory&) = delete;
    OverlayFactory& operator=(const OverlayFactory&) = delete;

    Result<void> prepare(const std::vector<git::Difference>& differences) {
        PROFFER_TRY(own_directory_, make_workspace_directory(settings_.run_directory));
        base_layer_ = own_directory_ / "base";
        PROFFER_CHECK(make_directory(base_layer_));
        PROFFER_CHECK(copy_mode(layout_.work_dir, base_layer_));
        PROFFER_TRY(auto writer, TreeWriter::open(base_layer_, Removal::whiteout, {layout_.work_dir}));
        for (const auto& difference : differences) {
            if (difference.path.empty() || difference.path == ".git" || difference.path.starts_with(".git/")) continue;
            PROFFER_CHECK(difference.in_base ? write_base_entry(writer, *base_, difference.path) : writer.remove(difference.path));
        }
        if (const auto artifact = relative_below(settings_.artifact_directory, layout_.work_dir); !artifact.empty()) {
            PROFFER_CHECK(writer.remove(artifact));
        }
        return try_it();
    }

    [[nodiscard]] const domain::Isolation& isolation() const override { return isolation_; }

    Result<std::unique_ptr<Workspace>> make(const domain::EditSet& edits) override {
        PROFFER_TRY(const fs::path directory, make_workspace_directory(settings_.run_directory));
        auto workspace = std::make_unique<SandboxedWorkspace>(directory, specification(directory),
                                                              command_environment(settings_.environment, directory / "tmp"));
        PROFFER_CHECK(make_layers(directory));
        PROFFER_TRY(auto writer, TreeWriter::open(directory / "upper-0", Removal::whiteout, {base_layer_, layout_.work_dir}));
        PROFFER_CHECK(write_edits(writer, edits, *base_));
        return std::unique_ptr<Workspace>(std::move(workspace));
    }

 private:
    /// The main repository of a linked worktree lies outside the checkout; commands may not write into it either.
    [[nodiscard]] bool has_outer_repository() const {
        return !layout_.common_dir.empty() && relative_below(layout_.common_dir, layout_.work_dir).empty();
    }

    [[nodiscard]] SandboxSpecification specification(const fs::path& directory) const {
        SandboxSpecification specification;
        specification.namespaces = true;
        specification.directory = layout_.work_dir;
        specification.temporary = directory / "tmp";
        specification.covered = {settings_.run_directory};
        if (relative_below(settings_.artifact_directory, layout_.work_dir).empty() && !settings_.artifact_directory.empty()) {
            specification.covered.push_back(settings_.artifact_directory);
        }
        specification.masked = service_sockets();
        if (has_outer_repository()) specification.overlays.push_back({layout_.common_dir, {layout_.common_dir}, directory / "upper-1", ""});
        specification.overlays.push_back({layout_.work_dir, {base_layer_, layout_.work_dir}, directory / "upper-0", ""});
        return specification;
    }

    [[nodiscard]] Result<void> make_layers(const fs::path& directory) const {
        PROFFER_CHECK(make_directory(directory / "upper-0"));
        PROFFER_CHECK(copy_mode(layout_.work_dir, directory / "upper-0"));
        if (!has_outer_repository()) return {};
        PROFFER_CHECK(make_directory(directory / "upper-1"));
        return copy_mode(layout_.common_dir, directory / "upper-1");
    }

    /// One mount with everything an overlay's top must be able to hold.
    Result<void> try_it() {
        PROFFER_TRY(const fs::path directory, make_workspace_directory(settings_.run_directory));
        auto tried = try_in(directory);
        (void)os::remove_tree(directory);
        return tried;
    }

    [[nodiscard]] Result<void> try_in(const fs::path& directory) const {
        PROFFER_CHECK(make_layers(directory));
        PROFFER_TRY(auto writer, TreeWriter::open(directory / "upper-0", Removal::whiteout, {}));
        // A whiteout, and then an opaque directory in its place.
        PROFFER_CHECK(writer.remove(".proffer-probe"));
        PROFFER_CHECK(writer.write(".proffer-probe/file", "", false));
        SandboxSpecification tried = specification(directory);
        tried.failure_file = directory / "failure";
        for (std::size_t index = 0; index < tried.overlays.size(); ++index) {
            tried.overlays[index].work = directory / ("work-" + std::to_string(index));
            PROFFER_CHECK(make_directory(tried.overlays[index].work));
        }
        return try_sandbox(tried);
    }

    std::unique_ptr<domain::Snapshot> base_;
    git::Layout layout_;
    FactorySettings settings_;
    fs::path own_directory_;
    fs::path base_layer_;  // in it
    domain::Isolation isolation_;
};

}  // namespace

Result<std::unique_ptr<WorkspaceFactory>> make_overlay_factory(git::Repository& repository, const domain::Oid& base,
                                                               const FactorySettings& settings) {
    PROFFER_TRY(auto snapshot, repository.snapshot(base));
    PROFFER_TRY(const auto differences, repository.differences(base));
    auto factory = std::make_unique<OverlayFactory>(std::move(snapshot), repository.layout(), normalised(settings));
    PROFFER_CHECK(factory->prepare(differences));
    return std::unique_ptr<WorkspaceFactory>(std::move(factory));
}

}  // namespace proffer::workspace
