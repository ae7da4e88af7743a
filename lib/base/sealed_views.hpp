// Reads what a text may be an encoding of, keeping for each byte where in the text it comes from.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace proffer::base {

/// A stretch of the outermost text.
struct Origin {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Bytes with their origins. Of the outermost text itself no origins are kept: byte i is at `shift` + i.
class View {
 public:
    View(std::string_view text, std::size_t shift) : bytes_(text), shift_(shift) {}
    View(std::string bytes, std::vector<Origin> origins) : owned_(std::move(bytes)), bytes_(owned_), origins_(std::move(origins)) {}
    View(const View&) = delete;
    View& operator=(const View&) = delete;

    [[nodiscard]] std::string_view bytes() const { return bytes_; }
    /// From byte `first` to byte `last`, both included; also where a view runs backwards.
    [[nodiscard]] Origin origin(std::size_t first, std::size_t last) const;

 private:
    std::string owned_;
    std::string_view bytes_;
    std::vector<Origin> origins_;
    std::size_t shift_ = 0;
};

using SeeView = std::function<void(const View&)>;

/// Puts a view together, and shows each run of 12 or more ASCII characters in it: other bytes are in no token, and in what is no encoding
/// they soon come.
class Runs {
 public:
    explicit Runs(const SeeView& see) : see_(see) {}
    ~Runs() { end_run(); }
    Runs(const Runs&) = delete;
    Runs& operator=(const Runs&) = delete;

    void add(int byte, Origin origin);

 private:
    void end_run();

    const SeeView& see_;
    std::string bytes_;
    std::vector<Origin> origins_;
};

/// Each calls `see` for the ASCII text that `view` may be an encoding of. What is seen of a stretch depends on that stretch and a few bytes
/// round it, so a text may be looked at in overlapping pieces. (The one exception: in an unbroken run of backslashes, which of them are
/// escaped is counted from its start.)
/// - base64 of both alphabets and base32, at every alignment, also broken into lines; base64 also backwards;
void see_base_encodings(const View& view, const SeeView& see);
/// - hexadecimal digits of either case, in pairs, with or without something between the bytes: "71 5a", "\x71\x5a", "0x71, 0x5a", "715a";
void see_hexadecimal(const View& view, const SeeView& see);
/// - escapes of URLs (once and twice), C, JSON, HTML, shells, quoted-printable, where they stand for a character that tokens and their
///   encodings have; NUL bytes (UTF-16) and zero-width code points stand for nothing.
void see_escapes(const View& view, const SeeView& see);

}  // namespace proffer::base
