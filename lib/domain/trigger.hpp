// What started the run, normalised from a CI event, pre-push lines or the command line.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/settings.hpp"

namespace proffer::domain {

struct Trigger {
    TriggerKind kind = TriggerKind::manual;
    std::int64_t time_seconds = 0;  ///< since 1970; the commit's date
    /// Values for templates: "issue.number", "issue.title", "comment.body", "push.log", …; untrusted text.
    std::map<std::string, std::string> values;
    std::int64_t issue = 0;  ///< number of the issue or pull request that it is about; 0: none
    /// Not empty when a person started the same event over: otherwise a delivery that comes twice is answered once (security.md T5).
    std::string again;
    std::string summary;  ///< for people: "command line", "issue #7 labelled 'proffer'"
    bool in_ci = false;   ///< the configuration is then read from the base commit
};

/// Paths that a push changes, one a line of "push.files"; where there were too many the last line is none.
[[nodiscard]] std::vector<std::string> pushed_files(const Trigger& trigger);

}  // namespace proffer::domain
