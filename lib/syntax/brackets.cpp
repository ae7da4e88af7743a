// A lexer of C and C++ that knows just enough to count brackets.
#include "syntax/brackets.hpp"

#include <algorithm>
#include <string>

#include "base/text.hpp"

namespace proffer::syntax {
namespace {

using domain::Diagnostic;

bool is_word(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

class BracketReader {
 public:
    explicit BracketReader(std::string_view text) : text_(text) {}

    std::vector<Diagnostic> read() {
        while (at_ < text_.size() && errors_.empty()) step();
        if (errors_.empty() && !open_.empty()) report(open_.back(), std::string("'") + text_[open_.back()] + "' is never closed");
        return std::move(errors_);
    }

 private:
    void step() {
        const char c = text_[at_];
        const std::string_view rest = text_.substr(at_);
        if (c == '\n') {
            is_line_start_ = true;
            ++at_;
        } else if (c == ' ' || c == '\t' || c == '\r') {
            ++at_;
        } else if (c == '#' && is_line_start_) {
            read_directive();
        } else {
            is_line_start_ = false;
            if (rest.starts_with("//"))
                skip_line();
            else if (rest.starts_with("/*"))
                skip_comment();
            else if (is_word(c))
                read_word();
            else if (c == '"' || c == '\'')
                read_quote(c);
            else
                read_bracket(c);
        }
    }

    void report(std::size_t place, std::string message) {
        const std::string_view before = text_.substr(0, place);
        const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
        const std::size_t line_end = before.rfind('\n');
        const std::size_t column = place - (line_end == std::string_view::npos ? 0 : line_end + 1) + 1;
        errors_.push_back({"", line, column, std::move(message), ""});
    }

    [[nodiscard]] std::size_t end_of_line() const { return std::min(text_.find('\n', at_), text_.size()); }

    /// To the line's end, and on where a backslash continues it.
    void skip_line() {
        for (at_ = end_of_line(); at_ < text_.size(); at_ = end_of_line()) {
            const std::string_view line = text_.substr(0, at_);
            if (!line.ends_with('\\') && !line.ends_with("\\\r")) return;
            ++at_;
        }
    }

    void skip_comment() {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) report(at_, "the comment is never closed");
        at_ = end == std::string_view::npos ? text_.size() : end + 2;
    }

    // Numbers take their separators along: the quotes of 1'000 are none.
    void read_word() {
        const std::size_t begin = at_;
        const bool is_number = text_[at_] >= '0' && text_[at_] <= '9';
        while (at_ < text_.size() &&
               (is_word(text_[at_]) || (is_number && text_[at_] == '\'' && at_ + 1 < text_.size() && is_word(text_[at_ + 1]))))
            ++at_;
        if (at_ < text_.size() && text_[at_] == '"' && text_.substr(begin, at_ - begin).ends_with('R')) skip_raw_string();
    }

    void skip_raw_string() {
        const std::size_t begin = at_;
        const std::size_t parenthesis = text_.find('(', at_);
        if (parenthesis == std::string_view::npos || parenthesis - at_ > 17) return read_quote('"');
        const std::string closing = ")" + std::string(text_.substr(at_ + 1, parenthesis - at_ - 1)) + "\"";
        const std::size_t end = text_.find(closing, parenthesis);
        if (end == std::string_view::npos) report(begin, "the raw string is never closed");
        at_ = end == std::string_view::npos ? text_.size() : end + closing.size();
    }

    void read_quote(char quote) {
        const std::size_t begin = at_;
        for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
            if (text_[at_] == '\\' && text_.substr(at_ + 1).starts_with("\r\n")) ++at_;
            if (text_[at_] == '\\')
                ++at_;
            else if (text_[at_] == '\n')
                break;
        }
        if (at_ >= text_.size() || text_[at_] != quote) report(begin, "the quote is never closed");
        ++at_;
    }

    void read_bracket(char c) {
        constexpr std::string_view opening = "([{";
        constexpr std::string_view closing = ")]}";
        const std::size_t kind = closing.find(c);
        if (opening.find(c) != std::string_view::npos) {
            open_.push_back(at_);
        } else if (kind != std::string_view::npos) {
            if (open_.empty())
                report(at_, std::string("unexpected '") + c + "'");
            else if (text_[open_.back()] != opening[kind])
                report(at_, std::string("'") + c + "' does not close '" + text_[open_.back()] + "'");
            else
                open_.pop_back();
        } else if (c == '`') {
            report(at_, "unexpected '`'");
        }
        ++at_;
    }

    void read_directive() {
        std::string_view line = base::trim(text_.substr(at_ + 1, end_of_line() - at_ - 1));
        skip_line();
        const std::string_view name =
            line.substr(0, static_cast<std::size_t>(std::find_if_not(line.begin(), line.end(), is_word) - line.begin()));
        if (name == "else" || name == "elif" || name == "elifdef" || name == "elifndef")
            skip_branches();
        else if (name == "if" && base::trim(line.substr(2)) == "0")
            skip_dead_branch();
    }

    /// From behind a directive to behind the `#endif` of its level. `#if 0` goes on behind its `#else`.
    void skip_branches() { skip_to(false); }
    void skip_dead_branch() { skip_to(true); }

    void skip_to(bool stops_at_else) {
        int level = 0;
        while (at_ < text_.size()) {
            ++at_;
            const std::string_view line = base::trim(text_.substr(at_, end_of_line() - at_));
            at_ = end_of_line();
            if (!line.starts_with('#')) continue;
            const std::string_view name = base::trim(line.substr(1));
            if (name.starts_with("if")) ++level;
            if (level == 0 && (name.starts_with("endif") || (stops_at_else && name.starts_with("el")))) return;
            if (name.starts_with("endif")) --level;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    bool is_line_start_ = true;
    std::vector<std::size_t> open_;
    std::vector<Diagnostic> errors_;
};

}  // namespace

std::vector<Diagnostic> find_bracket_errors(std::string_view text) {
    return BracketReader(text).read();
}

}  // namespace proffer::syntax
