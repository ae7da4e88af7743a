// Directory workspaces: every file of the base written out, the edits on top. Ignored files of the checkout are not there.
#include "workspace/directory_workspace.hpp"

#include <sys/stat.h>

#include <mutex>
#include <optional>
#include <set>

#include "base/text.hpp"
#include "os/clock.hpp"
#include "os/descriptor.hpp"
#include "os/files.hpp"
#include "workspace/changes.hpp"
#include "workspace/edits.hpp"
#include "workspace/git_view.hpp"
#include "workspace/normalised.hpp"
#include "workspace/sandbox.hpp"
#include "workspace/tree_writer.hpp"

namespace proffer::workspace {

namespace fs = std::filesystem;

namespace {

Result<void> make_files_directory(const fs::path& directory) {
    const fs::path files = directory / "files";
    if (::mkdir(files.c_str(), 0755) != 0) return os::system_error("cannot make '" + files.string() + "'");
    return {};
}

class DirectoryFactory : public WorkspaceFactory {
 public:
    DirectoryFactory(std::unique_ptr<domain::Snapshot> base, GitFacts facts, FactorySettings settings)
        : base_(std::move(base)), facts_(std::move(facts)), layout_(facts_.layout), settings_(std::move(settings)) {}

    ~DirectoryFactory() override {
        if (!own_directory_.empty()) (void)os::remove_tree(own_directory_);
    }
    DirectoryFactory(const DirectoryFactory&) = delete;
    DirectoryFactory& operator=(const DirectoryFactory&) = delete;

    /// The first of `candidates` that can be put up is taken.
    Result<void> prepare(const std::vector<Walls>& candidates, const std::string& reason) {
        const auto start = os::monotonic();
        isolation_.workspace = "directory";
        isolation_.reason = reason;
        PROFFER_TRY(own_directory_, make_workspace_directory(settings_.run_directory));
        changes_.emplace(*base_, own_directory_ / "ignore", layout_);
        PROFFER_TRY(auto writer, TreeWriter::open(own_directory_, Removal::erase, {}));
        PROFFER_CHECK(make_git_directory(writer, own_directory_, facts_));
        PROFFER_CHECK(check_names());
        view_ = make_view(settings_, layout_, true);
        Error last{ErrorCode::io, "no walls were asked for", "", {}};
        for (const Walls walls : candidates) {
            walls_ = walls;
            const auto tried = try_walls();
            if (tried) {
                name_walls(isolation_, walls_);
                isolation_.set_up_ms = (os::monotonic() - start).count();
                return {};
            }
            if (tried.error().code == ErrorCode::interrupted) return tried;
            last = tried.error();
            add_reason(last.message);
        }
        return last;
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
                        [this, directory](const ChangeLimits& limits) { return changes_->read(directory / "files", Held::tree, limits); }};
        auto workspace = std::make_unique<SandboxedWorkspace>(directory, std::move(sandbox));
        PROFFER_CHECK(make_files_directory(directory));
        if (!has_namespaces(walls_)) PROFFER_CHECK(link_toolchains(directory, view_));
        PROFFER_TRY(auto writer, TreeWriter::open(directory / "files", Removal::erase, {}));
        PROFFER_TRY(const auto paths, base_->paths());
        for (const auto& path : paths) PROFFER_CHECK(write_base_entry(writer, *base_, path));
        PROFFER_CHECK(write_edits(writer, edits, *base_));
        PROFFER_CHECK(copy_git_directory(directory / "files" / ".git"));
        return std::unique_ptr<Workspace>(std::move(workspace));
    }

 private:
    void add_reason(const std::string& refusal) {
        if (isolation_.reason.starts_with(refusal)) return;
        isolation_.reason += (isolation_.reason.empty() ? "" : "; ") + refusal;
    }

    /// Files are written out here, and two of them must not become one.
    Result<void> check_names() {
        struct stat status = {};
        PROFFER_CHECK(os::write_file(own_directory_ / "case", "", os::Durability::renamed));
        if (::lstat((own_directory_ / "CASE").c_str(), &status) != 0) return {};
        PROFFER_TRY(const auto paths, base_->paths());
        std::set<std::string> folded;
        for (const auto& path : paths) {
            if (folded.insert(base::to_lower(path)).second) continue;
            return Error{ErrorCode::denied,
                         "'" + base::visible_line(path) + "' differs from another file by case alone, and '" +
                             settings_.run_directory.string() + "' does not tell them apart",
                         "set TMPDIR to a directory whose file system tells case apart",
                         {}};
        }
        return {};
    }

    Result<void> copy_git_directory(const fs::path& to) const {
        std::error_code problem;
        fs::copy(own_directory_ / ".git", to, fs::copy_options::recursive | fs::copy_options::copy_symlinks, problem);
        if (!problem) return {};
        return os::system_error("cannot make '" + to.string() + "'", problem.value());
    }

    [[nodiscard]] SandboxSpecification specification(const fs::path& directory) const {
        SandboxSpecification specification = specification_for(walls_, view_, directory);
        const fs::path files = directory / "files";
        const bool at_checkout = has_namespaces(walls_) && !layout_.work_dir.empty();
        specification.directory = at_checkout ? layout_.work_dir : files;
        if (has_namespaces(walls_)) specification.placed.push_back({files, specification.directory});
        return specification;
    }

    Result<void> try_walls() {
        if (const std::string missing = missing_for(walls_); !missing.empty()) return Error{ErrorCode::io, missing, "", {}};
        return try_it(false, isolation_);
    }

    Result<void> try_it(bool network, domain::Isolation& isolation) const {
        PROFFER_TRY(const fs::path directory, make_workspace_directory(settings_.run_directory));
        PROFFER_CHECK(make_files_directory(directory));
        SandboxSpecification tried = specification(directory);
        tried.network = network;
        auto result = probe_walls(isolation, walls_, std::move(tried), settings_, layout_, directory);
        (void)os::remove_tree(directory);
        return result;
    }

    [[nodiscard]] std::string operators_home() const {
        return has_namespaces(walls_) ? view_.home : settings_.environment.value_or("HOME", "");
    }

    Result<void> probe_network() {
        const std::lock_guard lock(network_mutex_);
        if (with_network_.blocked.empty()) PROFFER_CHECK(try_it(true, with_network_));
        return hold_with_network(isolation_, with_network_);
    }

    std::unique_ptr<domain::Snapshot> base_;
    GitFacts facts_;
    const git::Layout& layout_;
    FactorySettings settings_;
    std::optional<ChangeReader> changes_;
    fs::path own_directory_;  // holds the `.git` of all workspaces
    View view_;
    Walls walls_ = Walls::none;
    domain::Isolation isolation_;
    std::mutex network_mutex_;
    domain::Isolation with_network_;
};

}  // namespace

Result<std::unique_ptr<WorkspaceFactory>> make_directory_factory(git::Repository& repository, const domain::Oid& base,
                                                                 const FactorySettings& settings, const std::vector<Walls>& candidates,
                                                                 const std::string& reason) {
    PROFFER_TRY(auto snapshot, repository.snapshot(base));
    const FactorySettings tidied = normalised(settings);
    PROFFER_TRY(GitFacts facts, git_facts(repository, base, tidied, false));
    auto factory = std::make_unique<DirectoryFactory>(std::move(snapshot), std::move(facts), tidied);
    PROFFER_CHECK(factory->prepare(candidates, reason));
    return std::unique_ptr<WorkspaceFactory>(std::move(factory));
}

}  // namespace proffer::workspace
