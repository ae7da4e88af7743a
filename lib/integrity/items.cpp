// Finds tests by how they are declared: by call, by function name or annotation, by macro.
#include "integrity/items.hpp"

#include <algorithm>
#include <optional>

#include "integrity/markers.hpp"
#include "integrity/words.hpp"

namespace proffer::integrity {
namespace {

constexpr int k_most_levels = 40;

/// Index behind the bracket or block that opens at `open`; `end` when it stays open.
std::size_t behind_block(const Tokens& tokens, std::size_t open, std::size_t end) {
    int depth = 0;
    for (std::size_t i = open; i < end; ++i) {
        depth += nesting(tokens[i]);
        if (depth <= 0) return i + 1;
    }
    return end;
}

struct Range {
    std::size_t begin = 0, end = 0;
};

/// Statements of one level.
std::vector<Range> statements_of(const Tokens& tokens, Range range) {
    std::vector<Range> found;
    int depth = 0;
    std::size_t begin = range.begin;
    for (std::size_t i = range.begin; i < range.end; ++i) {
        depth += nesting(tokens[i]);
        if (depth > 0 || tokens[i].text != k_end) continue;
        if (i > begin) found.push_back({begin, i});
        begin = i + 1;
    }
    if (begin < range.end) found.push_back({begin, range.end});
    return found;
}

/// Annotations on lines of their own belong to what follows.
bool is_only_annotations(const Tokens& tokens, Range range) {
    return behind_annotations(tokens, range.begin, range.end) >= range.end;
}

class Reader {
 public:
    Reader(std::string_view path, const Tokens& tokens) : path_(path), tokens_(tokens) {}

    std::vector<Item> read() {
        read_level({0, tokens_.size()}, "", Item(), 0);
        return std::move(items_);
    }

 private:
    struct Shape {
        ItemKind kind = ItemKind::support;
        std::string name;
        std::size_t name_at = 0;
        std::optional<Range> body;
    };

    void read_level(Range range, const std::string& prefix, const Item& around, int level) {
        std::vector<Range> parts = statements_of(tokens_, range);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            Range part = parts[i];
            while (is_only_annotations(tokens_, part) && i + 1 < parts.size()) part.end = parts[++i].end;
            read_item(part, prefix, around, level);
        }
    }

    void read_item(Range range, const std::string& prefix, const Item& around, int level) {
        const Shape shape = shape_of(range);
        Item item;
        item.kind = shape.kind;
        item.file = path_;
        item.line = tokens_[range.begin].line;
        item.leaf = shape.name;
        item.name = prefix.empty() || shape.name.empty() ? shape.name : prefix + " > " + shape.name;
        if (shape.kind == ItemKind::group) {
            const std::size_t place = items_.size();
            take_head(item, {range.begin, shape.body->begin}, shape);
            inherit(item, around);
            items_.push_back(item);
            if (level < k_most_levels) read_level(*shape.body, item.name, item, level + 1);
            const bool has_tests = std::any_of(items_.begin() + static_cast<std::ptrdiff_t>(place), items_.end(),
                                               [](const Item& inner) { return inner.kind == ItemKind::test; });
            if (has_tests) return;
            items_.resize(place);
            item.kind = ItemKind::support;
        }
        take_head(item, range, shape);
        inherit(item, around);
        items_.push_back(std::move(item));
    }

    static void inherit(Item& item, const Item& around) {
        item.focused = item.focused || around.focused;
        if (item.skipped || !around.skipped) return;
        item.skipped = true;
        item.marker = around.marker;
    }

    /// Tokens of the item without its markers, which become flags.
    void take_head(Item& item, Range range, const Shape& shape) {
        item.tokens.assign(tokens_.begin() + static_cast<std::ptrdiff_t>(range.begin),
                           tokens_.begin() + static_cast<std::ptrdiff_t>(range.end));
        if (shape.kind == ItemKind::test && shape.name_at >= range.begin && shape.name_at < range.end)
            item.tokens[shape.name_at - range.begin].text = k_name_mark;
        if (shape.kind == ItemKind::test || shape.kind == ItemKind::group) {
            const Markers markers = take_markers(item.tokens);
            const bool is_disabled_name = shape.name.find("DISABLED_") != std::string::npos;
            item.skipped = markers.skips || is_disabled_name;
            item.focused = markers.focuses;
            item.marker = is_disabled_name ? "DISABLED_" : markers.word;
        }
        std::string& name = item.name;
        for (std::size_t at = name.find("DISABLED_"); at != std::string::npos; at = name.find("DISABLED_")) name.erase(at, 9);
        if (item.leaf.starts_with("DISABLED_")) item.leaf.erase(0, 9);
    }

    [[nodiscard]] const std::string& text(std::size_t i) const { return tokens_[i].text; }

    [[nodiscard]] Shape shape_of(Range range) const {
        const std::size_t head = behind_annotations(tokens_, range.begin, range.end);
        if (head >= range.end) return {};
        if (auto call = shape_of_call({head, range.end})) return *call;
        if (is_import(head)) return {ItemKind::import, "", 0, {}};
        return shape_of_definition(range, head);
    }

    [[nodiscard]] bool is_import(std::size_t head) const {
        const std::string& word = text(head);
        for (const std::string_view known : {"import", "from", "use", "using", "require", "require_relative", "package", "namespace"})
            if (word == known) return word != "namespace";
        if (word == "#" && head + 1 < tokens_.size()) return text(head + 1) == "include" || text(head + 1) == "import";
        const bool declares = word == "const" || word == "let" || word == "var";
        if (!declares) return false;
        for (std::size_t i = head; i + 1 < tokens_.size() && text(i) != k_end; ++i)
            if (text(i) == "require" && text(i + 1) == "(") return true;
        return false;
    }

    /// The first block inside the arguments of a call, behind `=>`, a parameter list or `do`.
    [[nodiscard]] std::optional<Range> callback_of(Range range) const {
        for (std::size_t i = range.begin + 1; i < range.end; ++i) {
            const bool is_layout = text(i) == k_indent;
            const bool is_brace =
                text(i) == "{" && (text(i - 1) == "=>" || text(i - 1) == ")" || text(i - 1) == "|" || is_string(tokens_[i - 1]));
            if (!is_layout && !is_brace) continue;
            const std::size_t end = behind_block(tokens_, i, range.end);
            return Range{i + 1, std::max(i + 1, end - 1)};
        }
        return {};
    }

    /// `it("adds", …)`, `RSpec.describe Calc do`, `test.each([…])("…", …)`.
    [[nodiscard]] std::optional<Shape> shape_of_call(Range range) const {
        std::size_t word = range.begin;
        if (text(word) == "await" || text(word) == "export") ++word;
        if (word + 1 >= range.end) return {};
        const bool is_rspec = text(word) == "RSpec" && word + 2 < range.end && text(word + 2) == "describe";
        const bool is_test = is_test_call(text(word));
        const bool is_group = is_rspec || is_group_call(text(word));
        if ((!is_test && !is_group) || text(word + 1) == "=" || text(word + 1) == ":") return {};
        const auto body = callback_of(range);
        std::size_t name_at = word + 1;
        const std::size_t head_end = body ? body->begin : range.end;
        while (name_at < head_end && !is_string(tokens_[name_at])) name_at = skip_table(name_at, word, head_end);
        if (name_at >= head_end) {
            if (!is_group) return {};
            name_at = is_rspec ? word + 3 : word + 1;
            if (name_at < range.end && text(name_at) == "(") ++name_at;
            if (name_at >= range.end) return {};
        }
        if (is_group && !body) return {};
        if (!is_group && !body && text(word + 1) != "(" && text(word + 1) != "." && !is_string(tokens_[word + 1])) return {};
        return Shape{is_group ? ItemKind::group : ItemKind::test, text(name_at), name_at, body};
    }

    /// The rows of `each([…])` are no title.
    [[nodiscard]] std::size_t skip_table(std::size_t at, std::size_t word, std::size_t end) const {
        const bool is_table = text(at) == "(" && at > word + 1 && (text(at - 1) == "each" || text(at - 1) == "for");
        return is_table ? behind_block(tokens_, at, end) : at + 1;
    }

    /// The word before the first round bracket: of a function, method or macro.
    [[nodiscard]] std::size_t function_name(Range range) const {
        for (std::size_t i = range.begin; i + 1 < range.end; ++i) {
            if (text(i) == "{" || text(i) == k_indent || text(i) == "=") return range.end;
            const bool is_receiver = text(i) == "func" && text(i + 1) == "(";
            if (is_receiver) i = behind_block(tokens_, i + 1, range.end);
            if (i + 1 < range.end && text(i + 1) == "(" && (is_word(tokens_[i]) || is_string(tokens_[i]))) return i;
            if (i + 1 < range.end && text(i) == "def" && is_word(tokens_[i + 1]) && (i + 2 >= range.end || text(i + 2) != "(") &&
                (i + 2 >= range.end || text(i + 2) != "."))
                return i + 1;
        }
        return range.end;
    }

    [[nodiscard]] std::optional<Range> block_of(Range range) const {
        int depth = 0;
        for (std::size_t i = range.begin; i < range.end; ++i) {
            const bool opens = text(i) == "{" || text(i) == k_indent;
            if (opens && depth == 0) return Range{i + 1, std::max(i + 1, behind_block(tokens_, i, range.end) - 1)};
            depth += nesting(tokens_[i]);
        }
        return {};
    }

    [[nodiscard]] bool has_test_annotation(Range range, std::size_t head) const {
        for (std::size_t i = range.begin; i < head; ++i)
            if (is_test_annotation(text(i)) && i > 0 &&
                (text(i - 1) == "@" || text(i - 1) == "[" || text(i - 1) == "::" || text(i - 1) == ","))
                return true;
        return false;
    }

    /// Of Python's classes those called Test…, and those that derive from one.
    [[nodiscard]] bool is_collected(std::size_t word, std::size_t end) const {
        if (!path_.ends_with(".py")) return true;
        for (std::size_t i = word + 1; i < end; ++i)
            if (text(i).find("Test") != std::string::npos && (i > word + 1 || text(i).starts_with("Test"))) return true;
        return false;
    }

    [[nodiscard]] Shape shape_of_definition(Range range, std::size_t head) const {
        const auto body = block_of({head, range.end});
        Shape shape{ItemKind::support, "", 0, body};
        const std::size_t end = body ? body->begin - 1 : range.end;
        for (std::size_t i = head; i < end; ++i) {
            constexpr std::string_view k_groups[] = {"class", "struct", "namespace", "mod", "module", "object", "extension", "trait"};
            if (std::find(std::begin(k_groups), std::end(k_groups), text(i)) == std::end(k_groups) || !body) continue;
            if (!is_collected(i, end)) break;
            const bool has_name = i + 1 < end && is_word(tokens_[i + 1]);
            return {ItemKind::group, has_name ? text(i + 1) : text(i), i + 1, body};
        }
        const std::size_t name_at = function_name({head, range.end});
        if (name_at >= range.end) {
            shape.name = defined_name(head, range.end);
            return shape;
        }
        shape.name = text(name_at);
        shape.name_at = name_at;
        const bool is_let = shape.name == "let" && name_at + 2 < range.end;
        if (is_let) return {ItemKind::support, text(name_at + 2), name_at + 2, body};
        if (is_test_macro(shape.name)) return macro_shape(name_at, range, body);
        const bool is_definition = body.has_value() && name_at < body->begin;
        const bool is_expression_body = !body && has_test_annotation(range, head);
        if ((is_definition && (is_test_name(path_, shape.name) || has_test_annotation(range, head))) || is_expression_body)
            shape.kind = ItemKind::test;
        if (shape.kind == ItemKind::support) shape.name = is_definition ? shape.name : defined_name(head, range.end);
        return shape;
    }

    /// TEST(Suite, name) { … }: the name is all of the arguments.
    [[nodiscard]] Shape macro_shape(std::size_t macro, Range range, const std::optional<Range>& body) const {
        const std::size_t end = behind_block(tokens_, macro + 1, range.end);
        std::string name;
        std::size_t name_at = macro + 2;
        for (std::size_t i = macro + 2; i + 1 < end; ++i) {
            if (is_string(tokens_[i]) && !name.empty()) continue;  // tags
            name += text(i) == "," ? (is_string(tokens_[macro + 2]) ? "" : ".") : text(i);
            if (is_word(tokens_[i]) || is_string(tokens_[i])) name_at = i;
        }
        if (is_string(tokens_[macro + 2])) name_at = macro + 2;
        return {body ? ItemKind::test : ItemKind::support, name, name_at, body};
    }

    /// What a statement binds: the word before its first `=` or `:=`, or behind `const`, `type` and their like.
    [[nodiscard]] std::string defined_name(std::size_t begin, std::size_t end) const {
        for (std::size_t i = begin; i + 1 < end && i < begin + 3; ++i)
            for (const std::string_view word : {"const", "let", "var", "type", "static", "interface", "enum", "val", "fn", "def"})
                if (text(i) == word && is_word(tokens_[i + 1])) return text(i + 1);
        if (begin + 1 < end && text(begin + 1) == ":" && is_word(tokens_[begin])) return text(begin);
        for (std::size_t i = begin; i < end; ++i) {
            if (nesting(tokens_[i]) != 0) break;
            if ((text(i) == "=" || text(i) == ":=") && i > begin && is_word(tokens_[i - 1])) return text(i - 1);
        }
        return {};
    }

    std::string path_;
    const Tokens& tokens_;
    std::vector<Item> items_;
};

}  // namespace

std::vector<Item> items_of(std::string_view path, std::string_view text) {
    const Tokens tokens = tokens_of(path, text);
    return Reader(path, tokens).read();
}

}  // namespace proffer::integrity
