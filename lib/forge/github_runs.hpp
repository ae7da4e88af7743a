// What failed in a workflow run of GitHub Actions: the jobs, and the ends of their logs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "forge/github.hpp"

namespace proffer::forge {

struct FailedJob {
    std::int64_t id = 0;
    std::string name;
    std::string log;          ///< the last 64 KiB at most, from a line's start; untrusted
    std::string log_problem;  ///< why there is no log (it expires); empty: there is one
};

inline constexpr std::size_t k_log_tail_bytes = 64 * 1024;

/// Jobs of the run's last attempt that failed or timed out, at most 10. Logs are fetched from where GitHub redirects to, over https,
/// once, and without credentials (security.md N2).
[[nodiscard]] Result<std::vector<FailedJob>> failed_jobs_on_github(http::Client& client, const GithubSettings& settings,
                                                                   std::int64_t run_id);

}  // namespace proffer::forge
