// A parsed text and a walk over its nodes that needs no recursion.
#pragma once

#include <tree_sitter/api.h>

#include <cstddef>
#include <string_view>

#include "base/handle.hpp"
#include "syntax/tokens.hpp"

// The grammars, each in a library of its own.
extern "C" {
const TSLanguage* tree_sitter_python();
const TSLanguage* tree_sitter_javascript();
const TSLanguage* tree_sitter_typescript();
const TSLanguage* tree_sitter_tsx();
const TSLanguage* tree_sitter_go();
const TSLanguage* tree_sitter_rust();
const TSLanguage* tree_sitter_java();
const TSLanguage* tree_sitter_c();
const TSLanguage* tree_sitter_cpp();
const TSLanguage* tree_sitter_ruby();
const TSLanguage* tree_sitter_bash();
const TSLanguage* tree_sitter_json();
}

namespace proffer::syntax {

using Tree = base::Handle<TSTree, ts_tree_delete>;

/// Parses within two seconds; null when that is not enough, or for a text of more than about 32,000 tokens.
[[nodiscard]] Tree parse_tree(std::string_view text, const TSLanguage* language, Quotes quotes = Quotes::whole);

/// Visits nodes in order of place, parents first. `visit(node)` returns whether to go into its children.
template <typename Visit>
void walk(const TSTree* tree, Visit visit) {
    TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
    bool is_at_node = true;
    while (is_at_node) {
        if (visit(ts_tree_cursor_current_node(&cursor)) && ts_tree_cursor_goto_first_child(&cursor)) continue;
        while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
            is_at_node = ts_tree_cursor_goto_parent(&cursor);
            if (!is_at_node) break;
        }
    }
    ts_tree_cursor_delete(&cursor);
}

}  // namespace proffer::syntax
