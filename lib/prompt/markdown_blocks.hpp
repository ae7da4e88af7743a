// The block structure of GitHub's Markdown, as far as it decides what a reader sees.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace proffer::prompt {

/// Bytes `begin` to `end` of the source.
struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// A stretch of the source without the marks of its containers; `at` has each byte's place in the source.
struct LeafText {
    std::string bytes;
    std::vector<std::size_t> at;

    void append(std::string_view source, Range range);
    /// Source range of the bytes `begin` to `end` of this text, with all that stands between them there.
    [[nodiscard]] Range source(std::size_t begin, std::size_t end) const;
};

struct Leaf {
    enum class Kind { inlines, html };
    Kind kind = Kind::inlines;
    LeafText text;
    std::optional<std::size_t> footnote;  ///< index of the definition it belongs to
};

/// `[label]: destination "title"`, in places of the source.
struct LinkDefinition {
    std::string label;  ///< folded
    Range all, label_range, destination, title;
};

struct Footnote {
    std::string label;  ///< folded
    Range all;
};

struct Blocks {
    std::vector<Leaf> leaves;
    std::vector<LinkDefinition> definitions;
    std::vector<Footnote> footnotes;
    std::vector<Range> fence_infos;
    std::vector<Range> extra_cells;  ///< cells of a table behind its last column
};

[[nodiscard]] Blocks read_blocks(std::string_view markdown);

/// A label as Markdown compares it: blanks joined, ASCII in lower case.
[[nodiscard]] std::string fold_label(std::string_view label);

}  // namespace proffer::prompt
