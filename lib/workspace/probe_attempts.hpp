// One function an attempt: true when it worked. None changes anything outside, even where it works.
#pragma once

#include "workspace/probe.hpp"

namespace proffer::workspace::attempts {

bool own_environment(const ProbeTargets& targets);
bool parent_memory(const ProbeTargets& targets);
bool init_environment(const ProbeTargets& targets);
bool trace(const ProbeTargets& targets);
bool home_file(const ProbeTargets& targets);
bool git_configuration(const ProbeTargets& targets);
bool runner_files(const ProbeTargets& targets);
bool job_files(const ProbeTargets& targets);
bool checkout_write(const ProbeTargets& targets);
bool service_socket(const ProbeTargets& targets);
bool agent_socket(const ProbeTargets& targets);
bool abstract_socket(const ProbeTargets& targets);
bool host_port(const ProbeTargets& targets);
bool metadata_address(const ProbeTargets& targets);
bool dns(const ProbeTargets& targets);
bool ipv6(const ProbeTargets& targets);
bool signal_parent(const ProbeTargets& targets);
bool mount_something(const ProbeTargets& targets);
bool run_sudo(const ProbeTargets& targets);
bool setuid_file(const ProbeTargets& targets);
bool raw_socket(const ProbeTargets& targets);
bool device(const ProbeTargets& targets);
bool daemon(const ProbeTargets& targets);
bool second_namespace(const ProbeTargets& targets);

}  // namespace proffer::workspace::attempts
