// Words, numbers, strings and signs; statements end at semicolons, at braces, or where the line ends and nothing is open.
#include "integrity/lexer.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace proffer::integrity {
namespace {

constexpr std::array<std::string_view, 13> k_semicolon_endings = {".c",   ".h", ".cc", ".cpp", ".cxx", ".hh",  ".hpp",
                                                                  ".hxx", ".m", ".mm", ".cs",  ".php", ".dart"};
constexpr std::array<std::string_view, 7> k_newline_endings = {".kt", ".kts", ".swift", ".scala", ".groovy", ".gradle", ".sc"};

template <std::size_t count>
bool has_ending(std::string_view path, const std::array<std::string_view, count>& endings) {
    const std::string name = base::to_lower(path.substr(path.rfind('/') + 1));
    return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

bool is_word_byte(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

class Lexer {
 public:
    Lexer(std::string_view path, std::string_view text)
        : path_(path), text_(text), ends_at_newline_(has_ending(path, k_newline_endings)), is_php_(path.ends_with(".php")) {}

    Tokens read() {
        while (at_ < text_.size()) step();
        end_statement();
        return std::move(tokens_);
    }

 private:
    [[nodiscard]] bool starts(std::string_view what) const { return text_.substr(at_).starts_with(what); }

    void step() {
        const char c = text_[at_];
        if (c == '\n') return pass_newline();
        if (c == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') {
            at_ += 2;
            ++line_;
            return;
        }
        if (std::isspace(static_cast<unsigned char>(c)) != 0) {
            ++at_;
        } else if (starts("//") || (c == '#' && is_php_ && !starts("#["))) {
            at_ = std::min(text_.find('\n', at_), text_.size());
        } else if (starts("/*")) {
            take_to(text_.find("*/", at_ + 2), 2, false);
        } else if (c == '"' || c == '`' || (c == '\'' && !is_digit_separator())) {
            take_string(at_);
        } else if (is_word_byte(c)) {
            take_word();
        } else {
            take_sign();
        }
    }

    [[nodiscard]] bool is_digit_separator() const {
        return at_ > 0 && std::isdigit(static_cast<unsigned char>(text_[at_ - 1])) != 0 && at_ + 1 < text_.size() &&
               std::isalnum(static_cast<unsigned char>(text_[at_ + 1])) != 0;
    }

    void pass_newline() {
        ++at_;
        ++line_;
        if (std::exchange(in_directive_, false)) return end_statement();
        if (!ends_at_newline_ || tokens_.empty() || inside_round_ > 0) return;
        const std::size_t next = text_.find_first_not_of(" \t\r\n", at_);
        const std::string_view rest = next == std::string_view::npos ? "" : text_.substr(next);
        constexpr std::array<std::string_view, 9> goes_on = {".", "{", "?.", "?:", "&&", "||", "else", "catch", "=>"};
        if (std::any_of(goes_on.begin(), goes_on.end(), [&](std::string_view start) { return rest.starts_with(start); })) return;
        constexpr std::array<std::string_view, 8> is_open = {"{", ",", "=", "+", "&", "|", ".", ">"};
        const std::string& last = tokens_.back().text;
        if (std::find(is_open.begin(), is_open.end(), last) == is_open.end()) end_statement();
    }

    /// Everything up to `end` and `more` bytes is one token, or a comment.
    void take_to(std::size_t end, std::size_t more, bool keep) {
        end = end == std::string_view::npos ? text_.size() : std::min(end + more, text_.size());
        const std::string_view taken = text_.substr(at_, end - at_);
        if (keep) push(normal_string(path_, taken));
        line_ += static_cast<std::uint32_t>(std::count(taken.begin(), taken.end(), '\n'));
        at_ = end;
    }

    void take_string(std::size_t quote_at) {
        if (text_.substr(quote_at).starts_with("\"\"\"")) return take_to(text_.find("\"\"\"", quote_at + 3), 3, true);
        const char quote = text_[quote_at];
        std::size_t end = quote_at + 1;
        while (end < text_.size() && text_[end] != quote && (text_[end] != '\n' || quote == '`')) end += text_[end] == '\\' ? 2 : 1;
        take_to(end, end < text_.size() && text_[end] == quote ? 1 : 0, true);
    }

    void take_word() {
        std::size_t end = at_;
        while (end < text_.size() && (is_word_byte(text_[end]) || (text_[end] == '.' && is_decimal_point(end)))) ++end;
        const std::string_view word = text_.substr(at_, end - at_);
        const bool is_raw = end < text_.size() && text_[end] == '"' && word.ends_with('R');
        if (is_raw) return take_raw_string(end);
        push(std::string(word));
        at_ = end;
    }

    [[nodiscard]] bool is_decimal_point(std::size_t place) const {
        return std::isdigit(static_cast<unsigned char>(text_[at_])) != 0 && place + 1 < text_.size() &&
               std::isdigit(static_cast<unsigned char>(text_[place + 1])) != 0;
    }

    /// R"x(…)x" of C++.
    void take_raw_string(std::size_t quote) {
        const std::size_t open = text_.find('(', quote);
        if (open == std::string_view::npos || open - quote > 17) return take_string(quote);
        const std::string close = ")" + std::string(text_.substr(quote + 1, open - quote - 1)) + "\"";
        take_to(text_.find(close, open), close.size(), true);
    }

    void take_sign() {
        constexpr std::array<std::string_view, 18> k_signs = {"===", "!==", "<=>", "==", "!=", "<=", ">=", "&&", "||",
                                                              "->",  "=>",  "::",  ":=", "+=", "-=", "++", "--", "?."};
        const auto found = std::find_if(k_signs.begin(), k_signs.end(), [&](std::string_view sign) { return starts(sign); });
        const std::string sign(found == k_signs.end() ? text_.substr(at_, 1) : *found);
        at_ += sign.size();
        const bool is_first = tokens_.empty() || tokens_.back().line != line_;
        if (sign == "#" && is_first && !ends_at_newline_ && !is_php_) {
            end_statement();
            in_directive_ = true;
        }
        if (sign == ";") return end_statement();
        if (sign == "(" || sign == "[") ++inside_round_;
        if ((sign == ")" || sign == "]") && inside_round_ > 0) --inside_round_;
        const bool closes = sign == ")" || sign == "]" || sign == "}";
        if (closes && !tokens_.empty() && tokens_.back().text == ",") tokens_.pop_back();
        if (sign == "}" && ends_at_newline_) end_statement();
        if (sign == "{") rounds_.push_back(std::exchange(inside_round_, 0));
        push(sign);
        if (sign == "}") close_brace();
    }

    /// A brace that closes a block ends a statement; one that closes a value does not.
    void close_brace() {
        if (!rounds_.empty()) {
            inside_round_ = rounds_.back();
            rounds_.pop_back();
        }
        const std::size_t next = text_.find_first_not_of(" \t\r\n", at_);
        const std::string_view rest = next == std::string_view::npos ? "" : text_.substr(next);
        constexpr std::array<std::string_view, 10> goes_on = {",", ";", ")", ".", "]", "(", "else", "catch", "finally", "while"};
        if (std::none_of(goes_on.begin(), goes_on.end(), [&](std::string_view start) { return rest.starts_with(start); })) end_statement();
    }

    void push(std::string text) { tokens_.push_back({std::move(text), line_}); }
    void end_statement() {
        if (!tokens_.empty() && tokens_.back().text != k_end && tokens_.back().text != "{") push(std::string(k_end));
    }

    std::string_view path_, text_;
    bool ends_at_newline_, is_php_;
    std::size_t at_ = 0;
    std::uint32_t line_ = 1;
    bool in_directive_ = false;  // a line of the preprocessor
    int inside_round_ = 0;
    std::vector<int> rounds_;  // of the braces around
    Tokens tokens_;
};

/// "../a" seen from "x/y/z.js" is "x/a"; a path that leaves the root keeps its dots.
std::string from_root(std::string_view path, std::string_view relative) {
    std::vector<std::string> parts;
    const std::string_view directory = path.substr(0, path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/'));
    for (const std::string_view part : base::split(directory, '/'))
        if (!part.empty()) parts.emplace_back(part);
    for (const std::string_view part : base::split(relative, '/')) {
        if (part == ".." && !parts.empty() && parts.back() != "..")
            parts.pop_back();
        else if (part != ".")
            parts.emplace_back(part);
    }
    return base::join(parts, "/");
}

}  // namespace

bool has_braces(std::string_view path) {
    return has_ending(path, k_semicolon_endings) || has_ending(path, k_newline_endings);
}

Tokens lex(std::string_view path, std::string_view text) {
    return Lexer(path, text).read();
}

std::string normal_string(std::string_view path, std::string_view string) {
    constexpr std::array<std::string_view, 9> k_quotes_alike = {".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".py"};
    if (!has_ending(path, k_quotes_alike) || string.size() < 2) return std::string(string);
    const bool is_single = string.front() == '\'' && string.back() == '\'' && !string.starts_with("'''");
    const std::string_view inner = string.substr(1, string.size() - 2);
    if (is_single && inner.find_first_of("\"\\") == std::string_view::npos) return normal_string(path, "\"" + std::string(inner) + "\"");
    const bool is_relative = string.front() == '"' && (inner.starts_with("./") || inner.starts_with("../"));
    if (is_relative && !path.ends_with(".py")) return "\"/" + from_root(path, inner) + "\"";
    return std::string(string);
}

}  // namespace proffer::integrity
