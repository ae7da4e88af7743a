// `proffer publish DIR`: the privileged half of the two-job form; also resumes after a refused push.
#include <memory>

#include <fmt/format.h>

#include "cmd/ci_files.hpp"
#include "cmd/command.hpp"
#include "cmd/progress.hpp"
#include "cmd/publish.hpp"
#include "cmd/resume.hpp"
#include "run/publish.hpp"

namespace proffer::cmd {
namespace {

constexpr std::uint64_t k_artifact_file_limit_bytes = 256ULL * 1024 * 1024;

/// A line that a killed run left half-written would swallow the next one.
Result<void> drop_torn_lines(const std::filesystem::path& directory, const report::Journal& journal) {
    if (journal.dropped == 0) return {};
    std::string text;
    for (const report::JournalLine& line : journal.lines) text += report::render_line(line);
    return os::write_file(directory / "journal.jsonl", text);
}

struct PublishFlags {
    std::string directory;
    PullRequestFlags pull_request;
};

Result<int> publish(const CommonFlags& common, const PublishFlags& flags) {
    PROFFER_TRY(Project project, open_project(common));
    PROFFER_TRY(const os::DirectoryLock lock, os::DirectoryLock::take(project.repository->layout().common_dir));
    PROFFER_TRY(TaskResult result, publish_directory(common, project, std::filesystem::absolute(flags.directory), flags.pull_request));
    return print_outcome({std::move(result)}, common.json);
}

}  // namespace

Result<TaskResult> publish_directory(const CommonFlags& common, Project& project, const std::filesystem::path& directory,
                                     const PullRequestFlags& flags, const AdapterChoices& choices) {
    PROFFER_TRY(const std::string journal_text, os::read_file(directory / "journal.jsonl", k_artifact_file_limit_bytes));
    run::PublishRequest request;
    PROFFER_TRY(request.journal, report::parse_journal(journal_text));
    const report::RunSummary recorded = report::summarise(request.journal);
    PROFFER_TRY(const domain::Oid base, domain::Oid::parse(recorded.start.base_commit));
    PROFFER_TRY(const LoadedConfig loaded, load_config(project, common, choices.config.value_or(base)));
    request.task = declared_task(loaded.config, recorded.start.task);
    PROFFER_CHECK(lay_over(request.task.settings, flags));
    request.enabled = is_enabled(project.environment) && request.task.settings.enabled;
    if (recorded.proposal) {
        PROFFER_TRY(request.patch, os::read_file(directory / "proposal.patch", k_artifact_file_limit_bytes));
    }
    PROFFER_CHECK(drop_torn_lines(directory, request.journal));
    PROFFER_TRY(const auto artifact, DirectoryArtifact::open(directory, DirectoryArtifact::Journal::carried_on));
    SystemClock clock;
    Progress progress(common.quiet, common.verbose);
    run::Ports ports = make_ports(project, choices, *artifact, clock, progress);
    PROFFER_TRY(run::TaskOutcome outcome, run::publish_artifact(request, ports));
    return TaskResult{directory, std::move(outcome)};
}

Run define_publish(CLI::App& app, CommonFlags& common) {
    auto flags = std::make_shared<PublishFlags>();
    app.add_option("dir", flags->directory, "The artifact directory")->required()->type_name("DIR");
    add_allowed_paths_flag(app, flags->pull_request);
    return [flags, &common] { return tell_ci(publish(common, *flags)); };
}

}  // namespace proffer::cmd
