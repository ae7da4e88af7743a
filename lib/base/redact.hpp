// Takes known secret values out of text before it is written anywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace proffer::base {

class SealedIndex;
class SecretIndex;

/// What `make_seal` made of some secrets.
struct Seal {
    std::string text;          ///< letters, digits, `-`, `_` and `.`; at most 120,000 bytes; empty when nothing was sealed
    std::size_t sealed = 0;    ///< secrets that a redactor made from `text` finds
    std::size_t left_out = 0;  ///< those that are too weak, too long or too many
};

/// One-way fingerprints of `secrets`, for a process that has to redact them but must not have them. `salt` is 16 random bytes, new each
/// time. Of a value the seal holds a salted SHA-256, cut to 80 bits, of any 12 bytes in a row (of 20, where they are few different
/// characters: hex, lower case), forwards and backwards, and the upper 16 to 22 bits of a cheap hash of the same bytes, which make the
/// search fast. About 750 bytes of text for a token of 36 characters behind its prefix, so that more than 100 such tokens fit; what does
/// not fit is left out: first everything backwards, then values from the end.
///
/// Why no value can be had from it. Neither hash tells more than a yes or no to a whole window that somebody guesses, and since the cheap
/// one can be asked fast, only the number of possible windows counts. No window is sealed for which that number is under 2^70 (12 of 62
/// characters: 2^71; 20 hexadecimal digits: 2^80). Windows overlap, so one guessed window would give away its value; hence what can be
/// predicted is in no window at all, not even in part: prefixes of known kinds of token, everything in a token up to an early `-`, `_`,
/// `.` or `:`, header and claims of a JWT (only its signature is sealed), numbers and words of some length, base64 of text. Left out
/// are values under 16 bytes behind which no 12 random ones stand, over 1024 bytes or of several lines (keys with a known structure),
/// addresses, without both letters and digits, and those whose letters and digits stand in groups, as in what people make up. Whoever has
/// all sealed windows of n secrets may find any one of about 30 n, which takes 5 to 10 bits off the above: 2^61 tries at worst. That is no
/// bound for the work of years: a value that has to stay secret for so long should not be sealed.
[[nodiscard]] Seal make_seal(const std::vector<std::string>& secrets, std::string_view salt);
/// The text alone.
[[nodiscard]] std::string seal(const std::vector<std::string>& secrets, std::string_view salt);

/// Replaces secrets by `***`, also where they are reversed, base64 (any number up to three times), base32, hex, URL-, HTML-, JSON-, C- or
/// shell-encoded, or two or three of these inside one another. Of a value of 16 bytes or more, any 12 bytes in a row are enough, and 12
/// characters of its base64 (security.md O8), except those that every such token shares ("sk-ant-api03-", the header of a JWT). Linear
/// in the text, whatever the secrets. Immutable after construction; cheap to copy; may be shared between threads.
class Redactor {
 public:
    Redactor() = default;
    /// Values under 8 bytes are ignored: replacing them would garble ordinary text. Blanks and line ends round a value
    /// are no part of it.
    explicit Redactor(const std::vector<std::string>& secrets);
    /// The same, and what was sealed by another process. Sealed values are found by 12 bytes (or 20, see `make_seal`) of the value itself
    /// in each encoding; of an encoding, what stands for less may stay. A seal that is malformed counts as far as it can be read.
    Redactor(const std::vector<std::string>& secrets, std::string_view seal);

    [[nodiscard]] std::string redact(std::string_view text) const;
    /// True when `text` holds a secret, or enough of one, in any of the encodings above.
    [[nodiscard]] bool finds_secret(std::string_view text) const;
    /// Longest secret or encoding in bytes; 0 without secrets. For streams, see StreamRedactor.
    [[nodiscard]] std::size_t longest() const;

 private:
    friend class StreamRedactor;
    [[nodiscard]] bool is_empty() const { return !index_ && !sealed_; }
    [[nodiscard]] std::vector<char> cover(std::string_view text) const;
    [[nodiscard]] std::size_t reach_bytes() const;

    std::shared_ptr<const SecretIndex> index_;   // null: no secrets of our own
    std::shared_ptr<const SealedIndex> sealed_;  // null: none of 16 bytes or more, and no seal
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
