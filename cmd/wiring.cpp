// The one place that knows every adapter.
#include "cmd/wiring.hpp"

#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "ci/trigger.hpp"
#include "cmd/guess_files.hpp"
#include "cmd/plain_output.hpp"
#include "cmd/user_settings.hpp"
#include "config/config.hpp"
#include "forge/factory.hpp"
#include "forge/none.hpp"
#include "json/json.hpp"
#include "os/clock.hpp"
#include "os/signals.hpp"
#include "workspace/factory.hpp"

namespace proffer::cmd {
namespace {

constexpr std::uint64_t k_config_limit_bytes = 1024 * 1024;
constexpr const char* k_config_name = ".proffer.yml";
constexpr int k_most_journals = 99;  // of one artifact

base::Color color_of(const std::string& word) {
    if (word == "always") return base::Color::always;
    return word == "never" ? base::Color::never : base::Color::automatic;
}

base::LogLevel level_of(const CommonFlags& common) {
    if (common.quiet) return base::LogLevel::quiet;
    return common.verbose ? base::LogLevel::verbose : base::LogLevel::normal;
}

/// Gitea and Forgejo say GITHUB_ACTIONS too, and read the same commands.
base::LogDialect dialect_of(const os::Environment& environment) {
    if (environment.value_or("GITHUB_ACTIONS", "") == "true") return base::LogDialect::github;
    return environment.value_or("GITLAB_CI", "") == "true" ? base::LogDialect::gitlab : base::LogDialect::plain;
}

base::Redactor redactor_of(const os::Environment& environment) {
    return base::Redactor(os::secret_values(environment), environment.value_or(k_seal_variable, ""));
}

/// What one try has paid for is never overwritten: a kill at any moment leaves the journal under one name or the other.
Result<void> put_aside(const std::filesystem::path& directory, const std::filesystem::path& journal) {
    std::error_code problem;
    if (std::filesystem::file_size(journal, problem) == 0 || problem) return {};
    const std::size_t number = DirectoryArtifact::earlier_journals(directory).size() + 1;
    if (number > k_most_journals)
        return Error{ErrorCode::usage, fmt::format("the run was resumed {} times", k_most_journals), "start it anew", {}};
    std::filesystem::rename(journal, directory / fmt::format("journal.{}.jsonl", number), problem);
    if (problem) return Error{ErrorCode::io, fmt::format("cannot put the journal aside: {}", problem.message()), "", {}};
    return {};
}

Error without_config(const std::string& where) {
    return {
        ErrorCode::config, fmt::format("no {} in {}", k_config_name, where), "run 'proffer init' to write a starter, then commit it", {}};
}

/// The remote's address comes from a file anyone with the checkout may have written; in CI the token goes only to the server the job runs
/// on.
bool may_get_token(const os::Environment& environment, const std::string& url) {
    if (!ci::is_ci(environment)) return true;
    for (const char* name : {"GITHUB_SERVER_URL", "CI_SERVER_URL"})
        if (const auto server = environment.find(name); server && url.starts_with(*server + "/")) return true;
    return false;
}

}  // namespace

void start_logging(const CommonFlags& common) {
    base::LogSettings settings;
    settings.level = level_of(common);
    settings.color = color_of(common.color);
    settings.dialect = dialect_of(os::Environment::of_process());
    settings.redactor = redactor_of(os::Environment::of_process());
    base::start_log(std::move(settings));
}

void print_json_error(const Error& error, domain::Conclusion conclusion) {
    json::Writer writer(json::Style::pretty);
    writer.begin_object();
    writer.member("conclusion", domain::name(conclusion));
    writer.member("exit_code", domain::exit_status(conclusion, os::stop_signal()));
    writer.member("error", error.text());
    writer.member("next_step", error.hint.empty() ? domain::next_step(conclusion) : std::string_view(error.hint));
    writer.end_object();
    print_json(writer.text());
}

std::filesystem::path Project::root() const {
    const git::Layout& layout = repository->layout();
    return layout.bare ? layout.git_dir : layout.work_dir;
}

git::PushSettings push_settings(const Project& project, const std::string& url) {
    git::PushSettings settings;
    settings.remote_url = url;
    if (may_get_token(project.environment, url)) settings.token = project.environment.value_or("PROFFER_TOKEN", "");
    settings.bearer = base::to_lower(project.environment.value_or("PROFFER_GIT_AUTH", "basic")) == "bearer";
    settings.use_global_configuration = !ci::is_ci(project.environment);
    return settings;
}

Result<Project> open_project(const CommonFlags& common) {
    os::Environment environment = os::Environment::of_process();
    PROFFER_TRY(os::RunDirectory run_directory, os::RunDirectory::create(environment.value_or("TMPDIR", "/tmp")));
    PROFFER_TRY(auto repository, git::open_repository(common.repo, run_directory.path() / "store"));
    os::hide_secrets_of_process(environment);
    base::Redactor redactor = redactor_of(environment);
    environment.erase(k_seal_variable);
    Project project{std::move(environment), std::move(redactor), std::move(run_directory), std::move(repository)};
    PROFFER_TRY(project.user, load_user_settings(project.environment, project.root()));
    PROFFER_TRY(const std::string url, project.repository->remote_url());
    project.repository->fetch_missing_with(push_settings(project, url));
    return project;
}

std::vector<std::string> allowed_hosts(const Project& project, std::vector<std::string> of_flag) {
    of_flag.insert(of_flag.end(), project.user.allow_hosts.begin(), project.user.allow_hosts.end());
    return of_flag;
}

Result<domain::Config> parse_logged(const std::string& text, const std::string& file) {
    config::Parsed parsed = config::parse_config(text, file);
    for (const domain::Diagnostic& diagnostic : parsed.diagnostics) base::log_error(diagnostic.text());
    if (!parsed.config)
        return Error{ErrorCode::config,
                     fmt::format("{} has {}", file, base::count_of(parsed.diagnostics.size(), "problem")),
                     "correct the lines named above",
                     {}};
    return *std::move(parsed.config);
}

Result<LoadedConfig> load_config(const Project& project, const CommonFlags& common, const domain::Oid& base) {
    std::string text, source, file = k_config_name;
    if (!common.config.empty()) {
        PROFFER_TRY(text, os::read_file(common.config, k_config_limit_bytes));
        source = file = common.config;
    } else if (ci::is_ci(project.environment) || project.repository->layout().bare) {
        PROFFER_TRY(const auto snapshot, project.repository->snapshot(base));
        auto read = snapshot->read(k_config_name);
        if (!read) return without_config("the base commit " + base.short_text());
        text = *std::move(read);
        source = fmt::format("{} at {}", k_config_name, base.short_text());
    } else {
        const std::filesystem::path path = project.root() / k_config_name;
        auto read = os::read_file(path, k_config_limit_bytes);
        if (!read && read.error().code == ErrorCode::not_found) return without_config(project.root().string());
        if (!read) return std::move(read).error();
        text = *std::move(read);
        source = fmt::format("{} (working tree)", k_config_name);
    }
    PROFFER_TRY(domain::Config config, parse_logged(text, file));
    return LoadedConfig{std::move(config), std::move(source)};
}

bool is_enabled(const os::Environment& environment) {
    const std::string word = base::to_lower(environment.value_or("PROFFER_ENABLED", "true"));
    return word != "false" && word != "0" && word != "no" && word != "off";
}

Result<git::Identity> identity_from(const std::string& flag, const Project& project) {
    const std::string text = flag.empty() ? project.environment.value_or("PROFFER_AUTHOR", "") : flag;
    if (text.empty()) return project.repository->user_identity().value_or(git::Identity{"proffer", "proffer@users.noreply.invalid"});
    const auto open = text.find('<');
    const auto close = text.rfind('>');
    const std::string name(base::trim(std::string_view(text).substr(0, open)));
    if (open == std::string::npos || close != text.size() - 1 || close < open + 2 || name.empty() ||
        text.find_first_of("\n\r") != std::string::npos)
        return Error{ErrorCode::usage, fmt::format("'{}' names no person", text), "write it as 'Name <mail@example.org>'", {}};
    return git::Identity{name, text.substr(open + 1, close - open - 1)};
}

std::vector<std::filesystem::path> DirectoryArtifact::earlier_journals(const std::filesystem::path& directory) {
    std::vector<std::filesystem::path> journals;
    std::error_code ignored;
    for (int number = 1; number <= k_most_journals; ++number) {
        journals.push_back(directory / fmt::format("journal.{}.jsonl", number));
        if (std::filesystem::exists(journals.back(), ignored)) continue;
        journals.pop_back();
        break;
    }
    return journals;
}

Result<std::unique_ptr<DirectoryArtifact>> DirectoryArtifact::open(const std::filesystem::path& directory, Journal journal) {
    const std::filesystem::path path = directory / "journal.jsonl";
    if (auto written = os::write_file(directory / ".gitignore", "*\n", os::Durability::renamed); !written) {
        Error error = std::move(written).error();
        if (error.hint.empty()) error.hint = "name a directory that can be written to with --report DIR";
        return error;
    }
    if (journal == Journal::carried_on) {
        PROFFER_TRY(os::AppendFile file, os::AppendFile::open(path));
        return std::unique_ptr<DirectoryArtifact>(new DirectoryArtifact(directory, std::move(file)));
    }
    if (journal == Journal::resumed) {
        PROFFER_CHECK(put_aside(directory, path));
    } else {
        for (const std::filesystem::path& earlier : earlier_journals(directory)) PROFFER_CHECK(os::remove_tree(earlier));
    }
    // What an earlier run left must not be taken for this run's.
    for (const char* name : {"report.md", "report.json", "report.html", "report.junit.xml", "proposal.patch", "pull-request.json"})
        PROFFER_CHECK(os::remove_tree(directory / name));
    PROFFER_TRY(os::AppendFile file, os::AppendFile::create(path));
    return std::unique_ptr<DirectoryArtifact>(new DirectoryArtifact(directory, std::move(file)));
}

Result<void> DirectoryArtifact::append(std::string_view journal_line) {
    return journal_.append(journal_line);
}

Result<void> DirectoryArtifact::write(std::string_view file_name, std::string_view bytes) {
    // Reports can be rendered again from the journal; the patch holds what nothing else does.
    const bool is_report = file_name.starts_with("report.");
    return os::write_file(directory_ / file_name, bytes, is_report ? os::Durability::renamed : os::Durability::synced);
}

run::Ports make_ports(Project& project, const AdapterChoices& choices, run::Artifact& artifact, run::Clock& clock, run::Watcher& watcher) {
    const auto make_workspaces = [&project, directory = choices.artifact_directory, shown = choices.shown,
                                  pins_base = choices.pins_base](const domain::Oid& base) {
        workspace::FactorySettings settings;
        settings.run_directory = project.run_directory.path();
        settings.artifact_directory = directory;
        settings.environment = project.environment;
        settings.method = project.environment.value_or("PROFFER_WORKSPACE", "auto");
        settings.shown = shown;
        settings.pins_base = pins_base;
        const std::string more = project.environment.value_or("PROFFER_SHOW", "");
        for (const auto path : base::split(more, ':'))
            if (!path.empty()) settings.shown.emplace_back(path);
        return workspace::make_factory(*project.repository, base, settings);
    };
    const auto make_forge = [&project, wants_pull_request = choices.wants_pull_request]() -> Result<std::unique_ptr<forge::Forge>> {
        PROFFER_TRY(const std::string url, project.repository->remote_url());
        git::PushSettings push = push_settings(project, url);
        if (!wants_pull_request) return forge::make_none(*project.repository, std::move(push));
        return forge::make_forge(*project.repository, {project.environment, std::move(push), std::string(k_user_agent)});
    };
    return {
        *project.repository,
        [request = choices.provider,
         around = choices.around_provider](const domain::ModelSettings& model) -> Result<std::unique_ptr<provider::Provider>> {
            provider::ProviderRequest asked = request;
            asked.model = model;
            PROFFER_TRY(auto made, provider::make_provider(asked));
            return around ? around(std::move(made)) : std::move(made);
        },
        make_workspaces,
        make_forge,
        artifact,
        clock,
        watcher,
        project.redactor,
        [&project](const domain::Oid& base, std::string_view text, std::size_t most) { return guess_files(project, base, text, most); }};
}

std::int64_t SystemClock::now_ms() const {
    return os::now_ms();
}

std::chrono::milliseconds SystemClock::monotonic() const {
    return os::monotonic();
}

int SystemClock::stop_signal() const {
    return os::stop_signal();
}

std::filesystem::path artifact_directory(const Project& project, const std::string& flag, const domain::ReportSettings& settings) {
    if (!flag.empty()) return std::filesystem::absolute(flag);
    const std::filesystem::path root = project.repository->layout().bare ? std::filesystem::current_path() : project.root();
    return root / settings.dir;
}

}  // namespace proffer::cmd
