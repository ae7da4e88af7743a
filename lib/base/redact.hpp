// Takes known secret values out of text before it is written anywhere.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace proffer::base {

/// Replaces secrets, also where they are base64, hex, URL-, JSON- or shell-encoded, by `***`.
/// Immutable after construction; may be shared between threads.
class Redactor {
 public:
    Redactor() = default;
    /// Values under 8 bytes are ignored: replacing them would garble ordinary text.
    explicit Redactor(const std::vector<std::string>& secrets);

    [[nodiscard]] std::string redact(std::string_view text) const;
    /// True when `text` holds a secret in any of the encodings above.
    [[nodiscard]] bool finds_secret(std::string_view text) const;
    /// Longest needle in bytes; a stream is redacted whole across its chunks by holding back this many.
    [[nodiscard]] std::size_t longest() const { return longest_; }

 private:
    std::vector<std::string> needles_;  // longest first
    std::size_t longest_ = 0;
};

}  // namespace proffer::base
