// What a reader of an issue or comment does not see: split from what they do, so that a model gets no instruction that no person
// read (security.md I1, I2).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace proffer::prompt {

struct HiddenPart {
    std::string kind;      ///< "comment", "image-alt", "link-title", "invisible-characters", …
    std::size_t line = 1;  ///< where it begins
    std::string text;      ///< untrusted; at most 4 KB of it
    bool kept = false;     ///< it stays in the visible text: a reader opens it by a click (collapsed details)
};

struct SplitText {
    std::string visible;
    std::vector<HiddenPart> hidden;  ///< in the order of the text; at most 200, the last then tells how many more there are

    /// True when something was taken out of the text.
    [[nodiscard]] bool has_hidden() const;
};

/// Splits Markdown as GitHub and GitLab render it. In doubt a text counts as hidden. The visible part is the source without
/// the hidden parts, its markup otherwise untouched. Bytes that are no UTF-8 are spelt out (`\xff`). Texts over 256 KiB are cut there,
/// which is told as a part too. Linear.
[[nodiscard]] SplitText split_hidden(std::string_view markdown);

/// The same for text that nobody renders (titles, logs): only invisible code points are taken out.
[[nodiscard]] SplitText split_invisible(std::string_view text);

}  // namespace proffer::prompt
