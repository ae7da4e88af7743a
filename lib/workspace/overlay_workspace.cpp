// Overlay workspaces. Layers from the top: what commands write and the edits; what the checkout has changed against the base, undone
// once for all workspaces; the checkout itself with all its ignored files.
#include "workspace/overlay_workspace.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <mutex>
#include <optional>

#include "os/clock.hpp"
#include "os/descriptor.hpp"
#include "os/files.hpp"
#include "workspace/changes.hpp"
#include "workspace/edits.hpp"
#include "workspace/git_view.hpp"
#include "workspace/mount_table.hpp"
#include "workspace/normalised.hpp"
#include "workspace/sandbox.hpp"
#include "workspace/tree_writer.hpp"
#include "workspace/walls.hpp"

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
    OverlayFactory(std::unique_ptr<domain::Snapshot> base, GitFacts facts, FactorySettings settings, Walls walls)
        : base_(std::move(base)), facts_(std::move(facts)), layout_(facts_.layout), settings_(std::move(settings)), walls_(walls) {
        isolation_.workspace = "overlay";
        name_walls(isolation_, walls_);
    }

    ~OverlayFactory() override {
        // What is left goes with the run directory.
        if (!own_directory_.empty()) (void)os::remove_tree(own_directory_);
    }
    OverlayFactory(const OverlayFactory&) = delete;
    OverlayFactory& operator=(const OverlayFactory&) = delete;

    Result<void> prepare(const std::vector<git::Difference>& differences) {
        const auto start = os::monotonic();
        PROFFER_TRY(own_directory_, make_workspace_directory(settings_.run_directory));
        changes_.emplace(*base_, own_directory_ / "ignore", layout_);
        base_layer_ = own_directory_ / "base";
        PROFFER_CHECK(make_directory(base_layer_));
        PROFFER_CHECK(copy_mode(layout_.work_dir, base_layer_));
        PROFFER_TRY(auto writer, TreeWriter::open(base_layer_, Removal::whiteout, {layout_.work_dir}));
        for (const auto& difference : differences) {
            if (difference.path.empty() || difference.path == ".git" || difference.path.starts_with(".git/")) continue;
            PROFFER_CHECK(difference.in_base ? write_base_entry(writer, *base_, difference.path) : writer.remove(difference.path));
        }
        for (const auto& ours : {settings_.artifact_directory, settings_.run_directory})
            if (const auto place = relative_below(ours, layout_.work_dir); !place.empty()) PROFFER_CHECK(writer.remove(place));
        PROFFER_CHECK(prepare_git(writer));
        PROFFER_CHECK(look_for_mounts());
        view_ = make_view(settings_, layout_, !has_own_git_directory(layout_));
        const auto tried = try_it(false, isolation_);
        isolation_.set_up_ms = (os::monotonic() - start).count();
        return tried;
    }

    [[nodiscard]] const domain::Isolation& isolation() const override { return isolation_; }

    Result<std::unique_ptr<Workspace>> make(const domain::EditSet& edits) override {
        PROFFER_TRY(const fs::path directory, make_workspace_directory(settings_.run_directory));
        Sandbox sandbox{specification(directory),
                        environment_for(walls_, settings_, directory),
                        view_.network,
                        [this] { return probe_network(); },
                        operators_environment(settings_.environment, directory / "tmp"),
                        operators_home(),
                        [this, directory](const ChangeLimits& limits) { return changes_->read(directory / "upper", Held::layer, limits); }};
        auto workspace = std::make_unique<SandboxedWorkspace>(directory, std::move(sandbox));
        PROFFER_CHECK(make_layer(directory));
        PROFFER_TRY(auto writer, TreeWriter::open(directory / "upper", Removal::whiteout, {base_layer_, layout_.work_dir}));
        PROFFER_CHECK(write_edits(writer, edits, *base_));
        return std::unique_ptr<Workspace>(std::move(workspace));
    }

 private:
    Result<void> prepare_git(TreeWriter& writer) {
        if (has_own_git_directory(layout_)) return sanitise_git_directory(writer, base_layer_, facts_);
        PROFFER_CHECK(writer.remove(".git"));
        return make_git_directory(writer, base_layer_, facts_);
    }

    /// An overlay shows an empty directory where something else is mounted in the checkout. It is shown as it is, read only, unless it
    /// holds files of the base: then their edits could not be seen.
    Result<void> look_for_mounts() {
        mounts_ = mounts_below(layout_.work_dir);
        if (mounts_.empty()) return {};
        PROFFER_TRY(const auto paths, base_->paths());
        for (const auto& mount : mounts_) {
            const std::string prefix = mount.substr(layout_.work_dir.string().size() + 1) + "/";
            const bool holds_tracked = std::any_of(paths.begin(), paths.end(), [&](const auto& path) { return path.starts_with(prefix); });
            if (holds_tracked) return Error{ErrorCode::io, "files of the repository lie on another mount, at '" + mount + "'", "", {}};
        }
        return {};
    }

    [[nodiscard]] SandboxSpecification specification(const fs::path& directory) const {
        SandboxSpecification specification = specification_for(walls_, view_, directory);
        specification.directory = layout_.work_dir;
        specification.shown.insert(specification.shown.end(), mounts_.begin(), mounts_.end());
        specification.overlays.push_back({layout_.work_dir, {base_layer_, layout_.work_dir}, directory / "upper", ""});
        return specification;
    }

    [[nodiscard]] Result<void> make_layer(const fs::path& directory) const {
        PROFFER_CHECK(make_directory(directory / "upper"));
        return copy_mode(layout_.work_dir, directory / "upper");
    }

    /// One mount with everything an overlay's top must be able to hold, and the probe in it.
    Result<void> try_it(bool network, domain::Isolation& isolation) const {
        PROFFER_TRY(const fs::path directory, make_workspace_directory(settings_.run_directory));
        auto tried = try_in(directory, network, isolation);
        (void)os::remove_tree(directory);
        return tried;
    }

    [[nodiscard]] Result<void> try_in(const fs::path& directory, bool network, domain::Isolation& isolation) const {
        PROFFER_CHECK(make_layer(directory));
        PROFFER_TRY(auto writer, TreeWriter::open(directory / "upper", Removal::whiteout, {}));
        // A whiteout, and then an opaque directory in its place.
        PROFFER_CHECK(writer.remove(".proffer-probe"));
        PROFFER_CHECK(writer.write(".proffer-probe/file", "", false));
        SandboxSpecification tried = specification(directory);
        tried.network = network;
        PROFFER_CHECK(make_work_directories(tried, directory, "0"));
        return probe_walls(isolation, walls_, std::move(tried), settings_, layout_, directory);
    }

    [[nodiscard]] std::string operators_home() const { return view_.home; }

    Result<void> probe_network() {
        const std::lock_guard lock(network_mutex_);
        if (with_network_.blocked.empty()) PROFFER_CHECK(try_it(true, with_network_));
        return hold_with_network(isolation_, with_network_);
    }

    std::unique_ptr<domain::Snapshot> base_;
    GitFacts facts_;
    const git::Layout& layout_;
    FactorySettings settings_;
    Walls walls_;
    View view_;
    std::vector<std::string> mounts_;
    std::optional<ChangeReader> changes_;
    fs::path own_directory_;
    fs::path base_layer_;  // in it
    domain::Isolation isolation_;
    std::mutex network_mutex_;
    domain::Isolation with_network_;
};

}  // namespace

Result<std::unique_ptr<WorkspaceFactory>> make_overlay_factory(git::Repository& repository, const domain::Oid& base,
                                                               const FactorySettings& settings, Walls walls) {
    PROFFER_TRY(auto snapshot, repository.snapshot(base));
    PROFFER_TRY(auto differences, repository.differences(base));
    const FactorySettings tidied = normalised(settings);
    PROFFER_TRY(GitFacts facts, git_facts(repository, base, tidied, differences.empty() && !tidied.pins_base));
    if (tidied.pins_base) {
        PROFFER_TRY(const auto paths, snapshot->paths());
        std::erase_if(differences, [](const git::Difference& difference) { return difference.in_base; });
        for (const std::string& path : paths) differences.push_back({path, true});
    }
    auto factory = std::make_unique<OverlayFactory>(std::move(snapshot), std::move(facts), tidied, walls);
    PROFFER_CHECK(factory->prepare(differences));
    return std::unique_ptr<WorkspaceFactory>(std::move(factory));
}

}  // namespace proffer::workspace
