// Which values that no reader sees are so plain that they say nothing: what editors and upload buttons write by themselves.
#pragma once

#include <string_view>

#include "prompt/markdown_blocks.hpp"

namespace proffer::prompt {

/// "image", "Screenshot 2024-05-01 at 10.20.30", "build status": words of a short list, numbers and punctuation.
[[nodiscard]] bool is_plain_alt(std::string_view alt);

/// The name of a language, with nothing behind it.
[[nodiscard]] bool is_plain_fence_info(std::string_view info);

/// An address without prose in its path or query.
[[nodiscard]] bool is_plain_address(std::string_view address);

/// A label such as "1", "docs" or "issue-12".
[[nodiscard]] bool is_plain_label(std::string_view label);

}  // namespace proffer::prompt
