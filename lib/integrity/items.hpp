// A test file taken apart: tests, the groups around them, and what supports them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "integrity/tokens.hpp"

namespace proffer::integrity {

enum class ItemKind {
    test,
    group,  ///< the head of a class or `describe`, without what is inside
    import,
    support,  ///< helpers, fixtures, tables, statements
};

struct Item {
    ItemKind kind = ItemKind::support;
    std::string file;
    std::string name;  ///< "TestCalc.test_add", "Calc > adds"; of support what it defines, or empty
    std::string leaf;  ///< "test_add"
    Tokens tokens;     ///< normal: without skip markers and without the test's own name
    std::uint32_t line = 0;
    bool skipped = false;       ///< by itself or by a group around it
    bool focused = false;       ///< others do not run because of it
    bool in_new_group = false;  ///< the class or `describe` around it was not there before; set by those who compare
    std::string marker;         ///< what skips it: "skip", "xit", "Disabled"
};

[[nodiscard]] std::vector<Item> items_of(std::string_view path, std::string_view text);

/// Where the test's name stood.
inline constexpr std::string_view k_name_mark = "\x01name";

}  // namespace proffer::integrity
