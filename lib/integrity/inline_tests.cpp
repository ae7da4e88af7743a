// Cuts a Rust file in two where its test module begins.
#include "integrity/inline_tests.hpp"

#include "base/text.hpp"
#include "integrity/tokens.hpp"

namespace proffer::integrity {
namespace {

constexpr std::string_view k_mark = "#[cfg(test)]";

bool is_one_module(std::string_view path, std::string_view text) {
    const Tokens tokens = tokens_of(path, text);
    std::size_t i = 0;
    while (i < tokens.size() && tokens[i].text != "mod") ++i;
    if (i > 12 || i + 2 >= tokens.size() || tokens[i + 2].text != "{") return false;
    int depth = 0;
    for (i += 2; i < tokens.size(); ++i) {
        depth += nesting(tokens[i]);
        if (depth == 0) break;
    }
    return i + 2 >= tokens.size();
}

}  // namespace

std::optional<std::size_t> inline_tests_at(std::string_view path, std::string_view text) {
    if (!path.ends_with(".rs")) return {};
    for (std::size_t at = text.find(k_mark); at != std::string_view::npos; at = text.find(k_mark, at + 1)) {
        const bool starts_line = at == 0 || text[at - 1] == '\n';
        const std::string_view next = base::trim(text.substr(at + k_mark.size(), 200));
        if (!starts_line || (!next.starts_with("mod ") && !next.starts_with("#[") && !next.starts_with("pub mod "))) continue;
        return is_one_module(path, text.substr(at)) ? std::optional(at) : std::nullopt;
    }
    return {};
}

std::string with_tests_of(std::string_view path, std::string_view code, std::string_view tests) {
    const auto code_end = inline_tests_at(path, code);
    const auto tests_begin = inline_tests_at(path, tests);
    std::string text(code.substr(0, code_end.value_or(code.size())));
    if (!tests_begin) return text;
    if (!text.empty() && text.back() != '\n') text += '\n';
    return text + std::string(tests.substr(*tests_begin));
}

}  // namespace proffer::integrity
