// `proffer publish DIR`: the privileged half of the two-job form; also resumes after a refused push.
#include <memory>

#include <fmt/format.h>

#include "cmd/command.hpp"
#include "cmd/progress.hpp"
#include "cmd/result_output.hpp"
#include "cmd/wiring.hpp"
#include "run/publish.hpp"

namespace proffer::cmd {
namespace {

constexpr std::uint64_t k_artifact_file_limit_bytes = 256ULL * 1024 * 1024;

/// The task as this side declares it; one that the artifact made up gets the defaults of the file.
domain::Task task_of(const domain::Config& config, const std::string& name) {
    if (const domain::Task* task = config.find(name)) return *task;
    domain::Task task;
    task.name = name;
    task.settings = config.settings;
    return task;
}

/// A line that a killed run left half-written would swallow the next one.
Result<void> drop_torn_lines(const std::filesystem::path& directory, const report::Journal& journal) {
    if (journal.dropped == 0) return {};
    std::string text;
    for (const report::JournalLine& line : journal.lines) text += report::render_line(line);
    return os::write_file(directory / "journal.jsonl", text);
}

Result<int> publish(const CommonFlags& common, const std::string& directory_text) {
    const std::filesystem::path directory = std::filesystem::absolute(directory_text);
    PROFFER_TRY(const std::string journal_text, os::read_file(directory / "journal.jsonl", k_artifact_file_limit_bytes));
    run::PublishRequest request;
    PROFFER_TRY(request.journal, report::parse_journal(journal_text));
    const report::RunSummary recorded = report::summarise(request.journal);
    PROFFER_TRY(Project project, open_project(common));
    PROFFER_TRY(const domain::Oid base, domain::Oid::parse(recorded.start.base_commit));
    PROFFER_TRY(const LoadedConfig loaded, load_config(project, common, base));
    request.task = task_of(loaded.config, recorded.start.task);
    if (!is_enabled(project.environment) || !request.task.settings.enabled) {
        print_conclusion(domain::Conclusion::disabled, "proffer is switched off by 'enabled' or PROFFER_ENABLED", common.json);
        return domain::exit_status(domain::Conclusion::disabled);
    }
    if (recorded.proposal) {
        PROFFER_TRY(request.patch, os::read_file(directory / "proposal.patch", k_artifact_file_limit_bytes));
    }
    PROFFER_TRY(const os::DirectoryLock lock, os::DirectoryLock::take(project.repository->layout().common_dir));
    PROFFER_CHECK(drop_torn_lines(directory, request.journal));
    PROFFER_TRY(const auto artifact, DirectoryArtifact::open(directory, DirectoryArtifact::Journal::carried_on));
    SystemClock clock;
    Progress progress(common.quiet, common.verbose);
    run::Ports ports = make_ports(project, {}, *artifact, clock, progress);
    PROFFER_TRY(run::TaskOutcome outcome, run::publish_artifact(request, ports));
    const std::vector<TaskResult> results = {{directory, std::move(outcome)}};
    if (common.json)
        print_json_results(results);
    else
        print_results(results);
    return exit_status_of(results);
}

}  // namespace

Run define_publish(CLI::App& app, CommonFlags& common) {
    auto directory = std::make_shared<std::string>();
    app.add_option("dir", *directory, "The artifact directory")->required()->type_name("DIR");
    return [directory, &common] { return publish(common, *directory); };
}

}  // namespace proffer::cmd
