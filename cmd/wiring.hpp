// Builds the adapters from flags and environment and hands them to lib/run.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/redact.hpp"
#include "base/result.hpp"
#include "cmd/command.hpp"
#include "config/user.hpp"
#include "domain/conclusion.hpp"
#include "domain/settings.hpp"
#include "git/repository.hpp"
#include "os/environment.hpp"
#include "os/files.hpp"
#include "provider/factory.hpp"
#include "run/ports.hpp"
#include "run/task_run.hpp"

namespace proffer::cmd {

/// Tells a proposing half what the secrets look like that it must not have; see base::seal.
inline constexpr const char* k_seal_variable = "PROFFER_SEAL";

void start_logging(const CommonFlags& common);
void print_json_error(const Error& error, domain::Conclusion conclusion);

/// The repository at hand and what belongs to it for the time of one command.
struct Project {
    os::Environment environment;
    base::Redactor redactor;
    os::RunDirectory run_directory;
    std::unique_ptr<git::Repository> repository;
    config::UserSettings user = {};

    /// The directory people call the repository: the working tree, or the bare repository itself.
    [[nodiscard]] std::filesystem::path root() const;
};

/// Secrets leave our process image here (security.md decision 5); afterwards only `Project::environment` has them.
[[nodiscard]] Result<Project> open_project(const CommonFlags& common);

/// How git reaches the remote at `url`: in CI with PROFFER_TOKEN where that is for it, PROFFER_GIT_AUTH says how it is sent.
[[nodiscard]] git::PushSettings push_settings(const Project& project, const std::string& url);

/// Hosts that keys may go to besides the providers' own, of the flag and of the user's configuration.
[[nodiscard]] std::vector<std::string> allowed_hosts(const Project& project, std::vector<std::string> of_flag);

struct LoadedConfig {
    domain::Config config;
    std::string source;  ///< ".proffer.yml (working tree)", ".proffer.yml at 1a2b3c4d5e6f", "FILE"
};

/// In CI from the base commit, else from the working tree; `--config FILE` wins (product.md, security.md C1). Every problem is logged;
/// fails with `config`.
[[nodiscard]] Result<LoadedConfig> load_config(const Project& project, const CommonFlags& common, const domain::Oid& base);

/// Parses text and logs each diagnostic; fails with `config`.
[[nodiscard]] Result<domain::Config> parse_logged(const std::string& text, const std::string& file);

/// False when PROFFER_ENABLED says so.
[[nodiscard]] bool is_enabled(const os::Environment& environment);

/// Author or committer: `--author`, PROFFER_AUTHOR, the user's git identity, or proffer itself.
[[nodiscard]] Result<git::Identity> identity_from(const std::string& flag, const Project& project);

/// Writes into a directory of ours; makes it, with a `.gitignore` so that `git status` stays clean.
class DirectoryArtifact : public run::Artifact {
 public:
    /// `resumed`: what is there is put aside as journal.1.jsonl, journal.2.jsonl, … before a new one begins.
    enum class Journal { fresh, carried_on, resumed };
    /// Those that were put aside, the oldest first.
    static std::vector<std::filesystem::path> earlier_journals(const std::filesystem::path& directory);
    static Result<std::unique_ptr<DirectoryArtifact>> open(const std::filesystem::path& directory, Journal journal);
    Result<void> append(std::string_view journal_line) override;
    Result<void> write(std::string_view file_name, std::string_view bytes) override;

 private:
    DirectoryArtifact(std::filesystem::path directory, os::AppendFile journal)
        : directory_(std::move(directory)), journal_(std::move(journal)) {}
    std::filesystem::path directory_;
    os::AppendFile journal_;
};

inline constexpr std::string_view k_user_agent = "proffer/" PROFFER_VERSION;

struct AdapterChoices {
    provider::ProviderRequest provider;
    /// Laid around every provider that is made; empty: nothing.
    std::function<std::unique_ptr<provider::Provider>(std::unique_ptr<provider::Provider>)> around_provider;
    std::filesystem::path artifact_directory;
    std::vector<std::string> shown;     ///< beside the toolchains, to checks
    bool pins_base = false;             ///< people go on working in the checkout meanwhile: checks see nothing of it that the base has
    bool wants_pull_request = true;     ///< else a branch is all that is published
    std::optional<domain::Oid> config;  ///< the commit whose configuration counts for publishing; absent: the proposal's base
};

/// The real ports; `project`, `artifact`, `clock` and `watcher` must outlive them.
[[nodiscard]] run::Ports make_ports(Project& project, const AdapterChoices& choices, run::Artifact& artifact, run::Clock& clock,
                                    run::Watcher& watcher);

class SystemClock : public run::Clock {
 public:
    [[nodiscard]] std::int64_t now_ms() const override;
    [[nodiscard]] std::chrono::milliseconds monotonic() const override;
    [[nodiscard]] int stop_signal() const override;
};

/// Where artifacts of `settings` go: `--report DIR` relative to the current directory, else `report.dir` below the repository.
[[nodiscard]] std::filesystem::path artifact_directory(const Project& project, const std::string& flag,
                                                       const domain::ReportSettings& settings);

}  // namespace proffer::cmd
