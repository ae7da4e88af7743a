// Takes known secret values out of text before it is written anywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace proffer::base {

class SecretIndex;

/// Replaces secrets by `***`, also where they are reversed, base64 (once or twice), base32, hex, URL-, HTML-, JSON- or
/// shell-encoded. Of a value or encoding of 16 bytes or more, any 12 bytes in a row are enough (security.md O8), except
/// those that every such token shares ("sk-ant-api03-", the header of a JWT). Linear in the text, whatever the secrets.
/// Immutable after construction; cheap to copy; may be shared between threads.
class Redactor {
 public:
    Redactor() = default;
    /// Values under 8 bytes are ignored: replacing them would garble ordinary text. Blanks and line ends round a value
    /// are no part of it.
    explicit Redactor(const std::vector<std::string>& secrets);

    [[nodiscard]] std::string redact(std::string_view text) const;
    /// True when `text` holds a secret, or enough of one, in any of the encodings above.
    [[nodiscard]] bool finds_secret(std::string_view text) const;
    /// Longest secret or encoding in bytes; 0 without secrets. For streams, see StreamRedactor.
    [[nodiscard]] std::size_t longest() const;

 private:
    friend class StreamRedactor;
    std::shared_ptr<const SecretIndex> index_;  // null: no secrets
};

/// Redacts a text that comes in chunks: the outputs together are `redact` of the whole, wherever the chunks were cut.
class StreamRedactor {
 public:
    explicit StreamRedactor(Redactor redactor);

    /// What is safe to print by now; the end is held back until it is clear that no secret goes on there.
    [[nodiscard]] std::string push(std::string_view chunk);
    /// The rest. The object then starts anew.
    [[nodiscard]] std::string finish();

 private:
    [[nodiscard]] std::string release(std::size_t end);

    Redactor redactor_;
    std::string buffer_;        // text already given out that a match may begin in, then text held back
    std::size_t released_ = 0;  // bytes at the front of `buffer_` that were given out
    bool in_secret_ = false;    // the last byte given out belonged to a secret
};

}  // namespace proffer::base
