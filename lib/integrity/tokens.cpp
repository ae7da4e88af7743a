// Tokens from tree-sitter's leaves, or from a small lexer for languages with braces.
#include "integrity/tokens.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"
#include "integrity/lexer.hpp"
#include "syntax/check.hpp"
#include "syntax/nodes.hpp"

namespace proffer::integrity {
namespace {

using syntax::Node;

bool is_any(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// One token, whatever is inside.
bool is_whole(std::string_view type) {
    return is_any(type, {"string", "string_literal", "template_string", "interpreted_string_literal", "raw_string_literal", "char_literal",
                         "character_literal", "regex", "rune_literal", "string_array", "symbol_array", "heredoc_body", "simple_symbol",
                         "delimited_symbol", "character"});
}

/// Their children are statements.
bool is_body(std::string_view type) {
    return is_any(type, {"module",
                         "block",
                         "program",
                         "statement_block",
                         "class_body",
                         "source_file",
                         "declaration_list",
                         "body_statement",
                         "block_body",
                         "then",
                         "else",
                         "ensure",
                         "rescue",
                         "switch_body",
                         "switch_case",
                         "switch_default",
                         "enum_body",
                         "interface_body",
                         "expression_case",
                         "default_case",
                         "communication_case",
                         "case_clause",
                         "statement_list"});
}

bool is_attribute(std::string_view type) {
    return type == "attribute_item" || type == "inner_attribute_item" || type == "decorator";
}

/// Comments that decide whether or how the file runs.
bool is_command(std::string_view comment) {
    constexpr std::array<std::string_view, 5> words = {"go:build", "// +build", "@jest-environment", "@vitest-environment", "@ts-nocheck"};
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return comment.find(word) != std::string_view::npos; });
}

class TreeReader {
 public:
    TreeReader(std::string_view path, std::string_view text, const std::vector<Node>& nodes)
        : path_(path), text_(text), nodes_(nodes), language_(syntax::language_of(path).value_or("")) {}

    Tokens read() {
        for (std::uint32_t i = 0; i < nodes_.size();) {
            close_until(i);
            i = enter(i);
        }
        close_until(static_cast<std::uint32_t>(nodes_.size()));
        add_gap(static_cast<std::uint32_t>(text_.size()), nodes_.empty() ? 1 : nodes_.back().line);
        return std::move(tokens_);
    }

 private:
    /// Opens a node; gives the index of the next to look at.
    std::uint32_t enter(std::uint32_t i) {
        const Node& node = nodes_[i];
        if (node.type.find("comment") != std::string_view::npos) return pass_comment(i);
        const bool is_leaf = node.after == i + 1;
        const bool is_statement = !open_.empty() && is_body(nodes_[open_.back()].type) && !is_attribute(node.type) && !is_keyword(node);
        statements_.push_back(is_statement);
        open_.push_back(i);
        if (is_statement && is_docstring(i)) {
            position_ = std::max(position_, node.end);
            return node.after;
        }
        if (has_layout_block(node)) push(k_indent, node.line);
        if (!is_leaf && !is_whole(node.type)) return i + 1;
        add_gap(node.begin, node.line);
        push_leaf(node);
        position_ = std::max(position_, node.end);
        return node.after;
    }

    void close_until(std::uint32_t next) {
        while (!open_.empty() && nodes_[open_.back()].after <= next) {
            const Node& node = nodes_[open_.back()];
            if (statements_.back()) push_end(node.line);
            if (has_layout_block(node)) push(k_dedent, node.line);
            open_.pop_back();
            statements_.pop_back();
        }
    }

    std::uint32_t pass_comment(std::uint32_t i) {
        const Node& node = nodes_[i];
        add_gap(node.begin, node.line);
        const std::string_view comment = text_.substr(node.begin, node.end - node.begin);
        if (is_command(comment)) {
            push(std::string(base::trim(comment)), node.line);
            push_end(node.line);
        }
        position_ = std::max(position_, node.end);
        return node.after;
    }

    /// What the grammar could not place still counts.
    void add_gap(std::uint32_t begin, std::uint32_t line) {
        if (begin <= position_) return;
        std::string_view gap = base::trim(text_.substr(position_, begin - position_));
        while (!gap.empty() && (gap.back() == '\\' || gap.back() == ';')) gap = base::trim(gap.substr(0, gap.size() - 1));
        if (!gap.empty() && gap != "\xEF\xBB\xBF") push(std::string(gap), line);
        position_ = begin;
    }

    void push_leaf(const Node& node) {
        const std::string_view leaf = base::trim(text_.substr(node.begin, node.end - node.begin));
        if (leaf.empty()) return;
        if (leaf == ";" && !is_in_head()) return push_end(node.line);
        const bool closes = leaf == ")" || leaf == "]" || leaf == "}";
        if (closes && !tokens_.empty() && tokens_.back().text == ",") tokens_.pop_back();
        push(is_whole(node.type) ? normal_string(path_, leaf) : std::string(leaf), node.line);
    }

    /// Between the parts of `for (;;)` and `if x := f(); x`.
    [[nodiscard]] bool is_in_head() const {
        if (open_.size() < 2) return false;
        return is_any(nodes_[open_[open_.size() - 2]].type,
                      {"if_statement", "for_clause", "for_statement", "expression_switch_statement", "type_switch_statement"});
    }

    void push(std::string_view text, std::uint32_t line) { tokens_.push_back({std::string(text), line}); }
    void push_end(std::uint32_t line) {
        if (!tokens_.empty() && tokens_.back().text != k_end) push(k_end, line);
    }

    [[nodiscard]] bool has_layout_block(const Node& node) const {
        return (language_ == "python" && node.type == "block") || node.type == "body_statement";
    }
    [[nodiscard]] bool is_keyword(const Node& node) const { return node.type == text_.substr(node.begin, node.end - node.begin); }
    /// A string that stands alone says something to people only.
    [[nodiscard]] bool is_docstring(std::uint32_t i) const {
        return language_ == "python" && nodes_[i].type == "expression_statement" && i + 1 < nodes_.size() &&
               nodes_[i + 1].type == "string" && nodes_[i + 1].after == nodes_[i].after;
    }

    std::string_view path_, text_;
    const std::vector<Node>& nodes_;
    std::string_view language_;
    Tokens tokens_;
    std::vector<std::uint32_t> open_;
    std::vector<bool> statements_;
    std::uint32_t position_ = 0;
};

Tokens lines_of(std::string_view text) {
    Tokens tokens;
    std::uint32_t number = 0;
    for (const std::string_view line : base::split_lines(text)) {
        ++number;
        const std::string_view said = base::trim_right(line);
        if (base::trim(said).empty()) continue;
        tokens.push_back({std::string(said), number});
        tokens.push_back({std::string(k_end), number});
    }
    return tokens;
}

}  // namespace

Tokens tokens_of(std::string_view path, std::string_view text) {
    if (const auto nodes = syntax::read_nodes(path, text)) return TreeReader(path, text, *nodes).read();
    return has_braces(path) ? lex(path, text) : lines_of(text);
}

bool is_read_by_lines(std::string_view path) {
    const auto language = syntax::language_of(path);
    const bool has_grammar = language && is_any(*language, {"python", "javascript", "typescript", "tsx", "go", "rust", "java", "ruby"});
    return !has_grammar && !has_braces(path);
}

bool is_word(const Token& token) {
    const char c = token.text.empty() ? ' ' : token.text.front();
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_string(const Token& token) {
    const std::size_t quote = token.text.find_first_of("\"'`");
    return quote != std::string::npos && quote <= 3 && token.text.size() > quote + 1 && token.text.back() == token.text[quote];
}

int nesting(const Token& token) {
    if (is_any(token.text, {"(", "[", "{", "${", "#{", "%[", k_indent})) return 1;
    return is_any(token.text, {")", "]", "}", k_dedent}) ? -1 : 0;
}

}  // namespace proffer::integrity
