// Untrusted text on its way into a report: in each function's result nothing of it is active any more (security.md O4, O5, O11).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace proffer::report {

/// Prose on one line. Plain words stay; every word that a forge or a bot could read as more (mention, reference, address,
/// path, markup) stands in a code span. Invisible characters become visible.
[[nodiscard]] std::string markdown_line(std::string_view text);

/// The whole text as one code span on one line; "(empty)" for nothing.
[[nodiscard]] std::string markdown_code(std::string_view text);

/// The same for a cell of a table, where a bar ends the cell even inside a code span.
[[nodiscard]] std::string markdown_cell_code(std::string_view text);

/// A fenced block that ends with a line end. The fence is longer than any run of backticks in `text`; `info` is ours and never
/// empty, so that an opening line cannot be taken for a closing one. Where the text has fences of its own each of its lines is
/// put behind "| ", because older GitLab looks for quick actions with a pattern that takes the inner fence for the end.
[[nodiscard]] std::string markdown_block(std::string_view text, std::string_view info = "text");

/// `<url>` when `url` is a plain http or https address, else a code span.
[[nodiscard]] std::string markdown_link(std::string_view url);

/// Whether `url` may become a link: http or https, a host, and only characters that no markup gives a meaning.
[[nodiscard]] bool is_web_address(std::string_view url);

/// For HTML elements and quoted attributes; line ends and tabs stay.
[[nodiscard]] std::string html_text(std::string_view text);

/// For XML 1.0 elements and quoted attributes: every code point is one that XML allows.
[[nodiscard]] std::string xml_text(std::string_view text);

/// The same JSON, its strings spelt so that no line of it is a command for a CI log or a control for a terminal (O1 to O3).
[[nodiscard]] std::string inert_json(std::string_view json);

}  // namespace proffer::report
