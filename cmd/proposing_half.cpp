// Starts the proposing half of `run`, waits for it, publishes what it left.
#include "cmd/proposing_half.hpp"

#include <sys/prctl.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <iterator>

#include "base/redact.hpp"
#include "cmd/accounting.hpp"
#include "cmd/admission.hpp"
#include "cmd/publish.hpp"
#include "cmd/pushed.hpp"
#include "json/json.hpp"
#include "os/clock.hpp"
#include "os/process.hpp"
#include "os/signals.hpp"

namespace proffer::cmd {
namespace {

constexpr std::uint64_t k_handover_limit_bytes = 1024 * 1024;
constexpr std::uint64_t k_journal_limit_bytes = 256ULL * 1024 * 1024;
constexpr std::array k_model_keys = {"ANTHROPIC_API_KEY", "OPENAI_API_KEY", "PROFFER_MODEL_TOKEN", "OLLAMA_API_KEY"};
constexpr std::array k_forge_tokens = {"PROFFER_TOKEN"};
// The way to the provider may have a password of its own.
constexpr std::array k_proxies = {"HTTPS_PROXY", "https_proxy", "http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"};

template <typename Names>
bool holds(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// What proposing needs; of all other secrets only what lets them be recognised.
os::Environment environment_of_half(const Project& project, bool uses_job_token) {
    os::Environment environment = project.environment;
    std::vector<std::string> withheld = os::secret_values(environment);
    const auto is_secret = [&](const std::string& value) {
        return std::any_of(withheld.begin(), withheld.end(),
                           [&](const std::string& secret) { return value.find(secret) != std::string::npos; });
    };
    for (const auto& [name, value] : project.environment.variables()) {
        const bool fetches = project.repository->layout().partial && holds(k_forge_tokens, name);
        const bool is_needed = holds(k_model_keys, name) || holds(k_proxies, name) || fetches || (uses_job_token && name == "GITHUB_TOKEN");
        if (!is_needed && is_secret(value)) environment.erase(name);
    }
    for (const std::string& kept : os::secret_values(environment)) std::erase(withheld, kept);
    environment.set(k_seal_variable, base::seal(withheld, os::random_bytes(16)));
    return environment;
}

os::Command command_of_half(const CommonFlags& common, const std::string& handover, const std::string& work) {
    os::Command command;
    command.arguments = {"/proc/self/exe"};
    command.arguments.insert(command.arguments.end(), common.arguments.begin(), common.arguments.end());
    command.arguments.insert(command.arguments.begin() + 2, {"--handover", handover, "--work", work});
    command.shows_error_output = true;
    command.passes_signal = true;
    command.on_output = [](std::string_view bytes) { std::fwrite(bytes.data(), 1, bytes.size(), stdout); };
    return command;
}

Result<std::vector<std::filesystem::path>> read_handover(const std::string& file) {
    PROFFER_TRY(const std::string text, os::read_file(file, k_handover_limit_bytes));
    PROFFER_TRY(const json::Value document, json::Value::parse(text));
    std::vector<std::filesystem::path> artifacts;
    for (const json::Value& entry : document.elements()) {
        PROFFER_TRY(std::string artifact, entry.string());
        artifacts.emplace_back(std::move(artifact));
    }
    return artifacts;
}

/// How the proposing half ended, from its journal.
Result<TaskResult> recorded_result(const std::filesystem::path& artifact) {
    PROFFER_TRY(const std::string text, os::read_file(artifact / "journal.jsonl", k_journal_limit_bytes));
    PROFFER_TRY(const report::Journal journal, report::parse_journal(text));
    TaskResult result{artifact, {}};
    result.outcome.summary = report::summarise(journal);
    if (const auto& finish = result.outcome.summary.finish) {
        result.outcome.conclusion = domain::find_conclusion(finish->conclusion).value_or(domain::Conclusion::internal_error);
        if (result.outcome.conclusion == domain::Conclusion::cancelled) result.outcome.signal = finish->exit_status - 128;
    }
    return result;
}

/// Whether, and why not, what answers a push may be published now.
Result<std::string> hold_until_pushed(const RunFlags& flags, const Project& project, const std::vector<TaskResult>& results) {
    PROFFER_TRY(const auto pushed, read_pushed(flags, project));
    if (!pushed || !pushed->job.waits) return std::string();
    PROFFER_CHECK(tell_verdict(*pushed, results));
    return await_push(project, *pushed);
}

/// Failed proposals come out as drafts, unless the run was stopped; but a pull request that is there is not made worse by one.
bool is_to_be_published(const TaskResult& result, const Work& work) {
    if (work.follow_up && result.outcome.conclusion != domain::Conclusion::success) return false;
    return result.outcome.summary.proposal && result.outcome.conclusion != domain::Conclusion::cancelled;
}

/// The proposal stays in its artifact.
void withhold(TaskResult& result, const std::string& why) {
    if (result.outcome.conclusion == domain::Conclusion::success) result.outcome.conclusion = domain::Conclusion::skipped;
    if (!result.outcome.summary.finish) return;
    result.outcome.summary.finish->message = why + "; the proposal is kept";
    result.outcome.summary.finish->next_step = "publish it with 'proffer publish " + result.artifact.string() + "'";
}

}  // namespace

Result<int> run_in_two_processes(const CommonFlags& common, const RunFlags& flags, Project& project, const HalfRequest& request) {
    const std::string handover = project.run_directory.path() / "handover.json";
    const std::string work_file = project.run_directory.path() / "work.json";
    PROFFER_CHECK(write_work(work_file, request.work));
    os::Command half = command_of_half(common, handover, work_file);
    half.environment = environment_of_half(project, request.uses_job_token);
    if (flags.instruction_file == "-") half.input = request.instruction;
    for (const char* name : k_model_keys) project.environment.erase(name);
    const auto finished = os::run(half);
    if (!finished && finished.error().code != ErrorCode::interrupted) return finished.error();
    const auto artifacts = read_handover(handover);
    // Without results it has said itself what was wrong.
    if (!artifacts) settle_accounts(project, request.work.accounts, {});
    if (!artifacts) return finished ? Result<int>(finished->exit_status) : finished.error();
    std::vector<TaskResult> results;
    for (const std::filesystem::path& artifact : *artifacts) {
        PROFFER_TRY(TaskResult result, recorded_result(artifact));
        results.push_back(std::move(result));
    }
    settle_accounts(project, request.work.accounts, results);
    PROFFER_TRY(const std::string withheld, hold_until_pushed(flags, project, results));
    for (TaskResult& result : results) {
        if (!is_to_be_published(result, request.work) || os::stop_signal() != 0) continue;
        if (!withheld.empty()) {
            withhold(result, withheld);
            continue;
        }
        AdapterChoices choices;
        choices.wants_pull_request = flags.publish != "branch";
        choices.config = request.work.config;
        PROFFER_TRY(result, publish_directory(common, project, result.artifact, flags.pull_request, choices));
    }
    if (!results.empty()) answer_on_forge(project, request.work, results.front().outcome);
    return print_outcome(results, common.json);
}

Result<void> hand_over(const std::string& file, const std::vector<TaskResult>& results) {
    json::Writer writer;
    writer.begin_array();
    for (const TaskResult& result : results) writer.value(result.artifact.string());
    writer.end_array();
    return os::write_file(file, writer.text());
}

void end_with_parent() {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
}

}  // namespace proffer::cmd
