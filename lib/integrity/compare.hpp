// What became of one test, or of one piece of support.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "integrity/tokens.hpp"

namespace proffer::integrity {

struct Change {
    std::string rule;    ///< "test-skipped", "test-emptied", "test-loosened", "test-changed"
    std::string detail;  ///< "has 1 assertion less (2 → 1)"
};

/// Nothing when the change is known to be harmless: layout, added assertions, added rows of a table, messages, annotations of types, other
/// names of local variables, and what comes behind the last statement. All else counts.
[[nodiscard]] std::optional<Change> judge_change(const Tokens& before, const Tokens& after);

/// A statement that only asserts: it binds nothing, skips nothing and leaves nothing.
[[nodiscard]] bool is_pure_assertion(const Tokens& tokens);

}  // namespace proffer::integrity
