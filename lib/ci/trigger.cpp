// The command line as trigger. Events of the CI systems join here.
#include "ci/trigger.hpp"

#include <charconv>
#include <string>

namespace proffer::ci {

bool is_ci(const os::Environment& environment) {
    const std::string value = environment.value_or("CI", "");
    return !value.empty() && value != "false" && value != "0";
}

domain::Trigger manual_trigger(const os::Environment& environment, std::int64_t now_seconds) {
    domain::Trigger trigger;
    trigger.kind = domain::TriggerKind::manual;
    trigger.time_seconds = now_seconds;
    trigger.summary = "command line";
    trigger.in_ci = is_ci(environment);
    // https://reproducible-builds.org/specs/source-date-epoch/
    const std::string epoch = environment.value_or("SOURCE_DATE_EPOCH", "");
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(epoch.data(), epoch.data() + epoch.size(), seconds);
    if (error == std::errc() && end == epoch.data() + epoch.size() && seconds >= 0) trigger.time_seconds = seconds;
    return trigger;
}

}  // namespace proffer::ci
