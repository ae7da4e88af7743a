// A prompt as one text, for programs that read it on their standard input.
#pragma once

#include <string>

#include "domain/conversation.hpp"

namespace proffer::prompt {

/// The system text, then the messages; when there are several, each under a line with its role.
[[nodiscard]] std::string conversation_text(const domain::Prompt& prompt);

}  // namespace proffer::prompt
