// What the text of a `.proffer.yml` tells at a glance, for those who have no time to parse it.
#pragma once

#include <string_view>

namespace proffer::config {

/// False only when no task of the file can be `on: pre-push`. One pass, no allocation.
[[nodiscard]] bool may_hold_pre_push(std::string_view text);

}  // namespace proffer::config
