// Runs the built proffer in a repository of a test, and looks at what it left.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "json/json.hpp"
#include "os/process.hpp"
#include "support/test_repository.hpp"

namespace proffer::support {

/// Starts `proffer` with the repository's environment (changed by `environment`, where an empty value removes a variable) in its working
/// tree. Throws when it cannot be started.
[[nodiscard]] os::Finished proffer(const TestRepository& repository, std::vector<std::string> arguments,
                                   const std::map<std::string, std::string>& environment = {});

/// The same with `--json`, and the result parsed; `exit_status` is in the document as "exit_code".
struct JsonRun {
    os::Finished finished;
    json::Value result;
};
[[nodiscard]] JsonRun proffer_json(const TestRepository& repository, std::vector<std::string> arguments,
                                   const std::map<std::string, std::string>& environment = {});

/// Writes one file a reply into a directory beside the repository, for `--replay`; returns it.
[[nodiscard]] std::filesystem::path record_replies(const TestRepository& repository, const std::vector<std::string>& replies);

/// A reply in the first of the original loop's formats.
[[nodiscard]] std::string modified(const std::string& path, const std::string& content);

}  // namespace proffer::support
