// Runs a program: argument vector (never a shell), explicit environment, own process group, limits on time and output.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "os/environment.hpp"

namespace proffer::os {

enum class Capture {
    separate,  ///< stdout and stderr apart
    together,  ///< both in `output`, in the order written
};

struct Command {
    std::vector<std::string> arguments;  ///< [0] is looked up in PATH of `environment` unless it has a slash
    Environment environment;
    std::string directory;  ///< working directory; empty: ours
    std::string input;      ///< given on stdin, then closed
    std::optional<std::chrono::milliseconds> timeout;
    std::uint64_t output_limit_bytes = 16 * 1024 * 1024;  ///< kept of each stream, head and tail; the rest is counted and dropped
    Capture capture = Capture::separate;
    bool new_session = false;         ///< setsid: no controlling terminal
    bool shows_error_output = false;  ///< its stderr is ours
    /// It ends orderly on the very signal that stopped us, and gets `patience` for that instead of SIGTERM and 2 s.
    bool passes_signal = false;
    std::chrono::milliseconds patience{10'000};
    /// The program ends what it started when it gets SIGQUIT; before the SIGKILL it gets that and half a minute.
    bool supervisor = false;
    /// Called with bytes of stdout (or of both when together) as they come; may be empty.
    std::function<void(std::string_view)> on_output;
};

struct Finished {
    int exit_status = 0;  ///< 128 + N when ended by signal N
    bool timed_out = false;
    std::string output;              ///< head and tail when over the limit, with a line between that tells the gap
    std::string error_output;        ///< empty when captured together
    std::uint64_t output_bytes = 0;  ///< of the whole stdout (or both)
    std::string output_sha256;       ///< of the whole stdout (or both), hex
    std::chrono::milliseconds duration{0};

    [[nodiscard]] bool succeeded() const { return exit_status == 0 && !timed_out; }
};

/// Waits for the end. On timeout, or when `stop_signal()` is set, the whole process group gets SIGTERM, after 2 s SIGKILL; the child is
/// always reaped and no descriptor of ours but 0-2 reaches it. Fails with `not_found` (no such program), `io`, or `interrupted`;
/// a non-zero exit is no failure.
[[nodiscard]] Result<Finished> run(const Command& command);

/// "git push (exit 128): last line of its error output" for messages.
[[nodiscard]] std::string describe_failure(const Command& command, const Finished& finished);

}  // namespace proffer::os
