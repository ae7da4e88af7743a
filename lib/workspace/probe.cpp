// The table of attempts, the words that go in and come out, and what they mean for the level.
#include "workspace/probe.hpp"

#include <algorithm>
#include <array>

#include <unistd.h>

#include "base/text.hpp"
#include "os/descriptor.hpp"
#include "workspace/probe_attempts.hpp"

namespace proffer::workspace {

namespace {

struct Row {
    Attempt attempt;
    bool (*works)(const ProbeTargets& targets);
};

using namespace attempts;

constexpr int k_any = 1, k_walls = 2, k_namespaces = 3;

// Level 1 promises a clean environment, a process that cannot be looked into, and that nothing is left over. Level 2 adds files, sockets
// and network; level 3 what only namespaces hide. Leaving the user namespace comes last: it changes the process that tries.
constexpr std::array<Row, 24> k_rows = {{
    {{"own-environment", k_any, false}, own_environment},
    {{"parent-memory", k_any, false}, parent_memory},
    {{"init-environment", k_walls, false}, init_environment},
    {{"trace", k_any, false}, trace},
    {{"home-file", k_walls, false}, home_file},
    {{"git-configuration", k_walls, false}, git_configuration},
    {{"runner-files", k_walls, false}, runner_files},
    {{"job-files", k_walls, false}, job_files},
    {{"checkout-write", k_walls, false}, checkout_write},
    {{"service-socket", k_walls, false}, service_socket},
    {{"agent-socket", k_walls, false}, agent_socket},
    {{"abstract-socket", k_walls, true}, abstract_socket},
    {{"host-port", k_walls, true}, host_port},
    {{"metadata-address", k_walls, true}, metadata_address},
    {{"dns", k_walls, true}, dns},
    {{"ipv6", k_walls, true}, ipv6},
    {{"signal-parent", k_namespaces, false}, signal_parent},
    {{"mount", k_walls, false}, mount_something},
    {{"sudo", k_any, false}, run_sudo},
    {{"setuid-file", k_any, false}, setuid_file},
    {{"raw-socket", k_walls, false}, raw_socket},
    {{"device", k_walls, false}, device},
    {{"daemon", k_any, false}, daemon},
    {{"second-namespace", k_walls, false}, second_namespace},
}};

constexpr std::array k_fields = {&ProbeTargets::parent,
                                 &ProbeTargets::home_file,
                                 &ProbeTargets::git_configuration,
                                 &ProbeTargets::runner_file,
                                 &ProbeTargets::job_file,
                                 &ProbeTargets::checkout,
                                 &ProbeTargets::checkout_file,
                                 &ProbeTargets::service_socket,
                                 &ProbeTargets::agent_socket,
                                 &ProbeTargets::abstract_socket,
                                 &ProbeTargets::port,
                                 &ProbeTargets::lock_file,
                                 &ProbeTargets::view};

}  // namespace

const std::vector<Attempt>& probe_attempts() {
    static const std::vector<Attempt> attempts = [] {
        std::vector<Attempt> all;
        for (const auto& row : k_rows) all.push_back(row.attempt);
        return all;
    }();
    return attempts;
}

std::vector<std::string> to_arguments(const ProbeTargets& targets) {
    std::vector<std::string> arguments;
    for (const auto field : k_fields) arguments.push_back(targets.*field);
    return arguments;
}

int run_probe(const std::vector<std::string>& arguments) {
    if (arguments.size() != k_fields.size()) return 2;
    ProbeTargets targets;
    for (std::size_t index = 0; index < k_fields.size(); ++index) targets.*k_fields[index] = arguments[index];
    std::string lines;
    for (const auto& row : k_rows) lines += std::string(row.attempt.name) + (row.works(targets) ? " open\n" : " blocked\n");
    return os::write_all(STDOUT_FILENO, lines, "output") ? 0 : 1;
}

Result<ProbeResult> parse_probe(std::string_view lines) {
    ProbeResult result;
    const auto rows = base::split_lines(lines);
    bool fits = rows.size() == k_rows.size();
    for (std::size_t index = 0; fits && index < rows.size(); ++index) {
        const std::string name(k_rows[index].attempt.name);
        const std::string_view row = base::trim(rows[index]);
        fits = row == name + " open" || row == name + " blocked";
        (row.ends_with(" open") ? result.open : result.blocked).push_back(name);
    }
    if (fits) return result;
    return Error{ErrorCode::io, "the probe in the sandbox did not answer: '" + base::visible_line(base::prefix(lines, 200)) + "'", "", {}};
}

int level_of(const ProbeResult& result, bool network, int most) {
    for (const auto& row : k_rows) {
        if (network && row.attempt.network) continue;
        const bool open = std::find(result.open.begin(), result.open.end(), row.attempt.name) != result.open.end();
        if (open) most = std::min(most, row.attempt.level - 1);
    }
    return most;
}

}  // namespace proffer::workspace
