// A diff of tokens, and for each place whether it can make the test weaker.
#include "integrity/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "diff/line_diff.hpp"
#include "integrity/words.hpp"

namespace proffer::integrity {
namespace {

constexpr std::uint64_t k_most_steps = 20'000'000;
// Beyond these a change is not looked into: it counts.
constexpr std::size_t k_most_tokens = 50'000;
constexpr std::size_t k_most_places = 64;
constexpr std::size_t k_most_slides = 32;

using Views = std::vector<std::string_view>;

Views views_of(const Tokens& tokens) {
    Views views;
    views.reserve(tokens.size());
    for (const Token& token : tokens) views.push_back(token.text);
    return views;
}

Tokens slice(const Tokens& tokens, std::size_t begin, std::size_t end) {
    return {tokens.begin() + static_cast<std::ptrdiff_t>(begin), tokens.begin() + static_cast<std::ptrdiff_t>(end)};
}

bool is_assignment(std::string_view text) {
    return text == "=" || text == ":=" || text == "+=" || text == "-=" || text == "++" || text == "--" || text == "<-";
}

bool is_balanced(const Tokens& tokens) {
    int depth = 0;
    for (const Token& token : tokens) {
        depth += nesting(token);
        if (depth < 0) return false;
    }
    return depth == 0;
}

bool has_hazard(const Tokens& tokens) {
    return std::any_of(tokens.begin(), tokens.end(), [](const Token& token) { return is_hazard(token.text); });
}

bool is_boundary(std::string_view text) {
    return text == k_end || text == "{" || text == k_indent;
}

/// Only what closes brackets and statements.
bool closes_all(const Tokens& tokens, std::size_t begin) {
    for (std::size_t i = begin; i < tokens.size(); ++i)
        if (tokens[i].text != k_end && tokens[i].text != "end" && nesting(tokens[i]) >= 0) return false;
    return true;
}

std::vector<Tokens> statements_in(const Tokens& tokens) {
    std::vector<Tokens> statements;
    Tokens current;
    int depth = 0;
    for (const Token& token : tokens) {
        depth += nesting(token);
        if (depth == 0 && token.text == k_end) {
            if (!current.empty()) statements.push_back(std::move(current));
            current.clear();
        } else {
            current.push_back(token);
        }
    }
    if (!current.empty()) statements.push_back(std::move(current));
    return statements;
}

/// `name = …` with a name that the test did not have.
bool binds_fresh_name(const Tokens& statement, const std::set<std::string_view>& known) {
    std::size_t i = 0;
    for (const std::string_view word : {"const", "let", "var", "auto", "final", "val", "int", "mut", "double", "String"})
        if (i < statement.size() && statement[i].text == word) ++i;
    if (i + 1 >= statement.size() || !is_word(statement[i]) || known.contains(statement[i].text)) return false;
    if (statement[i + 1].text != "=" && statement[i + 1].text != ":=") return false;
    return std::none_of(statement.begin() + static_cast<std::ptrdiff_t>(i) + 2, statement.end(),
                        [](const Token& token) { return is_assignment(token.text) && token.text != "="; });
}

/// `t.Run("…", func(…) {…})`, `with self.subTest(…):`, SECTION("…") {…}: another test inside of this one.
bool is_inner_test(const Tokens& statement) {
    for (std::size_t i = 0; i < statement.size() && i < 4; ++i)
        for (const std::string_view word : {"Run", "subTest", "SECTION", "SUBCASE", "THEN", "it", "test", "aggregate_failures"})
            if (statement[i].text == word) return true;
    return false;
}

/// `if got := f(); got != 1 { t.Errorf(…) }`.
bool is_go_check(const Tokens& statement) {
    if (statement.empty() || statement.front().text != "if") return false;
    return std::any_of(statement.begin(), statement.end(), [](const Token& token) {
        return token.text == "Errorf" || token.text == "Fatalf" || token.text == "Error" || token.text == "Fatal";
    });
}

class Comparison {
 public:
    Comparison(const Tokens& before, const Tokens& after) : before_(before), after_(after) {
        for (const Token& token : before) known_.insert(token.text);
    }

    [[nodiscard]] bool is_harmless() const {
        if (is_renamed()) return true;
        if (before_.size() + after_.size() > k_most_tokens) return false;
        diff::Effort effort{k_most_steps};
        const auto changes = diff::diff_lines(views_of(before_), views_of(after_), effort);
        if (changes.size() > k_most_places) return false;
        for (const diff::Change& change : changes)
            if (!is_harmless_change(change)) return false;
        return true;
    }

 private:
    [[nodiscard]] bool is_harmless_change(const diff::Change& change) const {
        if (change.old_count > 0 && change.new_count > 0) return false;
        if (change.old_count > 0) return is_harmless_removal(change.old_begin, change.old_begin + change.old_count);
        return is_harmless_insertion(change.new_begin, change.new_begin + change.new_count);
    }

    /// The same insertion can be seen at several places: "a|ba|" is "|ab|a".
    [[nodiscard]] bool is_harmless_insertion(std::size_t begin, std::size_t end) const {
        std::size_t first = begin;
        while (first > 0 && begin - first < k_most_slides && after_[first - 1].text == after_[first + (end - begin) - 1].text) --first;
        std::size_t last = begin;
        while (last + (end - begin) < after_.size() && last - begin < k_most_slides &&
               after_[last].text == after_[last + (end - begin)].text)
            ++last;
        for (std::size_t at = first; at <= last; ++at)
            if (is_harmless_at(at, at + (end - begin))) return true;
        return false;
    }

    [[nodiscard]] bool is_harmless_at(std::size_t begin, std::size_t end) const {
        const Tokens added = slice(after_, begin, end);
        if (!is_balanced(added)) return false;
        return are_harmless_statements(added, begin, end) || is_table_row(added, begin, end) || is_message(after_, begin, end) ||
               is_type_annotation(added, begin, end) || are_row_attributes(added);
    }

    [[nodiscard]] bool are_harmless_statements(const Tokens& added, std::size_t begin, std::size_t end) const {
        const bool starts_here = begin == 0 || is_boundary(after_[begin - 1].text);
        const bool ends_here = added.back().text == k_end || added.back().text == "}" || end == after_.size() || nesting(after_[end]) < 0 ||
                               after_[end].text == k_end;
        if (!starts_here || !ends_here || has_hazard(added)) return false;
        if (closes_all(after_, end)) return is_innermost_end(end);
        std::set<std::string_view> known = known_;
        for (const Tokens& statement : statements_in(added)) {
            const bool fine =
                is_pure_assertion(statement) || binds_fresh_name(statement, known) || is_inner_test(statement) || is_go_check(statement);
            if (!fine) return false;
        }
        return true;
    }

    /// Behind everything else; only what closes the test itself follows.
    [[nodiscard]] bool is_innermost_end(std::size_t end) const { return after_.size() - end <= 6; }

    /// The bracket around `place`, or npos.
    [[nodiscard]] std::size_t bracket_around(std::size_t place) const {
        int depth = 0;
        for (std::size_t i = place; i-- > 0;) {
            depth -= nesting(after_[i]);
            if (depth < 0) return i;
        }
        return std::string::npos;
    }

    [[nodiscard]] std::size_t statement_start(std::size_t place) const {
        int depth = 0;
        for (std::size_t i = place; i-- > 0;) {
            depth -= nesting(after_[i]);
            if (after_[i].text == k_end && depth <= 0) return i + 1;
            if (depth < 0 && (after_[i].text == k_indent || (after_[i].text == "{" && i > 0 && after_[i - 1].text == ")"))) return i + 1;
        }
        return 0;
    }

    /// A further row of a table that the test goes through, no argument of an assertion.
    [[nodiscard]] bool is_table_row(const Tokens& added, std::size_t begin, std::size_t end) const {
        const std::size_t bracket = bracket_around(begin);
        if (bracket == std::string::npos || (after_[bracket].text != "[" && after_[bracket].text != "{" && after_[bracket].text != "("))
            return false;
        Tokens row = added;
        if (row.front().text == ",")
            row.erase(row.begin());
        else if (row.back().text == ",")
            row.pop_back();
        else
            return false;
        if (row.empty() || has_hazard(row) || (begin == bracket + 1 && added.front().text == ",")) return false;
        const std::size_t start = statement_start(bracket);
        for (std::size_t i = start; i < bracket; ++i)
            if (is_assertion(after_[i].text)) return false;
        static_cast<void>(end);
        const bool is_annotation = start < after_.size() && is_annotation_start(start);
        const bool is_each =
            bracket > 1 && after_[bracket - 1].text == "(" && (after_[bracket - 2].text == "each" || after_[bracket - 2].text == "for");
        if (is_annotation || is_each) return after_[bracket].text != "(" || is_value_list(bracket);
        return after_[bracket].text != "(" && is_group_of_several(row);
    }

    [[nodiscard]] bool is_annotation_start(std::size_t at) const {
        return after_[at].text == "@" || after_[at].text == "[" || after_[at].text == "#";
    }
    /// `ValueSource(ints = {…})` has braces; `case::name(…)` of rstest and `TestCase(…)` of NUnit are rows themselves.
    [[nodiscard]] bool is_value_list(std::size_t bracket) const {
        return bracket > 0 && (after_[bracket - 1].text == "CsvSource" || after_[bracket - 1].text == "ValueSource" ||
                               after_[bracket - 1].text == "values");
    }

    /// `(1, 2)`, `{"x", 1}`, `pytest.param(…)`: rows are told from single values, which may be what an assertion allows.
    static bool is_group_of_several(const Tokens& row) {
        if (nesting(row.back()) >= 0) return false;
        const bool has_key = row.size() > 3 && is_string(row.front()) && row[1].text == ":" && nesting(row[2]) > 0;
        const bool is_bracket = has_key || nesting(row.front()) > 0 || row.front().text == "&" || is_word(row.front());
        return is_bracket && std::any_of(row.begin(), row.end(), [](const Token& token) { return token.text == ","; });
    }

    /// `, "why"` at the end of an assertion.
    static bool is_message(const Tokens& tokens, std::size_t begin, std::size_t end) {
        if (end - begin != 2 || tokens[begin].text != "," || !is_string(tokens[begin + 1])) return false;
        std::size_t start = begin;
        int depth = 0;
        while (start > 0 && tokens[start - 1].text != k_end && tokens[start - 1].text != "{" && tokens[start - 1].text != k_indent) --start;
        for (std::size_t i = start; i < begin; ++i) depth += nesting(tokens[i]);
        const bool is_bare = tokens[start].text == "assert" && depth == 0;
        const bool is_last = end < tokens.size() && (tokens[end].text == k_end || nesting(tokens[end]) < 0);
        bool is_call = depth == 1 && end + 1 < tokens.size() && tokens[end].text == ")" && tokens[end + 1].text == k_end;
        std::size_t commas = 0;
        for (std::size_t i = start; i < begin; ++i) commas += tokens[i].text == "," ? 1 : 0;
        is_call = is_call && commas > 0;
        const bool asserts =
            std::any_of(tokens.begin() + static_cast<std::ptrdiff_t>(start), tokens.begin() + static_cast<std::ptrdiff_t>(begin),
                        [](const Token& token) { return is_assertion(token.text); });
        return is_last && asserts && (is_bare || is_call);
    }

    /// `-> None` behind the parameters of a function.
    [[nodiscard]] bool is_type_annotation(const Tokens& added, std::size_t begin, std::size_t end) const {
        return added.size() >= 2 && added.size() <= 6 && added.front().text == "->" && begin > 0 && after_[begin - 1].text == ")" &&
               end < after_.size() && after_[end].text == ":";
    }

    /// `[InlineData(1, 2)]`, `#[case(1, 2)]`: each is a row.
    static bool are_row_attributes(const Tokens& added) {
        bool is_row = false;
        for (std::size_t i = 0; i + 1 < added.size(); ++i)
            for (const std::string_view word : {"InlineData", "TestCase", "DataRow", "case", "test_case", "CsvSource"})
                is_row = is_row || (added[i].text == "[" && added[i + 1].text == word);
        const bool is_whole = added.size() > 3 && (added.front().text == "[" || added.front().text == "#") && added.back().text == "]";
        return is_row && is_whole && !has_hazard(added) &&
               std::none_of(added.begin(), added.end(), [](const Token& token) { return is_skip_marker(token.text); });
    }

    [[nodiscard]] bool is_harmless_removal(std::size_t begin, std::size_t end) const { return is_message(before_, begin, end); }

    /// Behind a dot stands a member, which is no local variable.
    static bool is_member(const Tokens& tokens, std::size_t i) {
        return i > 0 && (tokens[i - 1].text == "." || tokens[i - 1].text == "->" || tokens[i - 1].text == "::");
    }

    /// Only local variables have other names, one for one.
    [[nodiscard]] bool is_renamed() const {
        if (before_.size() != after_.size()) return false;
        std::map<std::string_view, std::string_view> there, back;
        for (std::size_t i = 0; i < before_.size(); ++i) {
            const Token& old_token = before_[i];
            const Token& new_token = after_[i];
            if (old_token.text == new_token.text && (!is_word(old_token) || is_member(before_, i))) continue;
            if (!is_word(old_token) || !is_word(new_token) || is_member(before_, i)) return false;
            if (there.emplace(old_token.text, new_token.text).first->second != new_token.text) return false;
            if (back.emplace(new_token.text, old_token.text).first->second != old_token.text) return false;
        }
        return std::all_of(there.begin(), there.end(),
                           [&](const auto& pair) { return pair.first == pair.second || is_local(pair.first, pair.second); });
    }

    [[nodiscard]] bool is_local(std::string_view old_name, std::string_view new_name) const {
        if (is_assertion(old_name) || is_assertion(new_name) || is_hazard(old_name) || is_hazard(new_name) || known_.contains(new_name))
            return false;
        const auto first = std::find_if(before_.begin(), before_.end(), [&](const Token& token) { return token.text == old_name; });
        const std::string_view next = first + 1 < before_.end() ? std::string_view((first + 1)->text) : "";
        const std::string_view previous = first > before_.begin() ? std::string_view((first - 1)->text) : "";
        constexpr std::string_view k_binders[] = {"const", "let", "var", "auto", "final", "val", "mut", "for", "as"};
        return next == "=" || next == ":=" || std::find(std::begin(k_binders), std::end(k_binders), previous) != std::end(k_binders);
    }

    const Tokens& before_;
    const Tokens& after_;
    std::set<std::string_view> known_;
};

// --- what people are told ------------------------------------------------------------------------------------------

std::size_t count_if(const Tokens& tokens, bool (*wanted)(std::string_view)) {
    return static_cast<std::size_t>(std::count_if(tokens.begin(), tokens.end(), [&](const Token& token) { return wanted(token.text); }));
}

/// Assertions as they are called, so that helpers' parts count once.
std::size_t assertions_in(const Tokens& tokens) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const std::string_view next = i + 1 < tokens.size() ? std::string_view(tokens[i + 1].text) : "";
        const bool is_called = next == "(" || next == "!" || tokens[i].text == "assert" || next == "." || (i > 0 && is_string(tokens[i])) ||
                               is_word(tokens[i]);
        if (is_word(tokens[i]) && is_called && is_assertion(tokens[i].text)) ++count;
    }
    return count;
}

std::string first_new(const Tokens& before, const Tokens& after, bool (*wanted)(std::string_view)) {
    std::map<std::string_view, int> count;
    for (const Token& token : before) ++count[token.text];
    for (const Token& token : after)
        if (wanted(token.text) && --count[token.text] < 0) return token.text;
    return {};
}

bool is_comparison(std::string_view text) {
    return text == "==" || text == "!=" || text == "<" || text == ">" || text == "<=" || text == ">=" || text == "===" || text == "!==";
}

bool is_exit(std::string_view text) {
    return text == "return" || text == "exit" || text == "_exit" || text == "Exit" || text == "break" || text == "continue";
}
bool is_catcher(std::string_view text) {
    return text == "except" || text == "catch" || text == "rescue" || text == "suppress" || text == "recover" || text == "catch_unwind";
}
bool is_stand_in(std::string_view text) {
    return text == "patch" || text == "mock" || text == "Mock" || text == "MagicMock" || text == "monkeypatch" || text == "setattr" ||
           text == "stub" || text == "spyOn" || text == "mockReturnValue" || text == "mockImplementation";
}

bool is_number_or_string(const Token& token) {
    return is_string(token) || (!token.text.empty() && token.text.front() >= '0' && token.text.front() <= '9');
}

/// The tokens that went and came, of the first place that is not the same.
std::pair<Tokens, Tokens> first_difference(const Tokens& before, const Tokens& after) {
    std::size_t head = 0;
    while (head < before.size() && head < after.size() && before[head].text == after[head].text) ++head;
    std::size_t tail = 0;
    while (tail < before.size() - head && tail < after.size() - head &&
           before[before.size() - 1 - tail].text == after[after.size() - 1 - tail].text)
        ++tail;
    return {slice(before, head, before.size() - tail), slice(after, head, after.size() - tail)};
}

std::string shown(const Tokens& tokens) {
    std::string text;
    for (const Token& token : tokens) {
        if (token.text.front() == '\x01') continue;
        text += (text.empty() ? "" : " ") + token.text;
        if (text.size() > 60) break;
    }
    return base::visible_line(base::prefix(text, 60));
}

Change value_change(const Tokens& before, const Tokens& after) {
    const auto [gone, come] = first_difference(before, after);
    const std::string what = fmt::format("('{}' → '{}')", shown(gone), shown(come));
    const bool tolerant = count_if(after, is_tolerance) > count_if(before, is_tolerance) || count_if(gone, is_tolerance) > 0 ||
                          count_if(come, is_tolerance) > 0;
    if (tolerant) return {"test-loosened", "has another tolerance " + what};
    if (gone.size() == 1 && come.size() == 1 && is_number_or_string(gone.front()))
        return {"test-loosened", "expects or uses another value " + what};
    if (count_if(gone, is_comparison) > 0) return {"test-loosened", "compares otherwise " + what};
    return {"test-changed", "is changed in a way that is not known to be harmless " + what};
}

Change describe(const Tokens& before, const Tokens& after) {
    if (const std::string word = first_new(before, after, is_skip_word); !word.empty())
        return {"test-skipped", fmt::format("may be skipped: '{}' was added", word)};
    const std::size_t had = assertions_in(before), has = assertions_in(after);
    if (had > 0 && has == 0) return {"test-emptied", "asserts nothing any more"};
    if (has < had) return {"test-loosened", fmt::format("has fewer assertions ({} → {})", had, has)};
    if (const std::string word = first_new(before, after, is_catcher); !word.empty())
        return {"test-loosened", fmt::format("swallows failures: '{}' was added", word)};
    if (const std::string word = first_new(before, after, is_exit); !word.empty())
        return {"test-loosened", fmt::format("may end early: '{}' was added", word)};
    if (const std::string word = first_new(before, after, is_stand_in); !word.empty())
        return {"test-loosened", fmt::format("tests a stand-in: '{}' was added", word)};
    return value_change(before, after);
}

}  // namespace

bool is_pure_assertion(const Tokens& tokens) {
    if (tokens.empty() || has_hazard(tokens)) return false;
    int depth = 0;
    for (const Token& token : tokens) {
        depth += nesting(token);
        if (token.text == k_indent || token.text == "=>" || token.text == k_end) return false;
        if (is_assignment(token.text) && (depth == 0 || token.text != "=")) return false;
    }
    std::size_t i = 0;
    while (i < tokens.size() && i < 4 && !is_assertion(tokens[i].text)) ++i;
    return i < tokens.size() && i < 4;
}

std::optional<Change> judge_change(const Tokens& before, const Tokens& after) {
    if (views_of(before) == views_of(after) || Comparison(before, after).is_harmless()) return {};
    return describe(before, after);
}

}  // namespace proffer::integrity
