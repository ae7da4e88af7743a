// The git program, for what travels over the network; run on our own store, with a configuration and an environment made here.
#pragma once

#include <string>
#include <vector>

#include "git/configuration.hpp"
#include "git/repository.hpp"
#include "os/environment.hpp"
#include "os/process.hpp"

namespace proffer::git {

/// The environment git runs in: no inherited GIT_* (security.md G2), no file of configuration, but as variables our own settings and,
/// when `push.use_global_configuration`, `user_settings`. The token is only in there: never in an argument, a url or a file. In CI
/// (no global configuration) just the variables that a transport needs are kept; locally all but API keys. `url` is the one
/// contacted.
[[nodiscard]] os::Environment program_environment(const os::Environment& process, const PushSettings& push, const std::string& url,
                                                  const std::vector<Setting>& user_settings);

/// `git --git-dir=<store> <arguments>`, ended after five minutes. A non-zero exit is no failure.
[[nodiscard]] Result<os::Finished> run_program(const std::filesystem::path& store, const os::Environment& environment,
                                               const std::vector<std::string>& arguments, std::string input = {});

}  // namespace proffer::git
