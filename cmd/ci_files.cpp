// The files of GitHub, which Gitea and Forgejo name alike.
#include "cmd/ci_files.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/log.hpp"
#include "domain/conclusion.hpp"
#include "os/clock.hpp"
#include "os/files.hpp"
#include "os/signals.hpp"
#include "report/ci_outputs.hpp"

namespace proffer::cmd {
namespace {

constexpr std::size_t k_nonce_bytes = 16;
constexpr std::size_t k_summary_bytes = 1024 * 1024;

Result<void> append(const std::string& path, std::string_view text) {
    PROFFER_TRY(os::AppendFile file, os::AppendFile::open(path));
    return file.append(text);
}

const TaskResult& gravest(const std::vector<TaskResult>& results) {
    const auto grave = [](const TaskResult& result) { return domain::exit_status(result.outcome.conclusion, result.outcome.signal); };
    return *std::max_element(results.begin(), results.end(), [&](const TaskResult& a, const TaskResult& b) { return grave(a) < grave(b); });
}

Result<void> write_outputs(const std::string& path, const TaskResult& result) {
    const auto outputs = report::ci_outputs(result.outcome.summary, result.artifact.string());
    PROFFER_TRY(const std::string text, report::render_github_outputs(outputs, os::random_hex(k_nonce_bytes)));
    return append(path, text);
}

Result<void> write_summary(const std::string& path, const std::vector<TaskResult>& results) {
    std::error_code missing;
    const auto size = std::filesystem::file_size(path, missing);
    std::size_t room = missing ? k_summary_bytes : k_summary_bytes - std::min<std::size_t>(size, k_summary_bytes);
    std::string text;
    for (const TaskResult& result : results) {
        const std::string summary = report::render_step_summary(result.outcome.summary, room);
        room -= summary.size();
        text += summary;
    }
    return append(path, text);
}

Result<void> write_dotenv(const std::string& path, const TaskResult& result) {
    return os::write_file(path, report::render_dotenv(report::ci_outputs(result.outcome.summary, result.artifact.string())),
                          os::Durability::renamed);
}

Result<void> write_annotations(const std::string& path, const std::vector<TaskResult>& results) {
    std::vector<report::RunSummary> runs;
    for (const TaskResult& result : results) runs.push_back(result.outcome.summary);
    return os::write_file(path, report::render_gitlab_annotations(runs), os::Durability::renamed);
}

void warn(const Result<void>& written) {
    if (!written) base::log_warning("the CI system is not told: " + written.error().text());
}

void annotate(const TaskResult& result) {
    const report::RunSummary& run = result.outcome.summary;
    if (domain::exit_status(result.outcome.conclusion, result.outcome.signal) == 0 || !run.finish) return;
    const std::string task = run.start.task.empty() ? "" : "task '" + run.start.task + "': ";
    const std::string next = run.finish->next_step.empty() ? "" : " (next: " + run.finish->next_step + ")";
    base::annotate_error("proffer: " + std::string(domain::name(result.outcome.conclusion)), task + run.finish->message + next);
}

}  // namespace

void write_ci_files(const os::Environment& environment, const std::vector<TaskResult>& results) {
    if (results.empty()) return;
    const auto file = [&](const char* name) { return environment.value_or(name, ""); };
    if (const std::string path = file("GITHUB_OUTPUT"); !path.empty()) warn(write_outputs(path, gravest(results)));
    if (const std::string path = file("GITHUB_STEP_SUMMARY"); !path.empty()) warn(write_summary(path, results));
    if (const std::string path = file("PROFFER_DOTENV"); !path.empty()) warn(write_dotenv(path, gravest(results)));
    if (const std::string path = file("PROFFER_ANNOTATIONS"); !path.empty()) warn(write_annotations(path, results));
    for (const TaskResult& result : results) annotate(result);
}

void write_ci_conclusion(const os::Environment& environment, domain::Conclusion conclusion, const std::string& why) {
    TaskResult result;
    result.outcome.conclusion = conclusion;
    result.outcome.signal = os::stop_signal();
    report::RunFinished& finish = result.outcome.summary.finish.emplace();
    finish.conclusion = domain::name(conclusion);
    finish.message = why;
    finish.next_step = domain::next_step(conclusion);
    const auto file = [&](const char* name) { return environment.value_or(name, ""); };
    if (const std::string path = file("GITHUB_OUTPUT"); !path.empty()) warn(write_outputs(path, result));
    if (const std::string path = file("PROFFER_DOTENV"); !path.empty()) warn(write_dotenv(path, result));
    if (const std::string path = file("PROFFER_ANNOTATIONS"); !path.empty()) warn(write_annotations(path, {}));
    annotate(result);
}

Result<int> tell_ci(Result<int> status) {
    if (!status) write_ci_conclusion(os::Environment::of_process(), domain::conclusion_of(status.error()), status.error().text());
    return status;
}

}  // namespace proffer::cmd
