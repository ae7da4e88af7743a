// A checkout with every kind of local change, and a workspace factory over it.
#pragma once

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>

#include "fake_repository.hpp"
#include "os/clock.hpp"
#include "os/files.hpp"
#include "os/process.hpp"
#include "support/require_ok.hpp"
#include "workspace/factory.hpp"

namespace proffer::support {

inline domain::Edit edit(const std::string& path, std::optional<std::string> content) {
    return {domain::RepoPath::parse(path).value(), std::move(content), {}};
}

class WorkspaceFixture {
 public:
    /// The methods this machine allows; says so when that is not all of them.
    static std::vector<std::string> methods() {
        if (has_overlay()) return {"overlay", "directory", "landlock", "plain"};
        return {"directory", "landlock", "plain"};
    }

    static bool has_namespaces(const workspace::WorkspaceFactory& factory) {
        const auto& walls = factory.isolation().walls;
        return std::find(walls.begin(), walls.end(), "mount") != walls.end();
    }

    static bool has_overlay() {
        static const bool allowed = [] {
            WorkspaceFixture fixture;
            const auto factory = fixture.factory("auto");
            if (factory->isolation().workspace == "overlay") return true;
            WARN("overlay workspaces are not tested here: " + factory->isolation().reason);
            return false;
        }();
        return allowed;
    }

    WorkspaceFixture() : root_(make_root()) {
        checkout = root_.path() / "check,out:1";
        settings.run_directory = root_.path() / "run";
        settings.artifact_directory = checkout / "proffer-report";
        settings.environment = os::Environment({{"PATH", "/usr/local/bin:/usr/bin:/bin"},
                                                {"HOME", root_.path()},
                                                {"CI", "true"},
                                                {"GITHUB_TOKEN", "canary"},
                                                {"GITHUB_ENV", "/tmp/env"}});
        std::filesystem::create_directories(checkout / ".git");
        std::filesystem::create_directory(settings.run_directory);
        repository.layout_of.work_dir = checkout;
        repository.layout_of.git_dir = repository.layout_of.common_dir = checkout / ".git";
        write(".git/config", "[core]\n");
        write("proffer-report/journal.jsonl", "private\n");
    }

    /// In the checkout as in the base.
    void tracked(const std::string& path, const std::string& content, domain::FileMode mode = domain::FileMode::regular) {
        repository.base.add(path, content, mode);
        write(path, content);
        if (mode == domain::FileMode::executable) std::filesystem::permissions(checkout / path, std::filesystem::perms(0755));
    }

    void write(const std::string& path, const std::string& content) {
        std::filesystem::create_directories((checkout / path).parent_path());
        REQUIRE_OK(os::write_file(checkout / path, content));
    }

    void differs(const std::string& path, bool in_base) { repository.differing.push_back({path, in_base}); }

    [[nodiscard]] std::unique_ptr<workspace::WorkspaceFactory> factory(const std::string& method) {
        settings.method = method;
        auto made = workspace::make_factory(repository, repository.resolve("").value(), settings);
        REQUIRE_OK(made);
        return *std::move(made);
    }

    [[nodiscard]] static workspace::WorkFinished run(workspace::Workspace& workspace, const std::string& line,
                                                     std::chrono::milliseconds timeout = std::chrono::seconds(20)) {
        workspace::WorkCommand command;
        command.shell_line = line;
        command.timeout = timeout;
        auto finished = workspace.run(command);
        REQUIRE_OK(finished);
        return *std::move(finished);
    }

    /// Output of `line` in a new workspace with `edits`.
    [[nodiscard]] static std::string output(workspace::WorkspaceFactory& factory, const domain::EditSet& edits, const std::string& line) {
        auto made = factory.make(edits);
        REQUIRE_OK(made);
        return run(**made, line).output;
    }

    /// Names, modes, times and bytes of everything in the checkout.
    [[nodiscard]] std::string picture() const {
        os::Command command;
        command.arguments = {"/bin/sh", "-c",
                             "find . -printf '%p %y %m %T@ %C@ %s %l\\n' | sort; find . -type f -exec sha256sum {} + | sort"};
        command.directory = checkout;
        command.environment.set("PATH", "/usr/bin:/bin");
        return os::run(command).value().output;
    }

    std::filesystem::path checkout;
    FakeRepository repository;
    workspace::FactorySettings settings;

 private:
    static os::RunDirectory make_root() {
        auto made = os::RunDirectory::create(std::filesystem::temp_directory_path());
        REQUIRE_OK(made);
        return *std::move(made);
    }

    os::RunDirectory root_;
};

}  // namespace proffer::support
