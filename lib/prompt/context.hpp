// The part of a user message that shows the task: scope, checks, guidance, files, instruction.
#pragma once

#include <string>

#include "prompt/compose.hpp"

namespace proffer::prompt {

/// Refuses a request whose own texts hold its nonce (`denied`), or whose nonce is weak (`internal`).
[[nodiscard]] Result<void> check_request(const Request& request);

/// The files under their names, verbatim, fenced as untrusted text.
[[nodiscard]] std::string render_files(const std::vector<Excerpt>& excerpts, std::string_view nonce);

/// Markdown; everything from outside stands in fences.
[[nodiscard]] std::string render_context(const Request& request);

}  // namespace proffer::prompt
