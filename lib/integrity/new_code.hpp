// What is new in test files: harmless unless it reaches beyond itself.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "integrity/compare.hpp"
#include "integrity/imports.hpp"
#include "integrity/items.hpp"

namespace proffer::integrity {

/// What a file was before.
struct Before {
    std::set<std::string_view> words;
    std::set<Binding> bindings;  ///< of all files that the edits touch
};

/// `is_known_file`: the file was there before, with tests on which new support may act.
[[nodiscard]] std::optional<Change> problem_of_new(const Item& item, bool is_known_file, const Before& before);

/// Called or obeyed by a test framework without being named in a test.
[[nodiscard]] bool is_implicit(const Item& item);

/// The words of a set of items, for questions that many items ask.
struct Mentions {
    std::unordered_set<std::string_view> all;
    std::map<std::string_view, std::unordered_set<std::string_view>> of_file;  ///< without imports
    std::set<Binding> bindings;
};
[[nodiscard]] Mentions mentions_of(const std::vector<Item>& items);

/// A name that the import bound is still used, and bound to something else now, or to nothing.
[[nodiscard]] bool is_binding_lost(const Item& import, const Mentions& after);

}  // namespace proffer::integrity
