// How a secret may be spelt in text that a program prints.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace proffer::base {

/// The value itself first, then its encodings, each once. Of base64 and base32 only the characters that do not depend
/// on the bytes round the value, for every alignment.
[[nodiscard]] std::vector<std::string> spellings_of(std::string_view secret);

/// How many bytes at the front of `secret` every token of its kind shares: "github_pat_", the header of a JWT.
[[nodiscard]] std::size_t public_prefix_bytes(std::string_view secret);

}  // namespace proffer::base
