// Copies a tree out of tree-sitter's cursor.
#include "syntax/nodes.hpp"

#include <algorithm>
#include <array>

#include "syntax/languages.hpp"
#include "syntax/tree.hpp"

namespace proffer::syntax {
namespace {

struct Grammar {
    std::string_view language;
    const TSLanguage* (*make)();
};

constexpr std::array k_grammars = {
    Grammar{"python", tree_sitter_python},
    Grammar{"javascript", tree_sitter_javascript},
    Grammar{"typescript", tree_sitter_typescript},
    Grammar{"tsx", tree_sitter_tsx},
    Grammar{"go", tree_sitter_go},
    Grammar{"rust", tree_sitter_rust},
    Grammar{"java", tree_sitter_java},
    Grammar{"ruby", tree_sitter_ruby},
};

Node node_of(TSNode node) {
    return {ts_node_type(node), ts_node_start_byte(node), ts_node_end_byte(node), ts_node_start_point(node).row + 1, 0};
}

std::vector<Node> copy(const TSTree* tree) {
    std::vector<Node> nodes;
    std::vector<std::uint32_t> open;  // indices of the nodes above the cursor
    const auto close = [&] {
        nodes[open.back()].after = static_cast<std::uint32_t>(nodes.size());
        open.pop_back();
    };
    TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
    bool is_at_node = true;
    while (is_at_node) {
        open.push_back(static_cast<std::uint32_t>(nodes.size()));
        nodes.push_back(node_of(ts_tree_cursor_current_node(&cursor)));
        if (ts_tree_cursor_goto_first_child(&cursor)) continue;
        close();
        while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
            is_at_node = ts_tree_cursor_goto_parent(&cursor);
            if (!is_at_node) break;
            close();
        }
    }
    ts_tree_cursor_delete(&cursor);
    return nodes;
}

}  // namespace

std::optional<std::vector<Node>> read_nodes(std::string_view path, std::string_view text) {
    const Language* language = find_language(path);
    if (language == nullptr) return {};
    const auto grammar =
        std::find_if(k_grammars.begin(), k_grammars.end(), [&](const Grammar& row) { return row.language == language->name; });
    if (grammar == k_grammars.end()) return {};
    const Tree tree = parse_tree(text, grammar->make());
    if (!tree) return {};
    return copy(tree.get());
}

}  // namespace proffer::syntax
