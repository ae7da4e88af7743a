// Directory workspaces: every file of the base written out, the edits on top. Ignored files of the checkout are not there.
#include "workspace/directory_workspace.hpp"

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

Result<void> make_files_directory(const fs::path& directory) {
    const fs::path files = directory / "files";
    if (::mkdir(files.c_str(), 0755) != 0) return os::system_error("cannot make '" + files.string() + "'");
    return {};
}

class DirectoryFactory : public WorkspaceFactory {
 public:
    DirectoryFactory(std::unique_ptr<domain::Snapshot> base, const git::Layout& layout, FactorySettings settings)
        : base_(std::move(base)), layout_(normalised(layout)), settings_(std::move(settings)) {}

    Result<void> prepare(const std::string& reason) {
        isolation_.workspace = "directory";
        isolation_.reason = reason;
        PROFFER_CHECK(try_namespaces());
        isolation_.network = namespaces_ ? "none" : "host";
        isolation_.walls = {"no-new-privs", "rlimits"};
        if (namespaces_) isolation_.walls = {"user", "mount", "pid", "net", "ipc", "uts", "no-new-privs", "rlimits"};
        return {};
    }

    [[nodiscard]] const domain::Isolation& isolation() const override { return isolation_; }

    Result<std::unique_ptr<Workspace>> make(const domain::EditSet& edits) override {
        PROFFER_TRY(const fs::path directory, make_workspace_directory(settings_.run_directory));
        auto workspace = std::make_unique<SandboxedWorkspace>(directory, specification(directory),
                                                              command_environment(settings_.environment, directory / "tmp"));
        PROFFER_CHECK(make_files_directory(directory));
        PROFFER_TRY(auto writer, TreeWriter::open(directory / "files", Removal::erase, {}));
        PROFFER_TRY(const auto paths, base_->paths());
        for (const auto& path : paths) PROFFER_CHECK(write_base_entry(writer, *base_, path));
        PROFFER_CHECK(write_edits(writer, edits, *base_));
        return std::unique_ptr<Workspace>(std::move(workspace));
    }

 private:
    Result<void> try_namespaces() {
        namespaces_ = settings_.method != "plain";
        if (!namespaces_) return {};
        auto tried = try_it();
        if (tried) return {};
        if (tried.error().code == ErrorCode::interrupted) return tried;
        namespaces_ = false;
        const std::string& refusal = tried.error().message;
        if (!isolation_.reason.starts_with(refusal)) isolation_.reason += (isolation_.reason.empty() ? "" : "; ") + refusal;
        return {};
    }

    [[nodiscard]] SandboxSpecification specification(const fs::path& directory) const {
        SandboxSpecification specification;
        specification.namespaces = namespaces_;
        specification.temporary = directory / "tmp";
        specification.directory = directory / "files";
        if (!namespaces_) return specification;
        specification.covered = {settings_.artifact_directory};
        specification.masked = service_sockets();
        if (layout_.work_dir.empty()) return specification;
        specification.directory = layout_.work_dir;
        specification.shown_from = directory / "files";
        specification.covered.push_back(settings_.run_directory);
        return specification;
    }

    Result<void> try_it() {
        PROFFER_TRY(const fs::path directory, make_workspace_directory(settings_.run_directory));
        PROFFER_CHECK(make_files_directory(directory));
        SandboxSpecification tried = specification(directory);
        tried.failure_file = directory / "failure";
        auto result = try_sandbox(tried);
        (void)os::remove_tree(directory);
        return result;
    }

    std::unique_ptr<domain::Snapshot> base_;
    git::Layout layout_;
    FactorySettings settings_;
    domain::Isolation isolation_;
    bool namespaces_ = false;
};

}  // namespace

Result<std::unique_ptr<WorkspaceFactory>> make_directory_factory(git::Repository& repository, const domain::Oid& base,
                                                                 const FactorySettings& settings, const std::string& reason) {
    PROFFER_TRY(auto snapshot, repository.snapshot(base));
    auto factory = std::make_unique<DirectoryFactory>(std::move(snapshot), repository.layout(), normalised(settings));
    PROFFER_CHECK(factory->prepare(reason));
    return std::unique_ptr<WorkspaceFactory>(std::move(factory));
}

}  // namespace proffer::workspace
