// The fixed texts of the system prompt.
#pragma once

#include <string>

#include "domain/settings.hpp"

namespace proffer::prompt {

/// Rules and a worked example of `format`; the same for every run, so that providers can cache it.
[[nodiscard]] std::string system_rules(domain::EditFormat format);

/// One line that repeats at the end of a request how to answer.
[[nodiscard]] std::string_view answer_reminder(domain::EditFormat format);

}  // namespace proffer::prompt
