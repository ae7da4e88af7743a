// What the first words of a line, and a parenthesis on it, say.
#include "locate/definitions.hpp"

#include <algorithm>
#include <initializer_list>

#include "locate/words.hpp"

namespace proffer::locate {
namespace {

using Words = std::initializer_list<std::string_view>;

constexpr std::size_t k_longest_line_bytes = 400;
constexpr std::size_t k_most_modifiers = 8;

bool is_one_of(std::string_view word, Words words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_modifier(std::string_view word) {
    return is_one_of(
        word, {"export",  "default", "async",     "public",  "private", "protected", "static",   "final",  "abstract", "pub",     "unsafe",
               "extern",  "inline",  "constexpr", "virtual", "open",    "override",  "internal", "sealed", "data",     "declare", "local",
               "suspend", "partial", "readonly",  "crate",   "super",   "typedef",   "template", "cdef",   "cpdef"});
}

/// A word behind which the name stands.
bool announces_name(std::string_view word) {
    return is_one_of(word, {"def",       "class",   "function",  "func",    "fn",     "fun",    "struct",   "enum",    "interface",
                            "trait",     "type",    "module",    "mod",     "object", "record", "protocol", "union",   "macro_rules",
                            "namespace", "concept", "defmodule", "message", "sub",    "defp",   "defmacro", "service", "rpc"});
}

/// The same for values, which count only at the outermost level.
bool announces_value(std::string_view word) {
    return is_one_of(word, {"const", "let", "var", "val", "static"});
}

bool is_statement(std::string_view word) {
    return is_one_of(
        word, {"if",       "for",     "while",       "switch",        "return",   "else",     "catch",   "do",     "case",  "new",
               "delete",   "throw",   "sizeof",      "typeof",        "await",    "yield",    "defined", "assert", "not",   "and",
               "or",       "in",      "elif",        "except",        "with",     "raise",    "import",  "from",   "using", "super",
               "function", "require", "constructor", "static_assert", "decltype", "operator", "match",   "unless", "until", "print"});
}

bool is_name(std::string_view word) {
    return !word.empty() && !(word.front() >= '0' && word.front() <= '9') && word.size() <= k_longest_word_bytes;
}

std::string_view word_at(std::string_view line, std::size_t& at) {
    const std::size_t begin = at;
    while (at < line.size() && is_word_byte(line[at])) ++at;
    return line.substr(begin, at - begin);
}

void skip_blanks(std::string_view line, std::size_t& at) {
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
}

/// Behind "(…)", as Go's receivers and Rust's `pub(crate)` are written; stays when there is none, or it does not end on the line.
void skip_parentheses(std::string_view line, std::size_t& at) {
    if (at >= line.size() || line[at] != '(') return;
    const std::size_t end = line.find(')', at);
    if (end == std::string_view::npos) return;
    at = end + 1;
    skip_blanks(line, at);
}

class LineReader {
 public:
    LineReader(Family family, std::vector<Definition>& found) : family_(family), found_(found) {}

    void read(std::string_view line, std::string_view next, std::size_t number) {
        line_ = line.substr(0, k_longest_line_bytes);
        next_ = next;
        number_ = number;
        std::size_t at = 0;
        skip_blanks(line_, at);
        indent_ = at;
        if (at == line_.size()) return;
        if (line_[at] == '#' && (family_ == Family::c || family_ == Family::cpp)) return read_macro(at + 1);
        if (!is_word_byte(line_[at]) && line_[at] != '~') return;
        if (!read_announced(at)) read_function(at);
    }

 private:
    void add(std::string_view name) {
        if (is_name(name)) found_.push_back({name, number_});
    }

    void read_macro(std::size_t at) {
        skip_blanks(line_, at);
        if (word_at(line_, at) != "define") return;
        skip_blanks(line_, at);
        add(word_at(line_, at));
    }

    /// True when the line is done with.
    bool read_announced(std::size_t at) {
        for (std::size_t count = 0; count < k_most_modifiers; ++count) {
            const std::string_view word = word_at(line_, at);
            if (word.empty()) return false;
            const bool is_call =
                at < line_.size() && (line_[at] == '(' || line_[at] == '.' || line_[at] == ':') && word != "func" && word != "pub";
            skip_blanks(line_, at);
            if (announces_value(word) && !is_call) return read_value(word, at);
            if (announces_name(word) && !is_call) return read_name(word, at);
            if (!is_modifier(word)) return read_assignment(word, at);
            skip_parentheses(line_, at);
        }
        return false;
    }

    bool read_name(std::string_view keyword, std::size_t at) {
        if (keyword == "macro_rules" && at < line_.size() && line_[at] == '!') ++at;
        if (keyword == "func") skip_parentheses(line_, at);
        while (at < line_.size() && (line_[at] == '*' || line_[at] == '&' || line_[at] == ' ')) ++at;
        std::string_view name = word_at(line_, at);
        if (is_one_of(name, {"class", "struct", "final", "self"})) {  // `enum class X`, `def self.x`
            ++at;
            name = word_at(line_, at);
        }
        // `struct x *f(void)` defines f, and `struct x y;` nothing of that name.
        const bool is_c = family_ == Family::c || family_ == Family::cpp;
        if (is_c && !is_type_definition(at)) return false;
        add(name);
        return true;
    }

    [[nodiscard]] bool is_type_definition(std::size_t at) const {
        const std::string_view rest = line_.substr(at);
        const bool is_open = rest.find('{') != std::string_view::npos || next_.starts_with("{");
        return (is_open && rest.find('(') == std::string_view::npos) ||
               (rest.find_first_not_of(" \t\r") == std::string_view::npos && next_.starts_with("{"));
    }

    bool read_value(std::string_view keyword, std::size_t at) {
        if (family_ == Family::c || family_ == Family::cpp || family_ == Family::java)
            return keyword == "const" || keyword == "static" ? false : true;
        if (indent_ > 0 && keyword != "static") return true;
        std::string_view name = word_at(line_, at);
        if (name == "mut" || name == "fn") {
            skip_blanks(line_, at);
            name = word_at(line_, at);
        }
        add(name);
        return true;
    }

    /// `NAME = …` at the left margin of Python and Ruby.
    bool read_assignment(std::string_view word, std::size_t at) {
        if (indent_ > 0 || (family_ != Family::python && family_ != Family::ruby)) return false;
        if (at + 1 < line_.size() && line_[at] == '=' && line_[at + 1] != '=') add(word);
        return true;
    }

    /// `type name(…)`, with its body on this line, on the next, or after more parameters; `name(…) {` as scripts write methods.
    void read_function(std::size_t at) {
        if (family_ != Family::c && family_ != Family::cpp && family_ != Family::java && family_ != Family::script) return;
        if (family_ == Family::c && indent_ > 0) return;
        const std::size_t open = line_.find('(', at);
        if (open == std::string_view::npos || open == 0) return;
        const std::string_view before = line_.substr(at, open - at);
        if (before.find_first_of("=.!|?\"'<[;,+") != std::string_view::npos && family_ != Family::cpp && family_ != Family::java) return;
        if (before.find_first_of("=!|?\"';+") != std::string_view::npos || before.find("->") != std::string_view::npos) return;
        std::size_t end = before.size();
        while (end > 0 && before[end - 1] == ' ') --end;
        std::size_t begin = end;
        while (begin > 0 && is_word_byte(before[begin - 1])) --begin;
        const std::string_view name = before.substr(begin, end - begin);
        std::size_t first_end = 0;
        const std::string_view first = word_at(before, first_end);
        if (!is_name(name) || is_statement(name) || is_statement(first) || !has_body(begin > 0)) return;
        add(name);
    }

    [[nodiscard]] bool has_body(bool has_type) const {
        std::size_t last = line_.find_last_not_of(" \t\r");
        const char end = line_[last];
        if (end == '{') return true;
        if (end == ';' || family_ == Family::script) return false;
        if (next_.starts_with("{")) return true;
        return indent_ == 0 && (end == ',' || (has_type && (end == ')' || end == '}')));
    }

    Family family_;
    std::vector<Definition>& found_;
    std::string_view line_, next_;
    std::size_t number_ = 0;
    std::size_t indent_ = 0;
};

std::string_view line_at(std::string_view text, std::size_t begin) {
    return text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
}

}  // namespace

std::vector<Definition> find_definitions(std::string_view text, Family family) {
    std::vector<Definition> found;
    if (family == Family::none || text.empty()) return found;
    LineReader reader(family, found);
    std::string_view line = line_at(text, 0);
    std::size_t number = 1;
    for (std::size_t begin = 0; begin < text.size() && found.size() < k_most_definitions; ++number) {
        const std::size_t next_begin = begin + line.size() + 1;
        const std::string_view next = next_begin < text.size() ? line_at(text, next_begin) : std::string_view();
        reader.read(line, next, number);
        begin = next_begin;
        line = next;
    }
    return found;
}

}  // namespace proffer::locate
