// Which names the imports of a test file bind, and to what.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "integrity/items.hpp"

namespace proffer::integrity {

/// A name and where it comes from; "*" for all names of a module.
using Binding = std::pair<std::string, std::string>;

[[nodiscard]] std::vector<Binding> bindings_of(const Item& import);

/// Of all imports among the items.
[[nodiscard]] std::set<Binding> all_bindings(const std::vector<Item>& items);

}  // namespace proffer::integrity
