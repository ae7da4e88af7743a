// Tags as models write them: `<MODIFIED path="src/a.py">`, one at the start of a line.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace proffer::edit {

struct Tag {
    std::string_view name;
    std::vector<std::pair<std::string_view, std::string_view>> attributes;
    bool closing = false;        ///< `</NAME>`
    bool self_closing = false;   ///< `<NAME/>`
    std::size_t size_bytes = 0;  ///< with both brackets

    /// The value of the first of `names` that is there; nothing otherwise. Names in lower case.
    [[nodiscard]] std::optional<std::string_view> attribute(std::initializer_list<std::string_view> names) const;
    /// Compares without regard to case.
    [[nodiscard]] bool is(std::string_view wanted) const;
};

/// The tag that `text` starts with, on one line; values in double, single or no quotes.
[[nodiscard]] std::optional<Tag> parse_tag(std::string_view text);

}  // namespace proffer::edit
