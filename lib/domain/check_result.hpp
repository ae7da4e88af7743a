// How one check went.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace proffer::domain {

enum class Verdict { passed, failed, timed_out, not_run };

/// "passed", "failed", "timed-out", "not-run".
[[nodiscard]] std::string_view name(Verdict verdict);

struct CheckResult {
    std::string name;
    std::string command;  ///< as given to `sh -c`
    Verdict verdict = Verdict::not_run;
    int exit_status = 0;  ///< 128 + N for signal N; meaningless when not run
    std::chrono::milliseconds duration{0};
    std::string output;              ///< stdout and stderr together, head and tail kept, redacted; untrusted
    std::string output_sha256;       ///< of the whole output
    std::uint64_t output_bytes = 0;  ///< of the whole output
    std::string note;                ///< why it was not run, what limit ended it; may be empty
};

}  // namespace proffer::domain
