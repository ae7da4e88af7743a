// `proffer status`: pushes that tasks ran for, or still do; with --costs what runs have cost.
#include <ctime>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cmd/command.hpp"
#include "cmd/costs.hpp"
#include "cmd/plain_output.hpp"
#include "git/repository.hpp"
#include "hook/job.hpp"
#include "hook/place.hpp"
#include "hook/state_directory.hpp"
#include "json/json.hpp"
#include "os/environment.hpp"
#include "os/files.hpp"

namespace proffer::cmd {
namespace {

constexpr std::uint64_t k_result_bytes = 16 * 1024 * 1024;

/// What `run --json` printed about one task.
struct TaskLine {
    std::string task, conclusion, message, branch, pull_request, report;
};

struct PushLine {
    hook::Job job;
    hook::State state;
    std::vector<std::vector<TaskLine>> tasks;  ///< of each branch
};

TaskLine task_line(const json::Value& result) {
    return {result.string_or("task", ""),   result.string_or("conclusion", ""),       result.string_or("message", ""),
            result.string_or("branch", ""), result.string_or("pull_request_url", ""), result.string_or("report", "")};
}

std::vector<TaskLine> read_tasks(const std::filesystem::path& file) {
    const auto text = os::read_file(file, k_result_bytes);
    if (!text) return {};
    const auto document = json::Value::parse(*text);
    if (!document) return {};
    std::vector<TaskLine> lines;
    if (const auto results = document->find("results"))
        for (const json::Value& result : results->elements()) lines.push_back(task_line(result));
    else
        lines.push_back(task_line(*document));
    return lines;
}

/// A worker that was killed has left a state that is no longer true.
hook::State state_of(const hook::Job& job) {
    hook::State state = hook::read_state(job.directory);
    const bool is_over = state.word == "finished" || state.word == "stopped";
    if (!is_over && !hook::is_cared_for(job.directory)) state.word = "killed";
    if (is_over || state.word == "killed") state.pid = 0;
    return state;
}

std::vector<PushLine> read_pushes(const std::string& state_directory) {
    std::vector<PushLine> lines;
    for (const auto& directory : hook::job_directories(state_directory)) {
        auto job = hook::read_job(directory);
        if (!job) continue;
        PushLine line{*std::move(job), {}, {}};
        line.state = state_of(line.job);
        for (std::size_t i = 0; i < line.job.branches.size(); ++i) line.tasks.push_back(read_tasks(line.job.result_file(i)));
        lines.push_back(std::move(line));
    }
    return lines;
}

std::string local_time(std::int64_t time_ms) {
    const std::time_t seconds = time_ms / 1000;
    std::tm time = {};
    ::localtime_r(&seconds, &time);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &time);
    return text;
}

void print_task(const TaskLine& task) {
    const std::string name = task.task.empty() ? "" : task.task + ": ";
    print_text(base::visible_line(fmt::format("  {}{}{}{}", name, task.conclusion, task.message.empty() ? "" : ", ", task.message)) + "\n");
    if (!task.pull_request.empty()) print_text("    pull request " + base::visible_line(task.pull_request) + "\n");
    if (task.conclusion == "success" && !task.branch.empty()) print_text("    branch " + base::visible_line(task.branch) + "\n");
    if (!task.report.empty()) print_text("    report " + base::visible_line(task.report) + "\n");
}

void print_push(const PushLine& push) {
    for (std::size_t i = 0; i < push.job.branches.size(); ++i) {
        const std::string who = push.state.pid > 0 ? fmt::format(" (process {})", push.state.pid) : "";
        const std::string line = fmt::format("{}  {} to {}  {}{}", local_time(push.job.time_ms), push.job.branches[i].branch(),
                                             git::displayed_url(push.job.remote), push.state.word, who);
        print_text(base::visible_line(line) + "\n");
        for (const TaskLine& task : push.tasks[i]) print_task(task);
    }
    print_text("    log " + base::visible_line(push.job.log_file().string()) + "\n");
}

void write_push(json::Writer& writer, const PushLine& push, std::size_t index) {
    const ci::PushedRef& ref = push.job.branches[index];
    writer.begin_object().member("time_ms", push.job.time_ms).member("state", push.state.word).member("pid", push.state.pid);
    writer.member("branch", ref.branch());
    writer.member("remote", git::displayed_url(push.job.remote)).member("commit", ref.commit).member("log", push.job.log_file().string());
    writer.key("tasks").begin_array();
    for (const TaskLine& task : push.tasks[index]) {
        writer.begin_object().member("task", task.task).member("conclusion", task.conclusion).member("message", task.message);
        writer.member("branch", task.branch).member("pull_request_url", task.pull_request).member("report", task.report).end_object();
    }
    writer.end_array().end_object();
}

void print_as_json(const std::vector<PushLine>& pushes) {
    json::Writer writer(json::Style::pretty);
    writer.begin_object().key("pushes").begin_array();
    for (const PushLine& push : pushes)
        for (std::size_t i = 0; i < push.job.branches.size(); ++i) write_push(writer, push, i);
    writer.end_array().member("exit_code", 0).end_object();
    print_json(writer.text());
}

Result<int> show_status(const CommonFlags& common) {
    std::error_code problem;
    const auto directory = std::filesystem::weakly_canonical(std::filesystem::absolute(common.repo, problem), problem);
    const auto place = hook::find_place(directory.string(), "");
    if (!place)
        return Error{ErrorCode::not_found,
                     fmt::format("no git repository in '{}' or above it", base::visible_line(directory.string())),
                     "start proffer inside a repository, or name it with --repo",
                     {}};
    PROFFER_TRY(const std::string state, hook::make_state_directory(os::Environment::of_process(), *place));
    const std::vector<PushLine> pushes = read_pushes(state);
    if (common.json)
        print_as_json(pushes);
    else if (pushes.empty())
        print_text("no task has run for a push of this repository\n");
    else
        for (const PushLine& push : pushes) print_push(push);
    return 0;
}

}  // namespace

Run define_status(CLI::App& app, CommonFlags& common) {
    struct Flags {
        bool costs = false;
        bool on_remote = false;
        std::string month;
    };
    auto flags = std::make_shared<Flags>();
    app.add_flag("--costs", flags->costs, "Show tokens and cost of this month's runs, by task");
    app.add_option("--month", flags->month, "The same of another month, as 2026-11")->type_name("MONTH");
    app.add_flag("--remote", flags->on_remote, "Of the runs in CI, which are counted on the remote");
    return [flags, &common] {
        const bool costs = flags->costs || flags->on_remote || !flags->month.empty();
        return costs ? print_costs(common, flags->month, flags->on_remote) : show_status(common);
    };
}

}  // namespace proffer::cmd
