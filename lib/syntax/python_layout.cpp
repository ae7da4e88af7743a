// Compares the columns of the statements of each block.
#include "syntax/python_layout.hpp"

#include <string>

#include "syntax/tree.hpp"

namespace proffer::syntax {
namespace {

using domain::Diagnostic;

constexpr std::size_t k_most_errors = 1000;

std::string_view type_of(TSNode node) {
    return ts_node_type(node);
}

/// The blanks before `node` when it is the first on its line and starts that line anew.
bool starts_line(TSNode node, std::string_view text) {
    const std::size_t begin = ts_node_start_byte(node);
    const std::size_t line_begin = begin - ts_node_start_point(node).column;
    if (text.substr(line_begin, begin - line_begin).find_first_not_of(" \t") != std::string_view::npos) return false;
    std::string_view before = text.substr(0, line_begin);
    if (before.ends_with('\n')) before.remove_suffix(1);
    if (before.ends_with('\r')) before.remove_suffix(1);
    return !before.ends_with('\\');
}

Diagnostic at(TSNode node, std::string message) {
    const TSPoint point = ts_node_start_point(node);
    return {"", std::size_t{point.row} + 1, std::size_t{point.column} + 1, std::move(message), ""};
}

void check_block(TSNode block, std::string_view text, std::vector<Diagnostic>& errors) {
    bool is_first = type_of(block) != "module";  // statements of a module stand in column 0
    std::size_t wanted = 0;
    TSTreeCursor cursor = ts_tree_cursor_new(block);
    for (bool more = ts_tree_cursor_goto_first_child(&cursor); more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
        const TSNode statement = ts_tree_cursor_current_node(&cursor);
        if (!ts_node_is_named(statement) || ts_node_is_extra(statement) || !starts_line(statement, text)) continue;
        const std::size_t column = ts_node_start_point(statement).column;
        if (is_first) wanted = column;
        is_first = false;
        if (column != wanted)
            errors.push_back(at(statement, column > wanted ? "unexpected indent" : "indentation does not match the block"));
    }
    ts_tree_cursor_delete(&cursor);
}

}  // namespace

std::vector<Diagnostic> find_layout_errors(const TSTree* tree, std::string_view text) {
    std::vector<Diagnostic> errors;
    walk(tree, [&](TSNode node) {
        if (errors.size() >= k_most_errors) return false;
        const bool is_block = type_of(node) == "block";
        if (is_block && ts_node_named_child_count(node) == 0)
            errors.push_back(at(node, "expected an indented block"));
        else if (is_block || type_of(node) == "module")
            check_block(node, text, errors);
        return ts_node_child_count(node) > 0;
    });
    return errors;
}

}  // namespace proffer::syntax
