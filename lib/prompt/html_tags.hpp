// Tags of HTML inside Markdown: where they end, and which of their attributes a reader does not see.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "prompt/markdown_blocks.hpp"

namespace proffer::prompt {

/// Behind the tag at `begin` as CommonMark takes it in a paragraph (complete and well formed), or npos.
[[nodiscard]] std::size_t inline_tag_end(std::string_view text, std::size_t begin);

struct HtmlAttribute {
    std::string name;  ///< lower case
    Range all;         ///< name and value
    Range value;       ///< without quotes; empty when there is none
};

struct HtmlTag {
    std::string name;  ///< lower case; "/p" for an end tag
    Range name_range;
    std::vector<HtmlAttribute> attributes;
    std::size_t end = 0;    ///< behind the `>`
    bool is_closed = true;  ///< false: the text ended inside the tag
};

/// The tag at `begin` as a browser takes it; `<` and a letter, or `</` and a letter, must stand there. Linear in the tag.
[[nodiscard]] HtmlTag read_tag(std::string_view text, std::size_t begin);

enum class TagPlace { paragraph, block };

/// Ranges of the tag that hold text for no reader; empty for what editors write by themselves (sizes, plain addresses), and in a
/// paragraph for placeholders such as `<path to file>`.
[[nodiscard]] std::vector<Range> hidden_in_tag(std::string_view text, const HtmlTag& tag, TagPlace place);

/// Elements whose content no reader sees, or a forge takes out.
[[nodiscard]] bool hides_content(std::string_view element);

}  // namespace proffer::prompt
