// Jobs on disk, and who waits for whom.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include "hook/job.hpp"
#include "support/require_ok.hpp"
#include "support/temp_dir.hpp"

using namespace proffer;
using hook::Job;

namespace {

Job job_at(std::int64_t time_ms) {
    Job job;
    job.time_ms = time_ms;
    job.root = "/x";
    job.remote = "origin";
    job.url = "https://example.org/x.git";
    job.branches = {{"HEAD@{1}", std::string(40, 'a'), "refs/heads/m\"ain", std::string(40, '0')}};
    job.tasks = {"one", "two"};
    job.pusher = {4711, 99};
    job.waits = true;
    return job;
}

}  // namespace

TEST_CASE("hook: a job is read as it was stored", "[hook]") {
    const support::TempDir state;
    const auto stored = hook::store_job(state.path().string(), job_at(1'700'000'000'123), "version: 1\n");
    REQUIRE_OK(stored);
    CHECK(stored->job.directory.filename().string().starts_with("20231114T221320.123-"));
    const auto read = hook::read_job(stored->job.directory);
    REQUIRE_OK(read);
    CHECK(read->branches.front().branch() == "m\"ain");
    CHECK(read->branches.front().local_ref == "HEAD@{1}");
    CHECK(read->tasks == std::vector<std::string>{"one", "two"});
    CHECK(read->pusher == hook::ProcessId{4711, 99});
    CHECK(read->waits);
    CHECK(read->url == "https://example.org/x.git");
    CHECK(std::filesystem::exists(read->config_file()));
}

TEST_CASE("hook: damaged jobs are told, not believed", "[hook]") {
    const support::TempDir state;
    const auto text = GENERATE(values<std::string>({"", "{", "[]", "{\"tasks\":[],\"branches\":[]}", "{\"tasks\":[1],\"branches\":[{}]}"}));
    std::ofstream(state.path() / "job.json") << text;
    CHECK_FALSE(hook::read_job(state.path()));
    CHECK_FALSE(hook::read_job(state.path() / "nowhere"));
}

TEST_CASE("hook: a job is cared for as long as its lock is held", "[hook]") {
    const support::TempDir state;
    auto stored = hook::store_job(state.path().string(), job_at(1000), "");
    REQUIRE_OK(stored);
    CHECK(hook::is_cared_for(stored->job.directory));
    CHECK(hook::read_state(stored->job.directory).word == "queued");
    REQUIRE_OK(hook::write_state(stored->job.directory, "running"));
    CHECK(hook::read_state(stored->job.directory).word == "running");
    stored->lock.reset();
    CHECK_FALSE(hook::is_cared_for(stored->job.directory));
}

TEST_CASE("hook: a job's turn comes when those before it are over, whatever comes behind it", "[hook]") {
    const support::TempDir state;
    auto first = hook::store_job(state.path().string(), job_at(1000), "");
    auto second = hook::store_job(state.path().string(), job_at(2000), "");
    auto third = hook::store_job(state.path().string(), job_at(3000), "");
    first->lock.reset();
    CHECK(hook::wait_for_turn(second->job.directory));
    CHECK(hook::job_directories(state.path()).size() == 3);
}

TEST_CASE("hook: the push of a hook that is installed twice is known", "[hook]") {
    const support::TempDir state;
    const auto stored = hook::store_job(state.path().string(), job_at(1000), "");
    CHECK(hook::is_known(state.path().string(), {4711, 99}));
    CHECK_FALSE(hook::is_known(state.path().string(), {4711, 100}));
    CHECK_FALSE(hook::is_known(state.path().string(), {}));
}

TEST_CASE("hook: old jobs go, those at work stay", "[hook]") {
    const support::TempDir state;
    std::vector<hook::StoredJob> jobs;
    for (int i = 0; i < 6; ++i) {
        auto stored = hook::store_job(state.path().string(), job_at(1000 * (i + 1)), "");
        REQUIRE_OK(stored);
        jobs.push_back(*std::move(stored));
    }
    for (std::size_t i = 1; i < jobs.size(); ++i) jobs[i].lock.reset();
    hook::remove_old_jobs(state.path(), 2);
    const auto left = hook::job_directories(state.path());
    CHECK(left == std::vector<std::filesystem::path>{jobs[0].job.directory, jobs[4].job.directory, jobs[5].job.directory});
}

TEST_CASE("hook: a verdict is told once it is there", "[hook]") {
    const support::TempDir state;
    const auto stored = hook::store_job(state.path().string(), job_at(1000), "");
    CHECK_FALSE(hook::read_verdict(stored->job, 0));
    REQUIRE_OK(hook::write_verdict(stored->job, 0, {"checks-failed", "checks: tests", 1}));
    const auto verdict = hook::read_verdict(stored->job, 0);
    REQUIRE(verdict);
    CHECK(verdict->conclusion == "checks-failed");
    CHECK(verdict->message == "checks: tests");
    CHECK(verdict->exit_status == 1);
}

TEST_CASE("hook: a process is itself, not another with its number", "[hook]") {
    CHECK_FALSE(hook::is_running({}));
    CHECK_FALSE(hook::is_running({1, 12345678901}));
    CHECK(hook::wait_for_end({}, std::chrono::milliseconds(1)));
    CHECK(hook::find_pusher() == hook::ProcessId{});
}
