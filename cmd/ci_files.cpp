// The files of GitHub, which Gitea and Forgejo name alike.
#include "cmd/ci_files.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/log.hpp"
#include "domain/conclusion.hpp"
#include "os/clock.hpp"
#include "os/files.hpp"
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

void warn(const Result<void>& written) {
    if (!written) base::log_warning("the CI system is not told: " + written.error().text());
}

}  // namespace

void write_ci_files(const os::Environment& environment, const std::vector<TaskResult>& results) {
    if (results.empty()) return;
    if (const std::string path = environment.value_or("GITHUB_OUTPUT", ""); !path.empty()) warn(write_outputs(path, gravest(results)));
    if (const std::string path = environment.value_or("GITHUB_STEP_SUMMARY", ""); !path.empty()) warn(write_summary(path, results));
}

void write_ci_conclusion(const os::Environment& environment, domain::Conclusion conclusion, std::string_view why) {
    const std::string path = environment.value_or("GITHUB_OUTPUT", "");
    if (path.empty()) return;
    TaskResult result;
    result.outcome.conclusion = conclusion;
    report::RunFinished& finish = result.outcome.summary.finish.emplace();
    finish.conclusion = domain::name(conclusion);
    finish.message = why;
    warn(write_outputs(path, result));
}

}  // namespace proffer::cmd
