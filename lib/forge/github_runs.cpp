// Jobs of a workflow run by pages, and the one redirect that is followed: to a log, without credentials.
#include "forge/github_runs.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "forge/github_answers.hpp"
#include "forge/github_connection.hpp"
#include "http/url.hpp"

namespace proffer::forge {
namespace {

constexpr std::size_t k_job_limit = 10;
constexpr int k_page_limit = 10;
constexpr std::size_t k_page_size = 100;
constexpr std::uint64_t k_log_limit_bytes = 256 * 1024 * 1024;  // read through, of which only the end is kept

/// Keeps the end of a stream.
class Tail {
 public:
    void push(std::string_view bytes) {
        text_ += bytes;
        if (text_.size() > 4 * k_log_tail_bytes) cut();
    }
    std::string take() {
        cut();
        if (!was_cut_) return std::move(text_);
        const std::size_t line_end = text_.find('\n');
        return line_end == std::string::npos ? std::move(text_) : text_.substr(line_end + 1);
    }

 private:
    void cut() {
        if (text_.size() <= k_log_tail_bytes) return;
        text_.erase(0, text_.size() - k_log_tail_bytes);
        was_cut_ = true;
    }
    std::string text_;
    bool was_cut_ = false;
};

Error bad_place() {
    return {ErrorCode::protocol, "GitHub sends to an unusable place for a job's log", "", {}};
}

/// The address holds a signature, so it is never shown.
Result<std::string> fetch_log(http::Client& client, const GithubSettings& settings, std::string_view location) {
    const auto url = http::parse_url(location);
    const auto api = http::parse_url(settings.api_base_url);
    if (!url || !api) return bad_place();
    // Plain http only where the operator has it for the API itself.
    if (url->scheme != "https" && api->scheme != "http") return bad_place();
    http::Request request;
    request.url = location;
    request.body_limit_bytes = k_log_limit_bytes;
    request.total_timeout = settings.time_limit;
    request.allow_private_address = settings.allow_private_address && url->host == api->host;
    Tail tail;
    PROFFER_TRY(const http::Response response, client.send(request, [&](std::string_view bytes) {
        tail.push(bytes);
        return true;
    }));
    if (response.status != 200)
        return Error{response.status == 404 || response.status == 410 ? ErrorCode::not_found : ErrorCode::network,
                     "the log's host answered " + std::to_string(response.status),
                     "",
                     {}};
    return tail.take();
}

Result<std::string> fetch_log_of_job(http::Client& client, const GithubSettings& settings, GithubConnection& github, std::int64_t job) {
    PROFFER_TRY(const std::string path, github.repository("/actions/jobs/" + std::to_string(job) + "/logs"));
    PROFFER_TRY(const RestAnswer answer, github.rest().get(path));
    if (answer.status != 302) return github_refusal("cannot read the log of job '" + std::to_string(job) + "'", "actions: read", answer);
    return fetch_log(client, settings, answer.header("location"));
}

bool has_failed(const json::Value& job) {
    const std::string conclusion = job.string_or("conclusion", "");
    return conclusion == "failure" || conclusion == "timed_out";
}

Result<std::vector<json::Value>> jobs_on_page(GithubConnection& github, std::int64_t run_id, int page) {
    PROFFER_TRY(const std::string path, github.repository("/actions/runs/" + std::to_string(run_id) + "/jobs?filter=latest&per_page=" +
                                                          std::to_string(k_page_size) + "&page=" + std::to_string(page)));
    PROFFER_TRY(const RestAnswer answer, github.rest().get(path));
    const std::string what = "cannot read the jobs of run '" + std::to_string(run_id) + "'";
    PROFFER_TRY(const json::Value json, github_json(what, "actions: read", answer));
    PROFFER_TRY(const json::Value jobs, json.at("jobs"));
    if (!jobs.is_array()) return Error{ErrorCode::protocol, what + ": 'jobs' is no list", "", {}};
    return jobs.elements();
}

Result<std::vector<FailedJob>> find_failed_jobs(GithubConnection& github, std::int64_t run_id) {
    std::vector<FailedJob> failed;
    for (int page = 1; page <= k_page_limit; ++page) {
        PROFFER_TRY(const std::vector<json::Value> jobs, jobs_on_page(github, run_id, page));
        for (const json::Value& job : jobs) {
            if (!has_failed(job) || failed.size() == k_job_limit) continue;
            FailedJob& entry = failed.emplace_back();
            PROFFER_TRY(entry.id, positive_number(job, "id"));
            PROFFER_TRY(entry.name, plain_text(job, "name"));
        }
        if (jobs.size() < k_page_size || failed.size() == k_job_limit) break;
    }
    return failed;
}

}  // namespace

Result<std::vector<FailedJob>> failed_jobs_on_github(http::Client& client, const GithubSettings& settings, std::int64_t run_id) {
    GithubConnection github(client, settings);
    PROFFER_TRY(std::vector<FailedJob> failed, find_failed_jobs(github, run_id));
    for (FailedJob& job : failed) {
        auto log = fetch_log_of_job(client, settings, github, job.id);
        if (!log && log.error().code == ErrorCode::interrupted) return std::move(log).error();
        if (log)
            job.log = *std::move(log);
        else
            job.log_problem = log.error().text();
    }
    return failed;
}

}  // namespace proffer::forge
