// When two lines count as equal: from byte by byte to everything but blanks round the text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace proffer::edit {

/// Each is at least as loose as the one before it. Line ends never count.
enum class Looseness {
    exact,      ///< the same bytes
    canonical,  ///< the same characters: composed and decomposed letters are one
    trailing,   ///< trailing blanks ignored
    folded,     ///< trailing blanks ignored, typographic punctuation as its ASCII spelling, letters as in canonical
    trimmed,    ///< folded, blanks at the start ignored too
};

/// How bytes that are no UTF-8 appear in the reply: a model never sees the bytes themselves.
enum class Undecodable {
    as_latin1,       ///< the byte E9 as é
    as_replacement,  ///< as U+FFFD
};

/// Lines with equal normal forms are equal under that looseness.
[[nodiscard]] std::string normal_form(std::string_view line, Looseness looseness, Undecodable undecodable = Undecodable::as_latin1);

/// A hash of the normal form; the form itself is not built when the line is ASCII.
[[nodiscard]] std::uint64_t line_key(std::string_view line, Looseness looseness, Undecodable undecodable = Undecodable::as_latin1);

[[nodiscard]] bool same_line(std::string_view a, std::string_view b, Looseness looseness, Undecodable undecodable = Undecodable::as_latin1);

[[nodiscard]] bool is_ascii(std::string_view text);

/// Blanks and tabs at the start of `line`.
[[nodiscard]] std::string_view indentation(std::string_view line);

}  // namespace proffer::edit
