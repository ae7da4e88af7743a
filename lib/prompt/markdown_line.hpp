// One line of Markdown while its containers are taken off, and what block may start where it stands.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "prompt/markdown_blocks.hpp"

namespace proffer::prompt {

/// A cursor that counts columns, tabs to multiples of four. Offsets are those of the source.
class MarkdownLine {
 public:
    MarkdownLine(std::string_view source, std::size_t begin, std::size_t end) : source_(source), offset_(begin), end_(end) { look(); }

    [[nodiscard]] std::size_t indent() const { return nonspace_column_ - column_; }
    [[nodiscard]] bool is_blank() const { return nonspace_ >= end_; }
    [[nodiscard]] std::size_t offset() const { return offset_; }
    [[nodiscard]] std::size_t nonspace() const { return nonspace_; }
    [[nodiscard]] std::size_t end() const { return end_; }
    /// From the first character that is no blank.
    [[nodiscard]] std::string_view rest() const { return source_.substr(nonspace_, end_ - nonspace_); }

    void skip_columns(std::size_t count);
    void skip_indent() { skip_columns(indent()); }

 private:
    void look();

    std::string_view source_;
    std::size_t offset_;
    std::size_t end_;
    std::size_t column_ = 0;
    std::size_t tab_left_ = 0;  // columns of the tab at `offset_` that are not used up
    std::size_t nonspace_ = 0;
    std::size_t nonspace_column_ = 0;
};

struct ListMarker {
    std::size_t width = 0;  ///< "-" is 1, "10." is 3
    bool starts_at_one = true;
};

// All take `MarkdownLine::rest()`.
[[nodiscard]] bool is_atx_heading(std::string_view rest);
[[nodiscard]] bool is_setext_underline(std::string_view rest);
[[nodiscard]] bool is_thematic_break(std::string_view rest);
/// Length of an opening fence, or 0.
[[nodiscard]] std::size_t opening_fence(std::string_view rest);
[[nodiscard]] bool is_closing_fence(std::string_view rest, char mark, std::size_t length);
[[nodiscard]] std::optional<ListMarker> list_marker(std::string_view rest);
/// Which of the seven kinds of HTML block starts here, or 0.
[[nodiscard]] int html_block_start(std::string_view rest, bool in_paragraph);
[[nodiscard]] bool html_block_ends(std::string_view line, int kind);
/// Behind `[^label]:`, or 0.
[[nodiscard]] std::size_t footnote_start(std::string_view rest);
/// The cells of a row of a table, without the bars round them.
[[nodiscard]] std::vector<Range> table_cells(std::string_view row);
/// Columns of a delimiter row, or 0.
[[nodiscard]] std::size_t delimiter_columns(std::string_view row);

}  // namespace proffer::prompt
