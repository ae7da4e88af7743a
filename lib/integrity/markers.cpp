// Reads `@skip(…)`, `#[ignore]`, `[Fact(Skip = …)]`, `xit`, `.skip`, `skip: true`, tags such as "[.]".
#include "integrity/markers.hpp"

#include <algorithm>

#include "integrity/words.hpp"

namespace proffer::integrity {
namespace {

std::size_t behind_brackets(const Tokens& tokens, std::size_t open, std::size_t end) {
    int depth = 0;
    for (std::size_t i = open; i < end; ++i) {
        depth += nesting(tokens[i]);
        if (depth <= 0) return i + 1;
    }
    return end;
}

/// `@a.b.c(…)`: behind it.
std::size_t behind_decorator(const Tokens& tokens, std::size_t at, std::size_t end) {
    std::size_t i = at + 1;
    while (i < end && is_word(tokens[i])) {
        ++i;
        const bool goes_on = i + 1 < end && (tokens[i].text == "." || tokens[i].text == ":" || tokens[i].text == "::");
        if (!goes_on) break;
        ++i;
    }
    return i < end && tokens[i].text == "(" ? behind_brackets(tokens, i, end) : i;
}

/// One annotation at `at`, or `at` when there is none.
std::size_t behind_one(const Tokens& tokens, std::size_t at, std::size_t end) {
    if (at >= end) return at;
    const std::string& text = tokens[at].text;
    if (text == "@" && at + 1 < end && tokens[at + 1].text != "interface") return behind_decorator(tokens, at, end);
    if (text == "#" && at + 1 < end && tokens[at + 1].text == "[") return behind_brackets(tokens, at + 1, end);
    if (text == "[" && at + 1 < end && is_word(tokens[at + 1])) return behind_brackets(tokens, at, end);
    return at;
}

bool has_word(const Tokens& tokens, std::size_t begin, std::size_t end, bool (*wanted)(std::string_view), std::string& found) {
    for (std::size_t i = begin; i < end; ++i) {
        if (!wanted(tokens[i].text)) continue;
        found = tokens[i].text;
        return true;
    }
    return false;
}

class Taker {
 public:
    explicit Taker(Tokens& tokens) : tokens_(tokens) {}

    Markers take() {
        take_annotations();
        take_call_words();
        take_options();
        take_tags();
        return markers_;
    }

 private:
    void note(const std::string& word) {
        if (!markers_.skips) markers_.word = word;
        markers_.skips = true;
    }
    void erase(std::size_t begin, std::size_t end) {
        tokens_.erase(tokens_.begin() + static_cast<std::ptrdiff_t>(begin), tokens_.begin() + static_cast<std::ptrdiff_t>(end));
    }

    void take_annotations() {
        for (std::size_t at = 0; at < tokens_.size();) {
            const std::size_t end = behind_one(tokens_, at, tokens_.size());
            if (end == at) break;
            std::string word;
            // Of a test's own attribute only the option goes: [Fact(Skip = "…")].
            const bool is_fact = tokens_[at].text == "[" && is_test_annotation(tokens_[at + 1].text);
            if (!has_word(tokens_, at, end, is_skip_marker, word)) {
                at = end;
                continue;
            }
            note(word);
            if (is_fact && end - at > 3)
                erase(at + 2, end - 1);
            else
                erase(at, end);
        }
    }

    void take_call_words() {
        if (tokens_.empty()) return;
        std::size_t word = 0;
        if (tokens_[0].text == "await" || tokens_[0].text == "export") word = 1;
        if (word >= tokens_.size() || (!is_test_call(tokens_[word].text) && !is_group_call(tokens_[word].text))) return;
        const std::string spelt = tokens_[word].text;
        if (is_skipping_call(spelt)) note(spelt);
        markers_.focuses = markers_.focuses || is_focusing_call(spelt);
        tokens_[word].text = plain_call(spelt);
        while (word + 2 < tokens_.size() && tokens_[word + 1].text == ".") {
            const std::string option = tokens_[word + 2].text;
            if (is_skip_marker(option) || option == "skipIf" || option == "runIf") {
                note(option);
                const bool has_condition = option != "skip" && word + 3 < tokens_.size() && tokens_[word + 3].text == "(" &&
                                           (option == "skipIf" || option == "runIf");
                erase(word + 1, has_condition ? behind_brackets(tokens_, word + 3, tokens_.size()) : word + 3);
            } else if (option == "only") {
                markers_.focuses = true;
                erase(word + 1, word + 3);
            } else {
                break;
            }
        }
    }

    /// `skip: true` and `:skip` between the title and the block.
    void take_options() {
        if (tokens_.empty() || (!is_test_call(tokens_[0].text) && !is_group_call(tokens_[0].text))) return;
        for (std::size_t i = 1; i < tokens_.size(); ++i) {
            const std::string& text = tokens_[i].text;
            if (text == "=>" || text == "do" || text == k_indent || text == "function") break;
            const bool is_symbol = text == ":skip" || text == ":pending" || text == ":focus";
            const bool is_key = i + 2 < tokens_.size() && tokens_[i + 1].text == ":" && tokens_[i + 2].text != "false" &&
                                (text == "skip" || text == "pending" || text == "todo" || text == "focus" || text == "only");
            if (!is_symbol && !is_key) continue;
            if (text.find("focus") != std::string::npos || text == "only")
                markers_.focuses = true;
            else
                note(text);
            std::size_t begin = i, end = is_key ? i + 3 : i + 1;
            if (tokens_[begin - 1].text == ",") --begin;
            if (tokens_[begin - 1].text == "{" && end < tokens_.size() && tokens_[end].text == "}") {
                --begin, ++end;
                if (tokens_[begin - 1].text == ",") --begin;
            }
            erase(begin, end);
            i = begin - 1;
        }
    }

    /// Tags of Catch2 that hide a test or let it fail.
    void take_tags() {
        for (std::size_t i = 3; i < tokens_.size() && i < 8; ++i) {
            const std::string& text = tokens_[i].text;
            if (text == "{" || text == ")") break;
            if (!is_string(tokens_[i]) || tokens_[0].text.find("TEST") == std::string::npos) continue;
            for (const std::string_view tag : {"[.", "[!mayfail]", "[!shouldfail]", "[hide]"}) {
                if (text.find(tag) == std::string::npos) continue;
                note(std::string(tag));
                erase(i - 1, i + 1);
                return;
            }
        }
    }

    Tokens& tokens_;
    Markers markers_;
};

}  // namespace

Markers take_markers(Tokens& tokens) {
    return Taker(tokens).take();
}

std::size_t behind_annotations(const Tokens& tokens, std::size_t begin, std::size_t end) {
    for (std::size_t next = behind_one(tokens, begin, end); next != begin; next = behind_one(tokens, begin, end)) begin = next;
    return begin;
}

}  // namespace proffer::integrity
