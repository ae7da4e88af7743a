// Jobs as files. Every file is complete or absent; who reads them expects neither.
#include "hook/job.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <system_error>

#include <fmt/format.h>

#include "json/json.hpp"
#include "os/clock.hpp"
#include "os/files.hpp"
#include "os/signals.hpp"

namespace proffer::hook {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t k_file_bytes = 64 * 1024 * 1024;
constexpr std::chrono::milliseconds k_look_every{100};
constexpr std::size_t k_newest = 3;

/// "20260131T235959.123-4711": sorts by time, and two pushes of one millisecond differ.
std::string name_of(std::int64_t time_ms) {
    const std::time_t seconds = time_ms / 1000;
    std::tm time = {};
    ::gmtime_r(&seconds, &time);
    char text[32];
    std::strftime(text, sizeof text, "%Y%m%dT%H%M%S", &time);
    return fmt::format("{}.{:03}-{}", text, time_ms % 1000, ::getpid());
}

std::string render(const Job& job) {
    json::Writer writer(json::Style::pretty);
    writer.begin_object().member("time_ms", job.time_ms).member("root", job.root).member("remote", job.remote).member("url", job.url);
    writer.member("pusher", static_cast<std::int64_t>(job.pusher.pid)).member("pusher_start", job.pusher.start_ticks);
    writer.member("waits", job.waits).key("tasks").begin_array();
    for (const std::string& task : job.tasks) writer.value(task);
    writer.end_array().key("branches").begin_array();
    for (const ci::PushedRef& ref : job.branches) {
        writer.begin_object().member("local_ref", ref.local_ref).member("commit", ref.commit);
        writer.member("remote_ref", ref.remote_ref).member("before", ref.before).end_object();
    }
    writer.end_array().end_object();
    return writer.text();
}

Result<Job> parse(const std::string& text, const fs::path& directory) {
    PROFFER_TRY(const json::Value document, json::Value::parse(text));
    Job job;
    job.directory = directory;
    job.time_ms = document.integer_or("time_ms", 0);
    job.root = document.string_or("root", "");
    job.remote = document.string_or("remote", "");
    job.url = document.string_or("url", "");
    job.pusher.pid = static_cast<pid_t>(document.integer_or("pusher", 0));
    job.pusher.start_ticks = static_cast<std::uint64_t>(document.integer_or("pusher_start", 0));
    job.waits = document.boolean_or("waits", false);
    PROFFER_TRY(const json::Value tasks, document.at("tasks"));
    for (const json::Value& task : tasks.elements()) {
        PROFFER_TRY(std::string name, task.string());
        job.tasks.push_back(std::move(name));
    }
    PROFFER_TRY(const json::Value branches, document.at("branches"));
    for (const json::Value& ref : branches.elements())
        job.branches.push_back(
            {ref.string_or("local_ref", ""), ref.string_or("commit", ""), ref.string_or("remote_ref", ""), ref.string_or("before", "")});
    if (job.branches.empty()) return Error{ErrorCode::protocol, "the job names no branch", "", {}};
    return job;
}

os::Descriptor open_lock(const fs::path& job_directory) {
    return os::Descriptor(::open((job_directory / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
}

bool is_free(const fs::path& job_directory) {
    const os::Descriptor lock(::open((job_directory / "lock").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    return !lock.is_open() || ::flock(lock.get(), LOCK_SH | LOCK_NB) == 0;
}

}  // namespace

Result<StoredJob> store_job(const std::string& state_directory, Job job, std::string_view config_text) {
    job.directory = fs::path(state_directory) / name_of(job.time_ms);
    if (::mkdir(job.directory.c_str(), 0700) != 0) return os::system_error("cannot make '" + job.directory.string() + "'");
    os::Descriptor lock = open_lock(job.directory);
    if (!lock.is_open()) return os::system_error("cannot make '" + (job.directory / "lock").string() + "'");
    ::flock(lock.get(), LOCK_EX | LOCK_NB);
    PROFFER_CHECK(os::write_file(job.config_file(), config_text, os::Durability::renamed));
    PROFFER_CHECK(os::write_file(job.directory / "job.json", render(job), os::Durability::renamed));
    return StoredJob{std::move(job), std::move(lock)};
}

Result<Job> read_job(const fs::path& directory) {
    PROFFER_TRY(const std::string text, os::read_file(directory / "job.json", k_file_bytes));
    return parse(text, directory);
}

std::vector<fs::path> job_directories(const fs::path& state_directory) {
    std::vector<fs::path> directories;
    std::error_code problem;
    for (fs::directory_iterator entry(state_directory, problem), end; !problem && entry != end; entry.increment(problem))
        if (entry->is_directory(problem) && !entry->path().filename().string().starts_with('.')) directories.push_back(entry->path());
    std::sort(directories.begin(), directories.end());
    return directories;
}

bool is_known(const std::string& state_directory, const ProcessId& pusher) {
    if (pusher.pid == 0) return false;
    const std::vector<fs::path> directories = job_directories(state_directory);
    const std::size_t first = directories.size() - std::min(directories.size(), k_newest);
    return std::any_of(directories.begin() + static_cast<std::ptrdiff_t>(first), directories.end(), [&](const fs::path& directory) {
        const auto job = read_job(directory);
        return job && job->pusher == pusher;
    });
}

bool is_cared_for(const fs::path& job_directory) {
    return !is_free(job_directory);
}

State read_state(const fs::path& job_directory) {
    State state{"queued", 0};
    const auto text = os::read_file(job_directory / "state.json", k_file_bytes);
    if (!text) return state;
    const auto document = json::Value::parse(*text);
    return document ? State{document->string_or("state", "queued"), document->integer_or("pid", 0)} : state;
}

Result<void> write_state(const fs::path& job_directory, std::string_view state) {
    json::Writer writer;
    writer.begin_object().member("state", state).member("pid", static_cast<std::int64_t>(::getpid())).end_object();
    return os::write_file(job_directory / "state.json", writer.text(), os::Durability::renamed);
}

bool wait_for_turn(const fs::path& job_directory) {
    for (const fs::path& other : job_directories(job_directory.parent_path())) {
        if (other >= job_directory) break;
        while (is_cared_for(other)) {
            if (os::stop_signal() != 0) return false;
            os::sleep_for(k_look_every);
        }
    }
    return os::stop_signal() == 0;
}

void remove_old_jobs(const fs::path& state_directory, std::size_t kept) {
    const std::vector<fs::path> directories = job_directories(state_directory);
    for (std::size_t i = 0; i + kept < directories.size(); ++i)
        if (is_free(directories[i])) (void)os::remove_tree(directories[i]);
}

Result<void> write_verdict(const Job& job, std::size_t index, const Verdict& verdict) {
    json::Writer writer;
    writer.begin_object().member("conclusion", verdict.conclusion).member("message", verdict.message);
    writer.member("exit_status", verdict.exit_status).end_object();
    return os::write_file(job.verdict_file(index), writer.text(), os::Durability::renamed);
}

std::optional<Verdict> read_verdict(const Job& job, std::size_t index) {
    const auto text = os::read_file(job.verdict_file(index), k_file_bytes);
    if (!text) return {};
    const auto document = json::Value::parse(*text);
    if (!document) return {};
    return Verdict{document->string_or("conclusion", ""), document->string_or("message", ""),
                   static_cast<int>(document->integer_or("exit_status", 0))};
}

}  // namespace proffer::hook
