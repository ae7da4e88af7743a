// Asks which of some files an instruction is about, and reads the answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/conversation.hpp"
#include "prompt/compose.hpp"

namespace proffer::prompt {

/// `request` has the instruction, the files as outlines (whose text may be empty) and the nonce; the rest of it is not looked at. Long
/// instructions and outlines are cut. Text that holds the nonce is refused with `denied`.
[[nodiscard]] Result<domain::Prompt> compose_rerank(const Request& request);

/// Those of `candidates` that stand in the reply, one a line, in its order and without doubles. Whatever else it says is passed over.
[[nodiscard]] std::vector<std::string> parse_rerank(std::string_view reply, const std::vector<std::string>& candidates);

}  // namespace proffer::prompt
