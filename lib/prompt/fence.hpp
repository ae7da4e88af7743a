// Walls between what we say to the model and what others wrote (security.md I3).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace proffer::prompt {

/// Fails with `internal` unless `nonce` has at least 128 bits in hexadecimal.
[[nodiscard]] Result<void> check_nonce(std::string_view nonce);

/// `<untrusted-NONCE source="…">`, the text, `</untrusted-NONCE>`, each on its own line. `text` must not hold the nonce.
[[nodiscard]] std::string untrusted(std::string_view source, std::string_view text, std::string_view nonce);

/// `text` between rows of backticks longer than any row inside it; the text itself is unchanged, but for a line end
/// added when it has none.
[[nodiscard]] std::string code_fence(std::string_view text);

/// `text` as one line of a tag's attribute: nothing in it can end the tag.
[[nodiscard]] std::string attribute(std::string_view text);

}  // namespace proffer::prompt
