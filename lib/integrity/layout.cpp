// Layout is judged by tokens, functions are found by the grammar or by their braces.
#include "integrity/layout.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.hpp"
#include "integrity/lexer.hpp"
#include "integrity/tokens.hpp"
#include "syntax/nodes.hpp"

namespace proffer::integrity {
namespace {

/// A docstring is passed over, but ends as a statement.
Tokens without_docstrings(Tokens tokens) {
    Tokens kept;
    for (Token& token : tokens)
        if (token.text != k_end || kept.empty() || kept.back().text != k_indent) kept.push_back(std::move(token));
    return kept;
}

bool is_same(const Tokens& a, const Tokens& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Token& x, const Token& y) { return x.text == y.text; });
}

/// Everything that is no blank, sign or quote, comments included. In Rust a semicolon more or less is another value.
std::string letters_of(std::string_view path, std::string_view text) {
    const bool is_rust = path.ends_with(".rs");
    std::string letters;
    for (const char c : text)
        if ((is_rust && c == ';') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
            static_cast<unsigned char>(c) >= 0x80)
            letters += c;
    return letters;
}

constexpr std::array<std::string_view, 17> k_function_types = {"function_definition",
                                                               "function_declaration",
                                                               "function",
                                                               "arrow_function",
                                                               "method_definition",
                                                               "generator_function",
                                                               "generator_function_declaration",
                                                               "function_item",
                                                               "closure_expression",
                                                               "method_declaration",
                                                               "func_literal",
                                                               "constructor_declaration",
                                                               "lambda_expression",
                                                               "compact_constructor_declaration",
                                                               "method",
                                                               "singleton_method",
                                                               "decorated_definition"};

/// A decorated class is no function.
bool is_function(const std::vector<syntax::Node>& nodes, std::size_t i) {
    const syntax::Node& node = nodes[i];
    // A keyword such as `function` is a node of its own name.
    if (node.after == i + 1 || std::find(k_function_types.begin(), k_function_types.end(), node.type) == k_function_types.end())
        return false;
    if (node.type != "decorated_definition") return true;
    for (std::size_t child = i + 1; child < node.after; child = nodes[child].after)
        if (nodes[child].type == "function_definition") return true;
    return false;
}

std::vector<LineRange> functions_of_nodes(const std::vector<syntax::Node>& nodes, std::string_view text) {
    std::vector<LineRange> functions;
    std::size_t line = 1, at = 0;
    for (std::size_t i = 0; i < nodes.size();) {
        if (!is_function(nodes, i)) {
            ++i;
            continue;
        }
        const std::size_t end = std::max<std::size_t>(nodes[i].end, 1);
        line += static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                                                    text.begin() + static_cast<std::ptrdiff_t>(std::max(at, end - 1)), '\n'));
        at = std::max(at, end - 1);
        functions.push_back({nodes[i].line, line});
        i = nodes[i].after;
    }
    return functions;
}

/// For languages with braces: a block behind a round bracket, in no other such block.
class BraceReader {
 public:
    explicit BraceReader(const Tokens& tokens) : tokens_(tokens) {}

    std::vector<LineRange> read() {
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            const std::string& text = tokens_[i].text;
            if (text == "{")
                open(i);
            else if (text == "}")
                close(i);
            if (text == k_end || text == "{" || text == "}") statement_ = i + 1;
        }
        return std::move(functions_);
    }

 private:
    void open(std::size_t i) {
        ++depth_;
        if (function_depth_ != 0 || !is_head(i)) return;
        function_depth_ = depth_;
        first_line_ = tokens_[statement_].line;
    }
    void close(std::size_t i) {
        if (function_depth_ != 0 && depth_ == function_depth_) {
            functions_.push_back({first_line_, tokens_[i].line});
            function_depth_ = 0;
        }
        if (depth_ > 0) --depth_;
    }
    [[nodiscard]] bool is_head(std::size_t brace) const {
        bool has_round = false;
        for (std::size_t i = statement_; i < brace; ++i) {
            const std::string& text = tokens_[i].text;
            if (text == "namespace" || text == "class" || text == "interface" || text == "enum" || text == "object") return false;
            has_round = has_round || text == ")";
        }
        return has_round;
    }

    const Tokens& tokens_;
    std::vector<LineRange> functions_;
    std::size_t statement_ = 0, first_line_ = 0;
    int depth_ = 0, function_depth_ = 0;
};

}  // namespace

bool is_same_code(std::string_view path, std::string_view before, std::string_view after) {
    return is_same(without_docstrings(tokens_of(path, before)), without_docstrings(tokens_of(path, after)));
}

bool differs_in_layout_only(std::string_view path, std::string_view before, std::string_view after) {
    return letters_of(path, before) == letters_of(path, after) && is_same_code(path, before, after);
}

std::vector<LineRange> functions_of(std::string_view path, std::string_view text) {
    if (const auto nodes = syntax::read_nodes(path, text)) return functions_of_nodes(*nodes, text);
    if (!has_braces(path)) return {};
    const Tokens tokens = lex(path, text);
    return BraceReader(tokens).read();
}

}  // namespace proffer::integrity
