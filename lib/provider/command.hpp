// A program that gets the prompt on stdin and prints the reply.
#pragma once

#include <memory>
#include <string>

#include "domain/conversation.hpp"
#include "os/environment.hpp"
#include "provider/provider.hpp"

namespace proffer::provider {

/// `line` goes to `sh -c`; it comes from configuration that is trusted to name commands. The program gets `environment` without the
/// variables that hold secrets (security.md X1). `model` is only a name for reports. Output up to 16 MiB is a reply, more is refused.
[[nodiscard]] std::unique_ptr<Provider> make_command(std::string line, std::string model, const os::Environment& environment,
                                                     domain::Price price = {});

/// What the program reads: the system text, then the messages; when there are several, each under a line with its role.
[[nodiscard]] std::string render_prompt(const domain::Prompt& prompt);

}  // namespace proffer::provider
