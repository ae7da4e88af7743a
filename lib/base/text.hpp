// Text helpers without a home of their own: lines, trimming, quoting, UTF-8, names that are near.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace proffer::base {

/// Splits after every LF; each line keeps its end. No empty last line: "a\nb" and "a\nb\n" give two.
[[nodiscard]] std::vector<std::string_view> split_lines(std::string_view text);

/// Splits at every `separator`; "a,,b" gives three parts, "" gives one empty part.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

/// Without blanks, tabs, CR and LF at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::string_view trim_right(std::string_view text);

[[nodiscard]] std::string join(std::span<const std::string> parts, std::string_view separator);

/// ASCII letters only; other bytes stay.
[[nodiscard]] std::string to_lower(std::string_view text);

[[nodiscard]] std::string replace_all(std::string text, std::string_view from, std::string_view to);

/// One word for `sh`: in single quotes unless it is plain. No NUL may be inside.
[[nodiscard]] std::string shell_quote(std::string_view word);

[[nodiscard]] bool is_valid_utf8(std::string_view text);

/// Decodes the code point at `position` and moves behind it; nothing for an invalid byte (moves by one).
[[nodiscard]] std::optional<char32_t> next_code_point(std::string_view text, std::size_t& position);

void append_utf8(std::string& text, char32_t code_point);

/// `text` made safe for one line of a terminal or log: control characters, line ends, bidirectional and
/// invisible code points and invalid bytes become visible escapes such as `\x1b` or `⟨U+202E⟩`.
[[nodiscard]] std::string visible_line(std::string_view text);

/// The same for several lines: LF and tab stay, CR LF becomes LF.
[[nodiscard]] std::string visible_text(std::string_view text);

/// Controls other than tab, LF, CR and form feed, bidirectional marks, joiners, fillers, tags, variation selectors
/// and other code points that a reader does not see (security.md I2).
[[nodiscard]] bool is_invisible(char32_t code_point);

struct InvisibleCodePoint {
    std::size_t position = 0;  ///< in bytes
    char32_t code_point = 0;
};

/// Every invisible code point of `text` in order, but not the joiners, selectors and tags inside emoji, nor joiners between
/// letters of scripts that need them (Arabic, Indic). Neither the `visible_` functions escape those.
[[nodiscard]] std::vector<InvisibleCodePoint> find_invisible(std::string_view text);

/// `visible_text` in which no CI runner finds a command: `::` at a line's start (behind blanks of any kind), and `##[`,
/// `section_start:` and `section_end:` anywhere are broken by a blank (security.md O1, O2).
[[nodiscard]] std::string inert_log_text(std::string_view text);

/// The same for what programs and models print: every line, also behind a line end of any kind, stands behind "| ", and ends with
/// LF.
[[nodiscard]] std::string inert_log_block(std::string_view text);

/// Lower-case hexadecimal.
[[nodiscard]] std::string hex(std::span<const std::uint8_t> bytes);

/// Cuts to at most `bytes` on a UTF-8 boundary.
[[nodiscard]] std::string_view prefix(std::string_view text, std::size_t bytes);

/// Head and tail of a text over `bytes`, with a line between them that says how many bytes are missing; that line
/// comes on top of `bytes`.
[[nodiscard]] std::string head_and_tail(std::string_view text, std::size_t bytes);

/// The entry of `names` nearest to `name` by edit distance, if near enough to be a slip of the hand.
[[nodiscard]] std::optional<std::string> nearest(std::string_view name, std::span<const std::string_view> names);

/// "1 file", "2 files".
[[nodiscard]] std::string count_of(std::size_t count, std::string_view noun);

}  // namespace proffer::base
