// YAML text as a plain tree in which every node knows its place; only the subset we accept gets in.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/problems.hpp"

namespace proffer::config {

enum class NodeKind {
    null,
    scalar,
    list,
    map,
    broken,  ///< its problem is told already; readers stay silent on it
};

struct Entry;

struct Node {
    NodeKind kind = NodeKind::null;
    Place place;
    std::string text;            ///< of a scalar, as written: "on" stays "on"
    std::vector<Node> items;     ///< of a list
    std::vector<Entry> entries;  ///< of a map, in the order of the file; no key twice

    /// The value of `key` in a map, or null.
    [[nodiscard]] const Node* find(std::string_view key) const;
};

struct Entry {
    std::string key;
    Place place;
    Node value;
};

/// The text's one document; nothing when it cannot be read to its end. Problems are added to `problems`:
/// syntax, invalid UTF-8, control characters, more than 256 KiB, 10,000 nodes or 16 levels, several documents,
/// anchors, aliases, tags, keys that are no text or come twice (security.md C4).
[[nodiscard]] std::optional<Node> parse_yaml(std::string_view text, Problems& problems);

}  // namespace proffer::config
