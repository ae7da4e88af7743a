// Attempts to get out, made by this program itself inside a sandbox before any command runs there (security.md 4.4).
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace proffer::workspace {

/// The word behind the helper flag that makes this program the probe.
constexpr const char* k_probe_word = "probe";

/// What was put up outside, for the probe to reach.
struct ProbeTargets {
    std::string parent;             ///< id of the process that holds the secrets
    std::string home_file;          ///< in the real HOME
    std::string git_configuration;  ///< of the real repository
    std::string runner_file;        ///< in the job's private directory
    std::string job_file;           ///< one that later steps of the job obey, such as $GITHUB_ENV
    std::string checkout;           ///< the real checkout's path
    std::string checkout_file;      ///< a name in it; written only where the path is ours inside
    std::string service_socket;     ///< listens
    std::string agent_socket;       ///< of ssh-agent; may be missing
    std::string abstract_socket;    ///< listens; its name without the leading NUL
    std::string port;               ///< listens on 127.0.0.1
    std::string lock_file;          ///< inside, in TMPDIR: a process that holds its lock afterwards has survived
    std::string view;               ///< "own" in a root of our own, else "shared"
};

struct Attempt {
    std::string_view name;
    int level;     ///< the lowest that wants it blocked
    bool network;  ///< not wanted blocked where a check may use the network
};

/// All of them, in the order in which they are made.
[[nodiscard]] const std::vector<Attempt>& probe_attempts();

[[nodiscard]] std::vector<std::string> to_arguments(const ProbeTargets& targets);

/// Inside: makes every attempt and prints a line for each. Gives the exit status.
[[nodiscard]] int run_probe(const std::vector<std::string>& arguments);

struct ProbeResult {
    std::vector<std::string> blocked;
    std::vector<std::string> open;
};

/// Fails with `io` unless the lines tell of every attempt once, in order.
[[nodiscard]] Result<ProbeResult> parse_probe(std::string_view lines);

/// The highest level, up to `most`, whose attempts are all blocked; 0: not even the lowest.
[[nodiscard]] int level_of(const ProbeResult& result, bool network, int most);

/// First line of a git configuration that the sandbox made: it may be read.
constexpr std::string_view k_our_git_configuration = "# made by proffer for the checks; the real one is not here\n";

}  // namespace proffer::workspace
